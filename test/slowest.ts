import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** What of vitest's report in JSON is told here; times are milliseconds. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly fullName: string; readonly duration?: number | null }[];
  }[];
}

const MOST = 20;

/** `npm run test:slowest`: runs the tests, or those that are named, and prints where the time went. */
const directory = mkdtempSync(join(tmpdir(), 'snowcensus-slowest-'));
const file = join(directory, 'report.json');
const args = ['run', '--config', 'test/vitest.config.ts', '--reporter=json', `--outputFile=${file}`];
const { status } = spawnSync('vitest', [...args, ...process.argv.slice(2)], { stdio: 'inherit' });
const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
rmSync(directory, { recursive: true });

const files = testResults.map(({ name, startTime, endTime }) => ({
  name: relative(process.cwd(), name),
  ms: endTime - startTime,
}));
const tests = testResults.flatMap(({ assertionResults }) =>
  assertionResults.map(({ fullName, duration }) => ({ name: fullName, ms: duration ?? 0 })),
);
const total = files.reduce((sum, { ms }) => sum + ms, 0);
process.stdout.write(`\n${seconds(total)} in ${files.length} files and ${tests.length} tests\n`);
print('The slowest files', files);
print('The slowest tests', tests);
process.exitCode = status ?? 1;

function print(title: string, timed: readonly { readonly name: string; readonly ms: number }[]): void {
  process.stdout.write(`\n${title}\n`);
  const slowest = [...timed].sort((a, b) => b.ms - a.ms).slice(0, MOST);
  for (const { name, ms } of slowest) process.stdout.write(`${seconds(ms).padStart(9)}  ${name}\n`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

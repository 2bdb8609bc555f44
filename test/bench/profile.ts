import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CpuOptions, measureCpu } from './cpu.ts';

/** One line of a profile: where the time was spent, by itself and not in what it called. */
interface Spent {
  readonly where: string;
  readonly percent: number;
}

const LINES = 40;

/** Measures as `cpu` does, under Node's own profiler, and prints where the time goes: by package, then by function. */
export async function benchProfile(options: CpuOptions, json: boolean): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-profile-'));
  try {
    await measureCpu({ ...options, nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${directory}`] });
    const [file] = await readdir(directory);
    if (!file) throw new Error('Node wrote no profile');
    const profile = JSON.parse(await readFile(join(directory, file), 'utf8')) as Profiler.Profile;
    const byPackage = spentBy(profile, ({ callFrame }) => packageOf(callFrame));
    const byFunction = spentBy(profile, ({ callFrame }) => functionOf(callFrame)).slice(0, LINES);
    process.stdout.write(
      json ? `${JSON.stringify({ byPackage, byFunction })}\n` : `${table(byPackage)}\n${table(byFunction)}`,
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function spentBy(
  profile: Profiler.Profile,
  nameOf: (node: Profiler.ProfileNode) => string,
): readonly Spent[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const spent = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const node = nodes.get(id);
    if (!node || node.callFrame.functionName === '(idle)') continue;
    const microseconds = profile.timeDeltas?.[index] ?? 0;
    const name = nameOf(node);
    busy += microseconds;
    spent.set(name, (spent.get(name) ?? 0) + microseconds);
  }
  return [...spent]
    .map(([where, microseconds]) => ({ where, percent: Math.round((1e3 * microseconds) / busy) / 10 }))
    .sort((a, b) => b.percent - a.percent);
}

/** `@aws-sdk/core`, `node:zlib`, `src/load`; `(garbage collector)` and its like are their own. */
function packageOf({ url, functionName }: Profiler.ProfileNode['callFrame']): string {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  const [, installed] = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(url) ?? [];
  const [, own] = /\/((?:src|test)\/[^/]+)/.exec(url) ?? [];
  return installed ?? own ?? url;
}

function functionOf({ url, functionName, lineNumber }: Profiler.ProfileNode['callFrame']): string {
  const file = url.replace(/^.*\/(?=node_modules\/|src\/|test\/)/, '').replace(/^.*node_modules\//, '');
  return file === '' ? functionName : `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`;
}

function table(lines: readonly Spent[]): string {
  return lines.map(({ where, percent }) => `${percent.toFixed(1).padStart(6)} %  ${where}\n`).join('');
}

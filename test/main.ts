import { spawnSync } from 'node:child_process';

/**
 * `npm test`: types, lint and all tests; `npm test -- <files or options of vitest>`: those tests alone, at once.
 * Exits with the first code that is not 0.
 */
const STEPS: readonly (readonly string[])[] = [
  ['npm', 'run', '-s', 'check'],
  ['npm', 'run', '-s', 'lint'],
];

const given = process.argv.slice(2);
const vitest = ['vitest', 'run', '--config', 'test/vitest.config.ts', ...given];

for (const [program = '', ...args] of [...(given.length > 0 ? [] : STEPS), vitest]) {
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { runCommand } from '../commands/in-process.ts';
import { ACCOUNTS, type Installation, install } from '../e2e/installation.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';

let installation: Installation;

beforeEach(async () => {
  installation = await install({ accounts: 3 });
  // The SDK of AWS looks nowhere else.
  for (const [name, value] of Object.entries(installation.sandbox.env)) vi.stubEnv(name, value);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await installation.close();
});

/** What a process holds on to: open sockets, files and timers by kind, and listeners of the process. */
function held(): Readonly<Record<string, number>> {
  const kinds = Object.groupBy(process.getActiveResourcesInfo(), (kind) => kind);
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  return {
    ...Object.fromEntries(Object.entries(kinds).map(([kind, all]) => [kind, all?.length ?? 0])),
    listeners,
  };
}

it('holds on to no more after many runs than after a few', async () => {
  const env = { ...installation.sandbox.env, SNOWCENSUS_AWS_RATE: String(RAISED_QUOTAS) };
  const runs = async (count: number) => {
    for (let done = 0; done < count; done += 1) {
      const { code, stderr } = await runCommand(run, env, [
        ACCOUNTS,
        '--collector',
        'organizations.accounts',
      ]);
      expect(code, stderr).toBe(0);
    }
    // Sockets that were closed are gone a little later.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return held();
  };
  const few = await runs(3);
  const many = await runs(9);
  for (const [kind, count] of Object.entries(many)) {
    expect(count, `${kind}: ${JSON.stringify({ few, many })}`).toBeLessThanOrEqual((few[kind] ?? 0) + 3);
  }
}, 240_000);

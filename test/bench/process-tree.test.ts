import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { watchTree } from './process-tree.ts';

const BUSY = 'const until = process.cpuUsage().user + 400_000; while (process.cpuUsage().user < until);';
const PARENT = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(BUSY)}])`;

test('each process of a tree is told by itself, with what it used', async () => {
  const child = spawn(process.execPath, ['-e', PARENT], { stdio: 'ignore' });
  const [parent, busy, ...others] = await watchTree(child.pid ?? 0, once(child, 'exit'));
  expect(others).toEqual([]);
  expect(busy?.cpuSeconds).toBeGreaterThan(0.25);
  expect(parent?.cpuSeconds).toBeLessThan(busy?.cpuSeconds ?? 0);
  for (const { peakRssMb = 0 } of [parent ?? {}, busy ?? {}]) {
    expect(peakRssMb).toBeGreaterThan(20);
    expect(peakRssMb).toBeLessThan(500);
  }
});

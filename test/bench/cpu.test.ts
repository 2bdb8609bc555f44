import { expect, test } from 'vitest';
import { measureCpu } from './cpu.ts';

test('the measured process reads every instance and whole accounts, and tells what CPU time that took', async () => {
  const figures = await measureCpu({ accounts: 6, instances: 250, repeats: 2 });
  expect(figures.instances).toBe(500);
  expect(figures.calls).toBeGreaterThan(60);
  expect(figures.rowsOfCalls).toBeGreaterThan(0);
  expect(figures.instancesCpuMs).toBeGreaterThan(0);
  expect(figures.callsCpuMs).toBeGreaterThan(0);
});

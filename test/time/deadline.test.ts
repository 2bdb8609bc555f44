import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startDeadline } from '../../src/time/deadline.ts';

test('a deadline aborts when its time is over', async () => {
  const { signal } = startDeadline(0.02);
  expect(signal.aborted).toBe(false);
  await sleep(60);
  expect(signal.reason).toMatchObject({ name: 'TimeoutError', message: 'the 0.02 seconds are over' });
});

test('one that has been ended never does', async () => {
  const deadline = startDeadline(0.02);
  deadline.end();
  await sleep(60);
  expect(deadline.signal.aborted).toBe(false);
});

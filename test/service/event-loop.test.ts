import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { EventLoop } from '../../src/service/event-loop.ts';

test('lag is how long the loop was held up', async () => {
  const loop = new EventLoop();
  await sleep(100);
  const until = performance.now() + 300;
  while (performance.now() < until);
  await sleep(100);
  const { median, max } = loop.lag();
  loop.close();
  expect(max).toBeGreaterThan(0.2);
  expect(median).toBeLessThan(0.15);
});

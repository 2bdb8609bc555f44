import { expect, test } from 'vitest';
import { type SoakFigures, soak } from './soak.ts';

test('a service holds no more after many runs than after a few', async () => {
  const figures: SoakFigures[] = [];
  const ended = await soak([5, 12], (_run, measured) => figures.push(measured));
  expect(Object.values(ended).reduce((sum, count) => sum + count, 0)).toBe(12);
  expect(Object.keys(ended).filter((status) => !['ok', 'partial'].includes(status))).toEqual([]);
  const [early, late] = figures;
  if (!early || !late) throw new Error('not measured');
  for (const held of [
    'openFiles',
    'openSockets',
    'timersAndHandles',
    'processListeners',
    'liveSockets',
  ] as const) {
    expect(late[held], held).toBeLessThanOrEqual(early[held]);
  }
  // One run alone makes more; some wait for the collector.
  expect(late.liveAbortSignals - early.liveAbortSignals).toBeLessThan(20);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everyMinute } from '../../src/service/minute-tick.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const at = (seconds: number) => Date.UTC(2026, 10, 1, 12) + seconds * 1000;

test('comes at the beginning of each minute, whenever it was begun and however late a timer fires', () => {
  vi.setSystemTime(at(37));
  const ticks: number[] = [];
  const end = everyMinute(() => ticks.push(Date.now()));
  vi.advanceTimersByTime(23_000);
  expect(ticks).toEqual([at(60)]);
  // The clock is put right by twenty seconds: the minute after is shorter, and the next is a whole one again.
  vi.setSystemTime(at(80));
  vi.advanceTimersByTime(60_000);
  vi.advanceTimersByTime(60_000);
  expect(ticks.length).toBeGreaterThanOrEqual(3);
  expect(ticks.at(-1)).toBe(at(180));
  end();
  vi.advanceTimersByTime(120_000);
  expect(ticks.at(-1)).toBe(at(180));
});

test('comes every minute of the hour that the clock of the process shows twice, and skips', () => {
  for (const [zone, from] of [
    ['America/New_York', Date.UTC(2026, 10, 1, 5)],
    ['America/New_York', Date.UTC(2026, 2, 8, 6)],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 14)],
  ] as const) {
    vi.stubEnv('TZ', zone);
    vi.setSystemTime(from - 1000);
    const ticks: number[] = [];
    const end = everyMinute(() => ticks.push(Date.now()));
    vi.advanceTimersByTime(1000 + 179 * 60_000);
    end();
    expect({ zone, ticks }).toEqual({
      zone,
      ticks: Array.from({ length: 180 }, (_, minute) => from + minute * 60_000),
    });
  }
});

import { describe, expect, test } from 'vitest';
import { countSlots, lastSlot, nextSlot, slotsBetween } from '../../../src/connections/schedule/slots.ts';

function slots(cron: string, from: string, to: string, timezone = 'UTC'): string[] {
  return slotsBetween({ cron, timezone }, new Date(from), new Date(to)).map((slot) =>
    slot.toISOString().slice(5, 16),
  );
}

describe('the slots of a schedule', () => {
  test('begin after the start and include the end', () => {
    const found = slots('0 */12 * * *', '2026-03-01T00:00:00Z', '2026-03-02T12:00:00Z');
    expect(found).toEqual(['03-01T12:00', '03-02T00:00', '03-02T12:00']);
    expect(slots('0 0 * * *', '2026-03-01T00:00:01Z', '2026-03-01T23:59:59Z')).toEqual([]);
  });

  test('are those of the time zone', () => {
    expect(slots('30 6 * * *', '2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z', 'Asia/Kolkata')).toEqual([
      '01-10T01:00',
    ]);
    expect(slots('0 1 * * mon', '2026-01-10T00:00:00Z', '2026-01-18T00:00:00Z', 'Pacific/Auckland')).toEqual([
      '01-11T12:00',
    ]);
  });

  test.each([
    ['either day where both are restricted', '0 0 13 * 5', ['02-06', '02-13', '02-20', '02-27']],
    ['both where one begins with a star', '0 0 */10 * 0', ['02-01']],
    ['Sunday as 7', '0 0 * * 7', ['02-01', '02-08', '02-15', '02-22']],
    ['the last day', '0 0 L * *', ['02-28']],
    ['days before the last', '0 0 L-2 * *', ['02-26']],
    ['the weekday nearest to a Sunday', '0 0 15W * *', ['02-16']],
    ['the weekday nearest to a Sunday that begins the month', '0 0 1W * *', ['02-02']],
    ['the last weekday', '0 0 LW * *', ['02-27']],
    ['the last Friday', '0 0 * * 5L', ['02-27']],
    ['the second Monday', '0 0 * * mon#2', ['02-09']],
    ['an hour range over midnight', '0 23-1 20 * *', ['02-20', '02-20', '02-20']],
  ])('know %s', (_, cron, days) => {
    const found = slots(cron, '2026-01-31T12:00:00Z', '2026-02-28T23:00:00Z');
    expect(found.map((slot) => slot.slice(0, 5))).toEqual(days);
  });
});

describe('where the clock is put forward (Berlin, 29 March, 02:00 to 03:00)', () => {
  const night = ['2026-03-28T23:30:00Z', '2026-03-29T03:30:00Z', 'Europe/Berlin'] as const;

  test('a fixed time that is skipped is due that much after the change', () => {
    expect(slots('30 2 * * *', ...night)).toEqual(['03-29T01:30']);
    expect(slots('*/20 2 * * *', ...night)).toEqual(['03-29T01:00', '03-29T01:20', '03-29T01:40']);
  });

  test('a skipped time and the time it falls on are one slot', () => {
    expect(slots('0 1,2,3,4 * * *', ...night)).toEqual(['03-29T00:00', '03-29T01:00', '03-29T02:00']);
  });

  test('every hour is every hour that passes', () => {
    expect(slots('0 * * * *', ...night)).toEqual([
      '03-29T00:00',
      '03-29T01:00',
      '03-29T02:00',
      '03-29T03:00',
    ]);
  });
});

describe('where the clock is put back (New York, 1 November, 02:00 to 01:00)', () => {
  const night = ['2026-11-01T04:30:00Z', '2026-11-01T08:30:00Z', 'America/New_York'] as const;

  test('a fixed time that is shown twice is due once', () => {
    expect(slots('30 1 * * *', ...night)).toEqual(['11-01T05:30']);
    expect(slots('0 0-3 * * *', ...night)).toEqual(['11-01T05:00', '11-01T07:00', '11-01T08:00']);
  });

  test('every hour is every hour that passes', () => {
    expect(slots('0 * * * *', ...night)).toEqual([
      '11-01T05:00',
      '11-01T06:00',
      '11-01T07:00',
      '11-01T08:00',
    ]);
    expect(slots('*/30 * * * *', ...night)).toHaveLength(8);
  });
});

test('slots asked for in pieces are those asked for at once', () => {
  const schedule = { cron: '17 */3 * * *', timezone: 'Australia/Lord_Howe' };
  const [from, to] = [Date.UTC(2026, 2, 30), Date.UTC(2026, 3, 8)];
  const pieces = Array.from({ length: (to - from) / 900_000 }, (_, index) =>
    slotsBetween(schedule, new Date(from + index * 900_000), new Date(from + (index + 1) * 900_000)),
  );
  const whole = slotsBetween(schedule, new Date(from), new Date(to));
  expect(pieces.flat()).toEqual(whole);
  expect(whole.length).toBeGreaterThan(70);
});

test('the next slot may be years away, or never', () => {
  const after = new Date('2097-01-01T00:00:00Z');
  expect(nextSlot({ cron: '0 0 29 2 *', timezone: 'UTC' }, after)?.toISOString()).toBe(
    '2104-02-29T00:00:00.000Z',
  );
  expect(nextSlot({ cron: '0 0 L-30 2 *', timezone: 'UTC' }, after)).toBeUndefined();
});

describe('slots that are counted', () => {
  const year = [new Date('2025-06-15T12:34:56Z'), new Date('2026-06-15T12:34:56Z')] as const;

  test.each([
    ['*/7 2,3 * * *', 'Europe/Berlin'],
    ['30 2 * * *', 'America/New_York'],
    ['0 0 L * *', 'Australia/Lord_Howe'],
    ['15,45 23-1 * * mon', 'America/Havana'],
    ['59 23 * * *', 'Africa/Cairo'],
  ])('of %s in %s are as many as there are, and the last is the last', (cron, timezone) => {
    const schedule = { cron, timezone };
    const all = slotsBetween(schedule, ...year);
    expect(countSlots(schedule, ...year)).toBe(all.length);
    expect(lastSlot(schedule, ...year)).toEqual(all.at(-1));
    const [from, to] = [all[0] as Date, all.at(-1) as Date];
    expect(countSlots(schedule, from, to)).toBe(all.length - 1);
    expect(lastSlot(schedule, to, year[1])).toBeUndefined();
  });

  test('around a change of the clock are as many as there are, wherever one begins', () => {
    const schedule = { cron: '*/30 0-4 * * *', timezone: 'Europe/Berlin' };
    for (const night of ['2025-10-25T20:00:00Z', '2026-03-28T20:00:00Z']) {
      for (let quarter = 0; quarter < 48; quarter += 3) {
        const from = new Date(Date.parse(night) + quarter * 900_000);
        const to = new Date(from.getTime() + 50 * 3_600_000);
        const all = slotsBetween(schedule, from, to);
        expect(countSlots(schedule, from, to), from.toISOString()).toBe(all.length);
        expect(lastSlot(schedule, from, to), from.toISOString()).toEqual(all.at(-1));
      }
    }
  });

  test('of every minute of two years are as many as minutes, whatever the clock does', () => {
    const schedule = { cron: '* * * * *', timezone: 'Europe/Berlin' };
    const [from, to] = [new Date('2024-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z')];
    expect(countSlots(schedule, from, to)).toBe((to.getTime() - from.getTime()) / 60_000);
    expect(lastSlot(schedule, from, to)).toEqual(to);
  });

  test('of every minute of a century are counted by whole days, not one by one', () => {
    const [from, to] = [new Date('2000-01-01T00:00:00Z'), new Date('2100-01-01T00:00:00Z')];
    const began = process.cpuUsage();
    expect(countSlots({ cron: '* * * * *', timezone: 'UTC' }, from, to)).toBe(52_596_000);
    // One by one they take some ten seconds.
    expect(process.cpuUsage(began).user).toBeLessThan(3_000_000);
  });
});

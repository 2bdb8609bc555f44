import { describe, expect, test } from 'vitest';
import { events, trails } from '../../src/aws/catalogue/cloudtrail/collectors.ts';
import { UnitInstants } from '../../src/ledger/known/unit-instants.ts';
import { unitWindow } from '../../src/run/event-window.ts';

const HOUR_MS = 3_600_000;
const UNIT = { accountId: '111111111111', region: 'eu-west-1' };
const until = new Date('2026-05-05T12:00:00Z');
const readPlan = {
  lookbackMs: 24 * HOUR_MS,
  overlapMs: HOUR_MS / 3,
  keptMs: 90 * 24 * HOUR_MS,
  readOnly: false,
};

function readUpTo(instant: string): UnitInstants {
  const watermarks = new UnitInstants();
  watermarks.set({ collector: 'cloudtrail.events', ...UNIT }, new Date(instant));
  return watermarks;
}

const windowOf = (watermarks: UnitInstants, more: Partial<typeof readPlan> = {}) =>
  unitWindow({ readPlan: { ...readPlan, ...more }, watermarks, until }, events, UNIT);

describe('the window of a unit', () => {
  test('is the look-back where it was never read', () => {
    expect(windowOf(new UnitInstants())).toEqual({
      since: new Date('2026-05-04T12:00:00Z'),
      until,
      readOnly: false,
    });
  });

  test('begins where the last one ended, less the overlap', () => {
    expect(windowOf(readUpTo('2026-05-05T11:00:00.250Z'))?.since).toEqual(
      new Date('2026-05-05T10:40:00.250Z'),
    );
  });

  test('begins no later than now, though the last one was ended by a clock that was ahead', () => {
    const window = windowOf(readUpTo('2026-05-05T15:00:00Z'));
    expect(window?.since).toEqual(windowOf(readUpTo(until.toISOString()))?.since);
    expect(window?.since.getTime()).toBeLessThan(until.getTime());
  });

  test('takes up everything since a unit was last read, however long that is', () => {
    const window = windowOf(readUpTo('2026-03-01T00:00:00Z'));
    expect(window?.since).toEqual(new Date('2026-02-28T23:40:00Z'));
    expect(window?.shortfall).toBeUndefined();
  });

  test('goes no further back than events are kept, and says what is lost', () => {
    expect(windowOf(new UnitInstants(), { lookbackMs: 200 * 24 * HOUR_MS })?.since).toEqual(
      new Date('2026-02-04T12:00:00Z'),
    );
    const window = windowOf(readUpTo('2026-01-01T00:00:00Z'));
    expect(window?.since).toEqual(new Date('2026-02-04T12:00:00Z'));
    expect(window?.shortfall).toEqual({
      code: 'events_expired',
      reason: expect.stringContaining('2026-01-01T00:00:00.000Z and 2026-02-04T12:00:00.000Z') as string,
    });
  });

  test('is no other unit’s', () => {
    const watermarks = new UnitInstants();
    const last = new Date('2026-05-05T11:00:00Z');
    watermarks.set({ collector: 'cloudtrail.events', ...UNIT, region: 'us-east-1' }, last);
    watermarks.set({ collector: 'cloudtrail.events', ...UNIT, accountId: '222222222222' }, last);
    watermarks.set({ collector: 'cloudtrail.trails', ...UNIT }, last);
    expect(windowOf(watermarks)?.since).toEqual(new Date('2026-05-04T12:00:00Z'));
  });

  test('is for collectors of events only, and those cannot do without', () => {
    expect(unitWindow(undefined, trails, UNIT)).toBeUndefined();
    expect(() => unitWindow(undefined, events, UNIT)).toThrow('cloudtrail.events reads events');
  });
});

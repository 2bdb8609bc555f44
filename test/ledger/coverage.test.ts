import { describe, expect, test } from 'vitest';
import type { Status } from '../../src/aws/outcome.ts';
import { accountRow, afterLoad, countUnits, outcomeRow } from '../../src/ledger/coverage.ts';
import { COVERAGE } from '../../src/ledger/ledger-tables.ts';
import type { AccountResult, UnitResult } from '../../src/ledger/units.ts';

const stamp = { connection: 'TEST_CONNECTION', runId: 'run-1', snapshotAt: '2026-01-02T03:04:05.000Z' };
const unit = (status: Status, more: Partial<UnitResult> = {}): UnitResult => ({
  collector: 'ec2.vpcs',
  region: 'eu-west-1',
  status,
  rows: status === 'ok' ? 5 : 0,
  durationMs: 12,
  ...(status === 'ok' ? {} : { code: `${status}_code`, reason: `why ${status}` }),
  ...more,
});
const account = (...units: readonly UnitResult[]): AccountResult => ({
  id: '123456789012',
  name: 'Prod',
  units,
});

test('a unit’s row says what, where, how and why', () => {
  const row = outcomeRow(stamp, account(), unit('denied'));
  expect(row).toEqual({
    CONNECTION: 'TEST_CONNECTION',
    RUN_ID: 'run-1',
    SNAPSHOT_AT: '2026-01-02T03:04:05.000Z',
    COLLECTOR: 'ec2.vpcs',
    ACCOUNT_ID: '123456789012',
    ACCOUNT_NAME: 'Prod',
    REGION: 'eu-west-1',
    STATUS: 'denied',
    CODE: 'denied_code',
    REASON: 'why denied',
    ROW_COUNT: 0,
    DURATION_MS: 12,
  });
  const columns = COVERAGE.columns.map(({ name }) => name);
  expect(columns).toEqual(expect.arrayContaining(Object.keys(row)));
});

test('a reason that Snowflake could not take is mended', () => {
  expect(outcomeRow(stamp, account(), unit('failed', { reason: 'a\0\ud800b' })).REASON).toBe(
    'a\u{FFFD}\u{FFFD}b',
  );
  const { REASON, RAW } = accountRow(stamp, account(unit('failed', { reason: 'a\0\ud800b' })));
  expect(REASON).toBe('a\u{FFFD}\u{FFFD}b');
  expect(JSON.stringify(RAW)).toContain('a\u{FFFD}\u{FFFD}b');
});

describe('an account is', () => {
  test.each<[string, Status[], string | undefined]>([
    ['ok', ['ok', 'ok'], undefined],
    ['ok', ['ok', 'absent', 'skipped'], undefined],
    ['partial', ['ok', 'denied'], 'why denied'],
    ['partial', ['absent', 'failed', 'ok'], 'why failed'],
    ['denied', ['denied', 'denied'], 'why denied'],
    ['denied', ['absent', 'denied'], 'why denied'],
    ['failed', ['denied', 'failed'], 'why denied'],
    ['skipped', ['skipped', 'absent'], 'why skipped'],
    ['absent', ['absent'], 'why absent'],
  ])('%s: %j', (status, units, reason) => {
    const row = accountRow(stamp, account(...units.map((each) => unit(each))));
    expect(row).toMatchObject({ STATUS: status, ACCOUNT_ID: '123456789012', ACCOUNT_ALIAS: 'Prod' });
    expect(row.REASON).toBe(reason);
    const blind = units.filter((each) => each === 'denied' || each === 'failed');
    expect(row.RAW).toMatchObject({
      blind_spots: blind.map((each) => ({ status: each, reason: `why ${each}` })),
    });
  });

  test('counted', () => {
    const result = account(unit('ok'), unit('ok'), unit('absent'), unit('failed'));
    expect(countUnits(result)).toEqual({ ok: 2, absent: 1, skipped: 0, probed: 0, denied: 0, failed: 1 });
    expect(accountRow(stamp, result)).toMatchObject({
      UNITS_OK: 2,
      UNITS_ABSENT: 1,
      UNITS_FAILED: 1,
      ROW_COUNT: 10,
    });
  });
});

test('what could not be loaded is failed, and only that', () => {
  const result = account(
    unit('ok'),
    unit('denied'),
    unit('ok', { collector: 'iam.access_keys', region: 'global' }),
  );
  const loaded = afterLoad(result, new Map([['ec2.vpcs', 'COPY refused']]));
  expect(loaded.units).toEqual([
    { ...unit('failed'), code: 'load_failed', reason: 'COPY refused' },
    result.units[1],
    result.units[2],
  ]);
  expect(afterLoad(result, new Map())).toEqual(result);
});

test('a unit of events keeps its watermark only if its rows were loaded', () => {
  const read = account(unit('ok', { watermark: '2026-01-02T03:04:05.000Z' }));
  const [loaded] = afterLoad(read, new Map()).units;
  const [lost] = afterLoad(read, new Map([['ec2.vpcs', 'no room']])).units;
  if (!loaded || !lost) throw new Error('no unit');
  expect(outcomeRow(stamp, read, loaded).WATERMARK).toBe('2026-01-02T03:04:05.000Z');
  expect(outcomeRow(stamp, read, lost)).toMatchObject({ STATUS: 'failed', CODE: 'load_failed' });
  expect(outcomeRow(stamp, read, lost).WATERMARK).toBeUndefined();
});

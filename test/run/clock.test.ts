import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { run as command } from '../../src/commands/run.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { moveOutcomes } from '../../src/ledger/move-outcomes.ts';
import { SlotLedger } from '../../src/ledger/slot-ledger.ts';
import { runCommand } from '../commands/in-process.ts';
import { openClient } from '../installation/client.ts';
import { ACCOUNTS, type Installation, install } from '../installation/installation.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';
import { validConnection } from './valid-connection.ts';

const SECOND_MS = 1000;
const HOUR_MS = 3_600 * SECOND_MS;

let installation: Installation;
/** By how much the clock of this process is ahead of Snowflake's. */
let aheadMs = 0;

beforeAll(async () => {
  installation = await install({ accounts: 3, snowflakeClock: () => new Date(Date.now() - aheadMs) });
  for (const [name, value] of Object.entries(installation.sandbox.env)) vi.stubEnv(name, value);
  await options('collectors: [organizations.accounts]');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await installation.close();
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T20:00:00Z') });
});
afterEach(() => {
  aheadMs = 0;
  vi.useRealTimers();
});

/** By a login of its own, for sessions age by a clock that is put. */
async function ask<T = Record<string, unknown>>(sql: string): Promise<readonly T[]> {
  const client = await openClient(installation.sandbox);
  try {
    return await client.query<T>(sql);
  } finally {
    await client.close();
  }
}

async function options(more: string): Promise<void> {
  const [table] = await ask<{ comment: string }>(`SHOW TABLES LIKE '${ACCOUNTS}'`);
  await ask(`COMMENT ON TABLE ${ACCOUNTS} IS '${table?.comment}\n${more}'`);
}

/** Runs the accounts connection, with the login of a person: a password does not care for the clock. */
async function run(ahead = 0) {
  aheadMs = ahead;
  const { env, adminEnv } = installation.sandbox;
  const { SNOWFLAKE_PRIVATE_KEY_FILE: _key, ...others } = env;
  return runCommand(command, { ...others, ...adminEnv }, [ACCOUNTS, '--json']);
}

interface LastRun {
  readonly RUN_ID: string;
  readonly STATUS: string;
  readonly STARTED: string;
  readonly PUBLISHED: boolean;
  readonly ERROR: string | null;
}

const utc = (column: string) =>
  `TO_VARCHAR(CONVERT_TIMEZONE('UTC', ${column}), 'YYYY-MM-DD"T"HH24:MI:SS') AS STARTED`;

async function lastRun(): Promise<LastRun | undefined> {
  const [last] = await ask<LastRun>(
    `SELECT RUN_ID, STATUS, ${utc('STARTED_AT')}, PUBLISHED_AT IS NOT NULL AS PUBLISHED, ERROR
     FROM CONNECTOR_RUNS WHERE "CONNECTION" = '${ACCOUNTS}' ORDER BY RUN_ID DESC LIMIT 1`,
  );
  return last;
}

test.each([
  ['ahead of', 2 * HOUR_MS, '2027-03-01T18:00:00'],
  ['behind', -2 * HOUR_MS, '2027-03-01T22:00:00'],
  ['ahead of', 62 * SECOND_MS, '2027-03-01T19:58:58'],
])('nothing is run by a process whose clock is %s Snowflake’s by %d ms', async (side, ahead, theirs) => {
  installation.sandbox.aws?.resetMetrics();
  const { code, stderr } = await run(ahead);
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^this machine's clock is \\d+ (minutes|seconds) ${side} Snowflake's`));
  expect(stderr).toContain('NTP');
  expect(Object.keys(installation.sandbox.aws?.metrics.byAction ?? {})).toEqual([]);
  expect(await lastRun()).toMatchObject({ STATUS: 'failed', STARTED: theirs, PUBLISHED: false });
  await ask(`DELETE FROM CONNECTOR_RUNS WHERE "CONNECTION" = '${ACCOUNTS}'`);
});

test('what a run is stamped with is Snowflake’s time', async () => {
  const { code, stderr } = await run(50 * SECOND_MS);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const last = await lastRun();
  expect(last).toMatchObject({ STATUS: 'ok', STARTED: '2027-03-01T19:59:10' });
  expect(last?.RUN_ID).toMatch(/^20270301t195910/);
  const stamps = await ask(
    `SELECT DISTINCT ${utc('SNAPSHOT_AT')} FROM CONNECTOR_COVERAGE WHERE RUN_ID = '${last?.RUN_ID}'
     UNION ALL SELECT DISTINCT ${utc('SNAPSHOT_AT')} FROM AWS_ACCOUNTS_SNAPSHOTS WHERE RUN_ID = '${last?.RUN_ID}'`,
  );
  expect(stamps).toEqual([{ STARTED: '2027-03-01T19:59:10' }, { STARTED: '2027-03-01T19:59:10' }]);
});

test('retention counts the days by Snowflake’s clock, once a day', async () => {
  await options('retention_days: 1');
  const expired = async (now: string, ahead: number) => {
    vi.setSystemTime(new Date(now));
    const { stdout, stderr } = await run(ahead);
    expect(stderr).toBe('');
    return (JSON.parse(stdout) as { expiredRows?: number }).expiredRows;
  };
  expect(await expired('2027-03-02T12:00:00Z', 0)).toBe(0);
  // Tomorrow here; there it is still today, and today's have been deleted.
  expect(await expired('2027-03-03T00:00:20Z', 50 * SECOND_MS)).toBeUndefined();
  expect(await expired('2027-03-03T00:10:00Z', 50 * SECOND_MS)).toEqual(expect.any(Number));
});

test('a run id is above the last one, whatever clock that was made by, so that what is read is what is shown', async () => {
  vi.setSystemTime(new Date('2027-03-04T12:00:00Z'));
  const future = '20990101t000000999z-ffffffff';
  await ask(
    `INSERT INTO CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT, FINISHED_AT, PUBLISHED_AT, COMPLETE)
     SELECT '${future}', '${ACCOUNTS}', 'ok', CURRENT_TIMESTAMP(), CURRENT_TIMESTAMP(), CURRENT_TIMESTAMP(), TRUE`,
  );
  // Whoever runs a connection has had its lease.
  await ask(`UPDATE CONNECTOR_LEASES SET RUN_ID = '${future}' WHERE "CONNECTION" = '${ACCOUNTS}'`);
  for (const time of ['12:01', '12:02']) {
    vi.setSystemTime(new Date(`2027-03-04T${time}:00Z`));
    const before = await lastRun();
    expect((await run()).code).toBe(0);
    const last = await lastRun();
    expect(last).toMatchObject({ STATUS: 'ok', STARTED: `2027-03-04T${time}:00` });
    expect(String(last?.RUN_ID) > String(before?.RUN_ID)).toBe(true);
    expect(last?.RUN_ID).toMatch(/^20990101t000001/);
  }
});

test('no watermark is above the time at which it was published, nor a slot that is yet to come seen to', async () => {
  vi.setSystemTime(new Date('2027-03-05T12:00:00Z'));
  await ask(
    `INSERT INTO CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT, PUBLISHED_AT, SCHEDULED_FOR, SLOTS)
     SELECT 'r1', 'C_CONNECTION', 'ok', '2027-03-05 13:00:00 +0000', '2027-03-05 11:05:00 +0000', '2027-03-05 13:00:00 +0000', 1`,
  );
  await ask(
    `INSERT INTO CONNECTOR_OUTCOMES ("CONNECTION", RUN_ID, SNAPSHOT_AT, COLLECTOR, ACCOUNT_ID, REGION, STATUS, WATERMARK)
     SELECT 'C_CONNECTION', 'r1', '2027-03-05 13:00:00 +0000', 'cloudtrail.events', '1', 'us-east-1', 'ok', '2027-03-05 13:00:00 +0000'`,
  );
  const session = await openServiceSession(installation.sandbox);
  try {
    for (const sql of moveOutcomes(SCHEMA, 'r1')) await session.execute(sql, { about: 'test' });
    const watermarks = await new Ledger({ session, schema: SCHEMA }).watermarks('C_CONNECTION');
    const unit = { collector: 'cloudtrail.events', accountId: '1', region: 'us-east-1' };
    expect(watermarks.of(unit)).toEqual(new Date('2027-03-05T11:05:00Z'));
    const slots = new SlotLedger({ session, schema: SCHEMA }, validConnection(), {
      worker: 'w',
      version: '1',
    });
    const slot = {
      at: new Date('2027-03-05T12:00:00Z'),
      since: new Date('2027-03-05T10:30:00Z'),
      takeMissed: () => [],
      onRecorded: () => undefined,
    };
    expect(await slots.open(slot)).toMatchObject({ slots: 2 });
  } finally {
    await session.close();
  }
});

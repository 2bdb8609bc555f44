import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ConnectionResult } from '../../src/connections/connection.ts';
import { slotsBetween } from '../../src/connections/schedule/slots.ts';
import { readConnection } from '../../src/connectors/index.ts';
import { noUnits } from '../../src/ledger/coverage.ts';
import { LeaseStatements } from '../../src/ledger/lease/lease-statements.ts';
import { NotRun } from '../../src/ledger/lease/not-run.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../../src/ledger/ledger-tables.ts';
import { newRunId } from '../../src/ledger/run-id.ts';
import { SlotLedger } from '../../src/ledger/slot-ledger.ts';
import { createLog } from '../../src/log/log.ts';
import { type DueRun, Scheduler } from '../../src/service/scheduler.ts';
import { createTable } from '../../src/snowflake/ddl.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { pause } from '../../src/time/pause.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const every = 'EVERY_CONNECTION';
const berlin = 'BERLIN_CONNECTION';
const edited = 'EDITED_CONNECTION';

const LEASE_SECONDS = 12 * 3_600;
/** Everything happens at its full steps, for a login must not take minutes. */
const STEP_MS = 15 * MINUTE_MS;

let sandbox: PreparedSandbox;
let begin: number;
/** What is on its way to Snowflake or back: time stands still meanwhile. */
let underWay = 0;
/** The tables, as everybody reads them. */
let tables: Map<string, string>;

beforeEach(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  // The Wednesday before Berlin puts its clocks forward.
  begin = Date.UTC(2027, 2, 24);
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: begin });
  await withSession(async (session) => {
    for (const table of [RUNS, LEASES, COVERAGE, OUTCOMES, UNITS])
      await session.execute(createTable(SCHEMA, table), { about: 'setup' });
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await sandbox.close();
});

/** Real work for Snowflake, by a login of its own. */
async function withSession<T>(work: (session: SnowflakeSession) => Promise<T>): Promise<T> {
  underWay += 1;
  try {
    const session = await openServiceSession(sandbox);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  } finally {
    underWay -= 1;
  }
}

/** A run without AWS: lease, slots and ledger as a run has them, and between them time that passes. */
async function tinyRun(worker: string, due: DueRun, durationMs: number): Promise<void> {
  const { connection, slot, triggeredBy } = due;
  const { name, module } = connection;
  const runId = newRunId(new Date());
  const by = { worker, version: 'test' };
  const about = { runId, connection: name, module, triggeredBy, complete: true, ...by };
  await withSession(async (session) => {
    const leases = new LeaseStatements({ session, schema: SCHEMA });
    if (!(await leases.take(name, runId, worker, LEASE_SECONDS))) {
      const holder = await leases.holder(name);
      throw new NotRun('held', `it is run by ${holder?.worker}`, { where: name });
    }
    try {
      const opened = await new SlotLedger({ session, schema: SCHEMA }, connection, by).open(slot);
      await new Ledger({ session, schema: SCHEMA }).start({
        ...about,
        slot: opened,
        startedAt: new Date().toISOString(),
      });
      slot.onRecorded();
    } catch (error) {
      await leases.release(name, runId);
      throw error;
    }
  });
  const isOver = await pause(durationMs, due.signal);
  await withSession(async (session) => {
    const done = {
      accounts: 0,
      accountsCovered: 0,
      units: noUnits(),
      unitsHeld: 0,
      rows: 0,
      parts: 0,
      bytes: 0,
      awsRequests: 0,
    };
    const end = { ...done, status: isOver ? 'ok' : 'aborted', error: undefined } as const;
    await new Ledger({ session, schema: SCHEMA }).finish(runId, end, isOver);
    await new SlotLedger({ session, schema: SCHEMA }, connection, by).close(slot);
    await new LeaseStatements({ session, schema: SCHEMA }).release(name, runId);
  });
}

const quiet = createLog({ level: 'error', format: 'json' }, { secrets: () => [], stream: new PassThrough() });

/** A container: a scheduler that has read the ledger. `durations` says how long the runs of a connection take. */
async function startContainer(worker: string, durationMs: (due: DueRun) => number): Promise<Scheduler> {
  const rows = await withSession((session) =>
    session.execute(
      'SELECT "CONNECTION", DATE_PART(EPOCH_MILLISECOND, MAX(SCHEDULED_FOR)) AS AT FROM SNOWALERT.DATA.CONNECTOR_RUNS GROUP BY ALL',
      { about: 'past' },
    ),
  );
  const scheduler = new Scheduler({
    log: quiet,
    schema: SCHEMA,
    concurrency: 3,
    isReachable: () => true,
    onMissed: () => undefined,
    run: (due) => tinyRun(worker, due, durationMs(due)),
  });
  scheduler.reconcile(
    connections(),
    new Map(rows.map((row) => [String(row.CONNECTION), new Date(Number(row.AT))])),
  );
  return scheduler;
}

function connections(): readonly ConnectionResult[] {
  return [...tables].map(([name, options]) =>
    readConnection({
      name,
      comment: `module: aws_accounts\ndestination_role_arn: arn:aws:iam::111111111111:role/r\n${options}`,
    }),
  );
}

/** Lets what is under way to Snowflake arrive, while time stands still. */
async function arrive(): Promise<void> {
  do {
    await new Promise((resolve) => setImmediate(resolve));
  } while (underWay > 0);
}

/** Lets time pass up to an hour of the week; everybody reads the tables at each step. */
async function passUntil(hour: number, containers: readonly Scheduler[]): Promise<void> {
  while (Date.now() < begin + hour * HOUR_MS) {
    await vi.advanceTimersByTimeAsync(STEP_MS);
    await arrive();
    for (const container of containers) container.reconcile(connections());
    await arrive();
  }
}

async function stop(container: Scheduler): Promise<void> {
  const stopped = container.stop(new Error('restart'), 0);
  await vi.advanceTimersByTimeAsync(1);
  await stopped;
}

interface LedgerRow {
  readonly status: string;
  readonly triggeredBy: string;
  readonly at: number;
  readonly slots: number;
  readonly worker: string;
  readonly error: string;
}

async function ledger(name: string): Promise<readonly LedgerRow[]> {
  const rows = await withSession((session) =>
    session.execute(
      'SELECT STATUS, TRIGGERED_BY, DATE_PART(EPOCH_MILLISECOND, SCHEDULED_FOR) AS AT, SLOTS, WORKER, ERROR ' +
        'FROM SNOWALERT.DATA.CONNECTOR_RUNS WHERE "CONNECTION" = ? ORDER BY SCHEDULED_FOR',
      { binds: [name], about: 'ledger' },
    ),
  );
  return rows.map((row) => ({
    status: String(row.STATUS),
    triggeredBy: String(row.TRIGGERED_BY),
    at: Number(row.AT),
    slots: Number(row.SLOTS),
    worker: String(row.WORKER),
    error: String(row.ERROR ?? ''),
  }));
}

/** The slots of each row: those that end at its own and that no row before it has. */
function accountOf(rows: readonly LedgerRow[], slots: readonly number[]): readonly (readonly number[])[] {
  return rows.map(({ at, slots: count }) => {
    const last = slots.indexOf(at);
    return slots.slice(Math.max(0, last - count + 1), last + 1);
  });
}

function slotsOf(cron: string, timezone: string, fromHour: number, toHour: number): number[] {
  const [from, to] = [fromHour, toHour].map((hour) => new Date(begin + hour * HOUR_MS)) as [Date, Date];
  return slotsBetween({ cron, timezone }, from, to).map((slot) => slot.getTime());
}

it('a week with restarts, long runs, a change of the clock, edits and a second container: each slot is accounted for once', async () => {
  tables = new Map([
    [every, 'schedule: "0 */4 * * *"'],
    [berlin, 'schedule: "30 2 * * *"\ntimezone: Europe/Berlin'],
    [edited, 'schedule: "15 */6 * * *"'],
  ]);
  const longRun = begin + 32 * HOUR_MS;
  const durationMs = ({ connection, slot }: DueRun): number =>
    connection.name === every && slot.at.getTime() === longRun ? 9 * HOUR_MS : 30 * MINUTE_MS;

  let a = await startContainer('a:1', durationMs);
  await passUntil(5, [a]);
  // Down from 05:00 to 13:15: 08:00 and 12:00 are missed.
  await stop(a);
  await passUntil(13.25, []);
  a = await startContainer('a:2', durationMs);
  // From 08:00 of the second day a run takes nine hours: 12:00 and 16:00 are missed.
  await passUntil(50, [a]);
  const b = await startContainer('b:1', durationMs);
  await passUntil(58, [a, b]);
  tables.set(edited, 'schedule: "15 */6 * * *"\nregoins: all');
  await passUntil(82, [a, b]);
  tables.set(edited, 'schedule: "15 */6 * * *"');
  await passUntil(100, [a, b]);
  await stop(b);
  await passUntil(105, [a]);
  tables.set(edited, 'schedule: "45 */8 * * *"');
  // Stopped in the middle of a run, and back before the next slot.
  await passUntil(124.25, [a]);
  await stop(a);
  a = await startContainer('a:3', durationMs);
  await passUntil(167, [a]);
  await stop(a);

  const expected = {
    [every]: slotsOf('0 */4 * * *', 'UTC', 0, 167),
    [berlin]: slotsOf('30 2 * * *', 'Europe/Berlin', 0, 167),
    [edited]: [...slotsOf('15 */6 * * *', 'UTC', 0, 105), ...slotsOf('45 */8 * * *', 'UTC', 105, 167)],
  };
  for (const [name, slots] of Object.entries(expected)) {
    const rows = await ledger(name);
    expect(accountOf(rows, slots).flat(), name).toEqual(slots);
  }
  const rows = await ledger(every);
  const fate = (hour: number) => rows.find(({ at }) => at === begin + hour * HOUR_MS);
  expect(fate(12)).toMatchObject({ status: 'ok', triggeredBy: 'catch-up', slots: 2 });
  expect(fate(40)).toMatchObject({ status: 'missed', slots: 2, error: 'The run before was still active.' });
  expect(fate(124)).toMatchObject({ status: 'aborted', triggeredBy: 'schedule' });
  expect(rows.some(({ worker }) => worker === 'a:3')).toBe(true);
  const suspended = (await ledger(edited)).filter(({ status }) => status === 'missed');
  expect(suspended).toMatchObject([
    { slots: 4, error: 'The connection was suspended: its COMMENT was not valid.' },
  ]);
  const sunday = (await ledger(berlin)).map(({ at }) => new Date(at).toISOString());
  expect(sunday).toContain('2027-03-28T01:30:00.000Z');
});

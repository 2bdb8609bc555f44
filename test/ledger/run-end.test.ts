import { afterAll, beforeAll, expect, test } from 'vitest';
import { noUnits } from '../../src/ledger/coverage.ts';
import { NotRun } from '../../src/ledger/lease/not-run.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { COVERAGE, OUTCOMES, RUNS, UNITS } from '../../src/ledger/ledger-tables.ts';
import { SlotLedger } from '../../src/ledger/slot-ledger.ts';
import { createTable } from '../../src/snowflake/ddl.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { validConnection } from '../run/valid-connection.ts';
import { recordingSession, SCHEMA } from '../snowflake/recording-session.ts';

let sandbox: PreparedSandbox;
let session: SnowflakeSession;
let ledger: Ledger;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  for (const table of [RUNS, COVERAGE, OUTCOMES, UNITS]) {
    await session.execute(createTable(SCHEMA, table), { about: 'setup' });
  }
  ledger = new Ledger({ session, schema: SCHEMA });
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});

const NOTHING = {
  accounts: 0,
  accountsCovered: 0,
  units: noUnits(),
  rows: 0,
  parts: 0,
  bytes: 0,
  awsRequests: 0,
  unitsHeld: 0,
};
const OK = { ...NOTHING, status: 'ok', error: undefined } as const;
const FAILED = { ...NOTHING, status: 'failed', error: 'no answer' } as const;

function start(runId: string, at?: Date) {
  return ledger.start({
    runId,
    connection: 'C_CONNECTION',
    module: 'aws_accounts',
    triggeredBy: 'schedule',
    complete: true,
    slot: at && { at, slots: 1 },
    startedAt: '2026-03-01T10:00:00Z',
    worker: 'w',
    version: '1',
  });
}

async function stateOf(runId: string) {
  const [row] = await session.execute(
    'SELECT STATUS, SLOTS, PUBLISHED_AT IS NOT NULL AS PUBLISHED FROM SNOWALERT.DATA.CONNECTOR_RUNS WHERE RUN_ID = ?',
    { binds: [runId], about: 'test' },
  );
  return row;
}

test('what is published stays so, whatever is told of its end afterwards', async () => {
  await start('r1');
  expect(await ledger.finish('r1', OK, true)).toBe(true);
  expect(await ledger.finish('r1', OK, true)).toBe(true);
  expect(await ledger.finish('r1', FAILED, false)).toBe(false);
  await ledger.abort(['r1'], 'gone');
  expect(await stateOf('r1')).toMatchObject({ STATUS: 'ok', PUBLISHED: true });
});

test.each([
  [true, [{ RUN_ID: 'r1' }]],
  [false, []],
])('a publish without an answer is asked for: published %s', async (isPublished, found) => {
  const lost = new Error('the answer was lost');
  const recording = await recordingSession((sql) => (sql.startsWith('BEGIN') ? lost : found));
  const published = new Ledger({ session: recording.session, schema: SCHEMA }).publish('r1', OK);
  if (isPublished) expect(await published).toBe(true);
  else await expect(published).rejects.toThrow('the answer was lost');
});

test('a slot whose runs are cut off is open for three more, and then given up and accounted for', async () => {
  const slots = new SlotLedger({ session, schema: SCHEMA }, validConnection(), { worker: 'w', version: '1' });
  const at = new Date('2026-03-01T11:00:00Z');
  const since = new Date('2026-03-01T08:30:00Z');
  let recorded = 0;
  const onRecorded = () => {
    recorded += 1;
  };
  const slot = { at, since, takeMissed: () => [], onRecorded };
  for (const tries of [0, 1, 2, 3]) {
    expect(await slots.open(slot)).toEqual({ at, slots: 3, tries });
    await start(`s${tries}`, at);
    await ledger.abort([`s${tries}`], 'gone');
    await ledger.clearedUp([`s${tries}`]);
  }
  expect(recorded).toBe(0);
  await expect(slots.open(slot)).rejects.toThrow(/4 runs for 2026-03-01T11:00:00.000Z were cut off/);
  expect(recorded).toBe(1);
  expect(await stateOf('s2')).toMatchObject({ STATUS: 'aborted', SLOTS: 0 });
  expect(await stateOf('s3')).toMatchObject({ STATUS: 'aborted', SLOTS: 3 });
  await expect(slots.open(slot)).rejects.toThrow(NotRun);
  const next = { ...slot, at: new Date('2026-03-01T12:00:00Z') };
  expect(await slots.open(next)).toMatchObject({ slots: 1, tries: 0 });
});

test('the slot of a run that came to nothing is made good by the next', async () => {
  const slots = new SlotLedger({ session, schema: SCHEMA }, validConnection(), { worker: 'w', version: '1' });
  const at = new Date('2026-03-01T12:00:00Z');
  const slot = { at, since: undefined, takeMissed: () => [], onRecorded: () => undefined };
  await start('t1', (await slots.open(slot)).at);
  expect(await ledger.finish('t1', { ...FAILED, slots: 0 }, false)).toBe(true);
  const next = { ...slot, at: new Date('2026-03-01T13:00:00Z') };
  expect(await slots.open(next)).toMatchObject({ slots: 2, tries: 0 });
});

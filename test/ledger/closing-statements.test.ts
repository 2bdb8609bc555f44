import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClosingDecision } from '../../src/ledger/closing.ts';
import { ClosingStatements } from '../../src/ledger/closing-statements.ts';
import { noUnits } from '../../src/ledger/coverage.ts';
import { OUTCOMES, UNITS } from '../../src/ledger/ledger-tables.ts';
import { closeUnits } from '../../src/run/close-units.ts';
import { createTable } from '../../src/snowflake/ddl.ts';
import { literal } from '../../src/snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

const RUN = { runId: 'r2', connection: 'C_CONNECTION', startedAt: '2026-03-02T10:00:00Z' };
const BEFORE = "CAST('2026-03-01T10:00:00Z' AS TIMESTAMP_LTZ)";

/** Open units: collector, account and region; latest and conclusive status; rows. */
const OPEN: readonly (readonly [string, string, string | null, number])[] = [
  ['a 1 read', 'ok', 'ok', 5],
  ['a 1 unnamed', 'ok', 'ok', 3],
  ['a 1 never-read', 'denied', null, 0],
  ['a 2 skipped-empty', 'failed', 'ok', 0],
  ['a 2 skipped', 'ok', 'ok', 4],
  ['a 3 closed', 'ok', 'ok', 2],
  ['a 4 gone', 'ok', 'ok', 7],
  ['a 5 unasked', 'probed', 'ok', 6],
  ['a 5 unasked-too', 'ok', 'ok', 6],
  ['b 1 probed', 'probed', 'ok', 1],
];
/** What is closed already is no open unit. */
const CLOSED = [
  ['a 1 absent', 'absent', 'absent', 0] as const,
  ['a 1 left-out', 'skipped', 'skipped', 0] as const,
];

/** What the run has found: unit, status, code. */
const PLANNED: readonly (readonly [string, string, string | null])[] = [
  ['a 1 read', 'ok', null],
  ['a 2 skipped-empty', 'skipped', 'excluded'],
  ['a 2 skipped', 'skipped', 'excluded'],
  ['a 3 closed', 'absent', 'account_closed'],
  ['a 5 *', 'denied', 'AccessDenied'],
];

let sandbox: PreparedSandbox;
let session: SnowflakeSession;
let statements: ClosingStatements;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  for (const table of [OUTCOMES, UNITS]) await ask(createTable(SCHEMA, table));
  const open = [...OPEN, ...CLOSED].map((unit) => ['C_CONNECTION', ...unit] as const);
  const ofOthers = ['D_CONNECTION', 'a 1 unnamed', 'ok', 'ok', 9] as const;
  const rows = [...open, ofOthers].map(
    ([connection, unit, latest, conclusive, count]) =>
      `SELECT ${literal(connection)}, ${keysOf(unit)}, 'r1', ${BEFORE}, ${literal(latest)}, ${conclusive ? literal(conclusive) : 'NULL'}, ${count}`,
  );
  await ask(
    'INSERT INTO SNOWALERT.DATA.CONNECTOR_UNITS ("CONNECTION", COLLECTOR, ACCOUNT_ID, REGION, LATEST_RUN_ID, LATEST_AT, LATEST_STATUS, ' +
      `CONCLUSIVE_STATUS, ROW_COUNT) ${rows.join(' UNION ALL ')}`,
  );
  statements = new ClosingStatements({ session, schema: SCHEMA }, RUN);
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});
beforeEach(async () => {
  await ask('DELETE FROM SNOWALERT.DATA.CONNECTOR_OUTCOMES');
  const rows = PLANNED.map(
    ([unit, status, code]) =>
      `SELECT 'C_CONNECTION', 'r2', CAST(${literal(RUN.startedAt)} AS TIMESTAMP_LTZ), ${keysOf(unit)}, ${literal(status)}, ${code ? literal(code) : 'NULL'}, 0`,
  );
  // What an earlier run found says nothing of this one.
  const earlier = `SELECT 'C_CONNECTION', 'r1', ${BEFORE}, ${keysOf('a 1 unnamed')}, 'ok', NULL, 3`;
  await ask(
    'INSERT INTO SNOWALERT.DATA.CONNECTOR_OUTCOMES ("CONNECTION", RUN_ID, SNAPSHOT_AT, COLLECTOR, ACCOUNT_ID, REGION, STATUS, CODE, ROW_COUNT) ' +
      [...rows, earlier].join(' UNION ALL '),
  );
});

function ask(sql: string) {
  return session.execute(sql, { about: 'test' });
}

function keysOf(unit: string): string {
  return unit.split(' ').map(literal).join(', ');
}

/** What the coverage of the run says that was not planned, by unit. */
async function changed(): Promise<readonly string[]> {
  const rows = await ask(
    "SELECT COLLECTOR || ' ' || ACCOUNT_ID || ' ' || REGION AS UNIT, STATUS, CODE, REASON FROM SNOWALERT.DATA.CONNECTOR_OUTCOMES WHERE RUN_ID = 'r2' ORDER BY 1",
  );
  const planned = new Set(PLANNED.map(([unit, status]) => `${unit} ${status}`));
  return rows.map((row) => `${row.UNIT} ${row.STATUS}`).filter((told) => !planned.has(told));
}

const decision = (changes: Partial<ClosingDecision>): ClosingDecision => ({
  excused: ['closed'],
  heldCollectors: ['a'],
  heldUnits: 0,
  heldSkipped: 0,
  closing: 0,
  holding: 0,
  ...changes,
});

test('open units are counted by what is to become of them, those of other connections and of before not', async () => {
  const counts = await statements.counts();
  const found = counts.map(({ collector, fate, known, holding }) => [`${collector} ${fate}`, known, holding]);
  expect(found.sort()).toEqual([
    ['a closed', 1, 1],
    ['a gone', 1, 1],
    ['a kept', 3, 3],
    ['a skipped', 2, 1],
    ['a unplanned', 1, 1],
    ['b unplanned', 1, 1],
  ]);
});

describe('closed is what the run has not planned', () => {
  test('but for what is held: what of its collector has been read, and is not excused', async () => {
    await statements.close(decision({}));
    expect(await changed()).toEqual(['a 1 never-read absent', 'b 1 probed absent']);
  });

  test('with what is excused', async () => {
    await statements.close(decision({ excused: ['closed', 'gone'] }));
    expect(await changed()).toEqual(['a 1 never-read absent', 'a 4 gone absent', 'b 1 probed absent']);
  });

  test('all of it where nothing is held, and once', async () => {
    const all = ['a 1 never-read absent', 'a 1 unnamed absent', 'a 4 gone absent', 'b 1 probed absent'];
    for (let time = 0; time < 2; time += 1) {
      await statements.close(decision({ heldCollectors: [] }));
      expect(await changed()).toEqual(all);
    }
  });
});

test('held is what the options skip or no longer name, if it has ever been read', async () => {
  await statements.hold(decision({}), 'why');
  const held = ['a 1 unnamed', 'a 2 skipped', 'a 2 skipped-empty', 'a 4 gone'];
  expect(await changed()).toEqual(held.map((unit) => `${unit} failed`));
  const told = await ask(
    "SELECT DISTINCT CODE, REASON FROM SNOWALERT.DATA.CONNECTOR_OUTCOMES WHERE RUN_ID = 'r2' AND STATUS = 'failed'",
  );
  expect(told).toEqual([{ CODE: 'held_open', REASON: 'why' }]);
});

test('excused is held by nobody', async () => {
  await statements.hold(decision({ excused: ['closed', 'gone'] }), 'why');
  expect(await changed()).toEqual(
    ['a 1 unnamed', 'a 2 skipped', 'a 2 skipped-empty'].map((unit) => `${unit} failed`),
  );
});

describe('what a run concluded without reading is withdrawn', () => {
  test.each([
    ['skipped', 'all', ['a 2 skipped failed']],
    ['absent', 'all', ['a 3 closed failed']],
    ['absent', ['skipped', 'closed'], ['a 3 closed failed']],
    ['absent', ['skipped'], []],
  ] as const)('%s of %j, where rows would go', async (status, fates, withdrawn) => {
    expect(await statements.holdConcluded(status, fates, 'why')).toBe(withdrawn.length);
    expect(await changed()).toEqual(withdrawn);
  });
});

describe('what AWS itself told a run that closes nothing', () => {
  const rules = { connection: RUN.connection, confirmed: true, list: 'whole' } as const;
  const units = { ...noUnits(), ok: 1, absent: 2, skipped: 2, denied: 1 };

  test.each([
    [
      'narrowed',
      ['a 1 read absent', 'a 2 skipped failed', 'a 3 closed failed'],
      { absent: 1, skipped: 1, failed: 2 },
    ],
    [
      'failed',
      ['a 1 read failed', 'a 2 skipped failed', 'a 3 closed failed'],
      { absent: 0, skipped: 1, failed: 3 },
    ],
  ] as const)(
    'of a unit that it read is kept where it was narrowed, not where it failed: %s',
    async (closesNothing, told, counted) => {
      await ask(
        "UPDATE SNOWALERT.DATA.CONNECTOR_OUTCOMES SET STATUS = 'absent' WHERE RUN_ID = 'r2' AND REGION = 'read'",
      );
      const closed = await closeUnits(statements, { ...rules, closesNothing }, units);
      expect(await changed()).toEqual(told);
      expect(closed).toMatchObject({
        held: counted.failed,
        units: { ...units, ...counted },
        note: undefined,
      });
    },
  );
});

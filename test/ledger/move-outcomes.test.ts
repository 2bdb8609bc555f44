import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../../src/ledger/ledger-tables.ts';
import { moveOutcomes } from '../../src/ledger/move-outcomes.ts';
import { allViews } from '../../src/setup/views/all-views.ts';
import { createTable, createView } from '../../src/snowflake/ddl.ts';
import { literal } from '../../src/snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { createRandom } from '../sandbox/aws/world/random.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  for (const table of [RUNS, COVERAGE, OUTCOMES, UNITS, LEASES]) await ask(createTable(SCHEMA, table));
  for (const view of allViews([])) await ask(createView(SCHEMA, view));
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});
beforeEach(async () => {
  for (const table of [RUNS, COVERAGE, OUTCOMES, UNITS])
    await ask(`DELETE FROM SNOWALERT.DATA.${table.name}`);
});

function ask(sql: string) {
  return session.execute(sql, { about: 'test' });
}

/** What became of one unit in one run. */
interface Told {
  readonly connection: string;
  readonly run: number;
  readonly account: string;
  readonly region: string;
  readonly status: string;
  /** Whether an ok unit was found as it was. */
  readonly same?: boolean;
  readonly code?: string;
  /** Run that asked all of it, where this one asked only what is new. */
  readonly swept?: number;
}

const runIdOf = (connection: string, run: number) => `${String(run).padStart(3, '0')}-${connection}`;
const startOf = (run: number) => new Date(Date.UTC(2026, 0, 1, run)).toISOString();
const at = (run: number) => `CAST(${literal(startOf(run))} AS TIMESTAMP_LTZ)`;

/** A published run with what it tells, merged. */
async function ran(connection: string, run: number, told: readonly Told[]): Promise<void> {
  const runId = literal(runIdOf(connection, run));
  await ask(
    `INSERT INTO SNOWALERT.DATA.CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT, PUBLISHED_AT)
     SELECT ${runId}, ${literal(connection)}, 'ok', ${at(run)}, ${at(run)}
     WHERE NOT EXISTS (SELECT 1 FROM SNOWALERT.DATA.CONNECTOR_RUNS WHERE RUN_ID = ${runId})`,
  );
  const rows = told.map(
    ({ account, region, status, same = false, code, swept }) =>
      `SELECT ${literal(connection)}, ${runId}, ${at(run)}, 'a', ${literal(account)}, ${literal(region)}, ${literal(status)}, ${status === 'ok' ? 1 : 0}, ${same}, ${code === undefined ? 'NULL' : literal(code)}, ${status === 'ok'}, ${swept === undefined ? 'NULL' : at(swept)}`,
  );
  if (rows.length > 0) {
    await ask(
      `INSERT INTO SNOWALERT.DATA.CONNECTOR_OUTCOMES ("CONNECTION", RUN_ID, SNAPSHOT_AT, COLLECTOR, ACCOUNT_ID, REGION, STATUS, ROW_COUNT, IS_SAME, CODE, IS_EMPTY, SWEPT_AT)
       ${rows.join(' UNION ALL ')}`,
    );
  }
  for (const sql of moveOutcomes(SCHEMA, runIdOf(connection, run))) await ask(sql);
}

const isConclusive = ({ status }: Told) => ['ok', 'absent', 'skipped'].includes(status);
const unitOf = ({ connection, account, region }: Told) => `${connection} ${account} ${region}`;

/** The runs whose rows are the truth of each unit, one after the other, by the run that found so. */
function conclusions(history: readonly Told[]): ReadonlyMap<string, readonly Told[]> {
  return new Map(
    [...Map.groupBy(history, unitOf)].map(([unit, told]) => {
      const found: Told[] = [];
      for (const outcome of told.filter(isConclusive)) {
        const before = found.at(-1);
        const isEmpty = outcome.status !== 'ok' && before !== undefined && before.status !== 'ok';
        if (!outcome.same && !isEmpty) found.push(outcome);
      }
      return [unit, found];
    }),
  );
}

/** The units that hold now: of each account and region that of the connection that saw it last, unless it left it out. */
function currentUnits(history: readonly Told[]): readonly string[] {
  const rows = conclusions(history);
  const latest = [...Map.groupBy(history.filter(isConclusive), unitOf)].flatMap(([unit, told]) => {
    const seen = told.at(-1);
    return seen ? [{ ...seen, rowsOf: rows.get(unit)?.at(-1)?.run }] : [];
  });
  return [...Map.groupBy(latest, ({ account, region }) => `${account} ${region}`).values()]
    .flatMap((units) => {
      const [first] = units.toSorted(
        (one, other) =>
          Number(one.status === 'skipped') - Number(other.status === 'skipped') || other.run - one.run,
      );
      return first ? [`${unitOf(first)} ${first.status} rows of ${first.rowsOf}, seen ${first.run}`] : [];
    })
    .toSorted(byText);
}

/** What the history is to tell: of each unit every outcome that differs from the one before, or has other rows. */
function changes(history: readonly Told[]): readonly string[] {
  const rows = conclusions(history);
  const seenAs = ({ status }: Told) => (status === 'probed' ? 'ok' : status);
  return [...Map.groupBy(history, unitOf)]
    .flatMap(([unit, told]) =>
      told.flatMap((outcome, index) => {
        const before = told[index - 1];
        const truth = (until: number) => rows.get(unit)?.findLast(({ run }) => run <= until)?.run;
        const isNew = before === undefined || seenAs(before) !== seenAs(outcome);
        if (!isNew && truth(outcome.run) === truth(before.run)) return [];
        const [after, previous] = [truth(outcome.run), before && truth(before.run)];
        return [`${unit} ${outcome.run} ${outcome.status} ${after ?? '-'} ${previous ?? '-'}`];
      }),
    )
    .toSorted(byText);
}

const byText = (one: string, other: string) => (one < other ? -1 : 1);

const isBlind = ({ status }: Told) => status === 'denied' || status === 'failed';

/** Whether what a run saw was told by somebody else: the account let nobody in then, nor when it was next tried. */
function isToldOf(run: number, refusals: readonly Told[]): boolean {
  const next = refusals.find((refusal) => refusal.run > run);
  return refusals.some((refusal) => refusal.run === run && isBlind(refusal)) && (!next || isBlind(next));
}

/** The blind spots that follow from all that was ever told. */
function blindSpots(history: readonly Told[]): readonly string[] {
  const units = Map.groupBy(
    history,
    ({ connection, account, region }) => `${connection} ${account} ${region}`,
  );
  return [...units.entries()]
    .flatMap(([name, told]) => {
      const latest = told.at(-1);
      if (!latest || !isBlind(latest)) return [];
      const ofAccount = history.filter(
        ({ connection, account }) => connection === latest.connection && account === latest.account,
      );
      const isAll = latest.region === '*';
      if (isAll && ofAccount.some(({ region, run }) => region !== '*' && run > latest.run)) return [];
      const seen = (isAll ? ofAccount : told).filter(({ status }) => status === 'ok');
      const since = told.find(
        (unit) => isBlind(unit) && seen.every(({ run }) => run < unit.run || (isAll && isToldOf(run, told))),
      );
      // What was told of in the latest run is in sight.
      const lost = [...Map.groupBy(seen, ({ region }) => region).values()].flatMap((one) => {
        const run = one.at(-1)?.run ?? 0;
        return run < latest.run ? [run] : [];
      });
      return [
        `${name} ${latest.status} ${since?.run} ${lost.length > 0 ? Math.max(...lost) : '-'} ${latest.run}`,
      ];
    })
    .toSorted((one, other) => (one < other ? -1 : 1));
}

async function shownBlindSpots(): Promise<readonly string[]> {
  const rows = await ask('SELECT * FROM SNOWALERT.DATA.CONNECTOR_BLIND_SPOTS');
  const runAt = (value: unknown) =>
    value instanceof Date ? (value.getTime() - Date.UTC(2026, 0, 1)) / 3_600_000 : '-';
  return rows
    .map(
      (row) =>
        `${row.CONNECTION} ${row.ACCOUNT_ID} ${row.REGION} ${row.STATUS} ${runAt(row.SINCE)} ${runAt(row.LAST_SEEN_AT)} ${Number(String(row.RUN_ID).slice(0, 3))}`,
    )
    .toSorted((one, other) => (one < other ? -1 : 1));
}

test.each([
  ['leaves it out by its options', 'skipped', undefined, 'A_CONNECTION ok'],
  ['plans it no more', 'absent', 'no_longer_planned', 'A_CONNECTION ok'],
  ['finds nothing there', 'absent', 'region_not_enabled', 'B_CONNECTION absent'],
])('of two connections the later holds, unless it %s', async (_, status, code, holds) => {
  const unit = { account: '1', region: 'us-east-1' };
  const [one, other] = ['A_CONNECTION', 'B_CONNECTION'];
  await ran(one, 1, [{ ...unit, connection: one, run: 1, status: 'ok' }]);
  await ran(other, 2, [{ ...unit, connection: other, run: 2, status: 'ok' }]);
  await ran(other, 3, [{ ...unit, connection: other, run: 3, status, ...(code && { code }) }]);
  const held = await ask(
    `SELECT "CONNECTION" || ' ' || STATUS AS HOLDS FROM SNOWALERT.DATA.CONNECTOR_CURRENT_UNITS`,
  );
  expect(held).toEqual([{ HOLDS: holds }]);
});

test('a unit of which a run asked only what is new is as old as the run that asked all', async () => {
  const unit = { connection: 'A_CONNECTION', account: '1', region: 'us-east-1', status: 'ok' };
  await ran('A_CONNECTION', 1, [{ ...unit, run: 1 }]);
  await ran('A_CONNECTION', 2, [{ ...unit, run: 2, swept: 1 }]);
  const age = () =>
    ask(
      'SELECT CONCLUSIVE_RUN_ID AS ROWS_OF, SWEPT_AT, CONCLUSIVE_AT, LAST_OK_AT FROM SNOWALERT.DATA.CONNECTOR_UNITS',
    );
  const [first, second, third] = [1, 2, 3].map((run) => new Date(startOf(run)));
  expect(await age()).toEqual([
    { ROWS_OF: runIdOf('A_CONNECTION', 2), SWEPT_AT: first, CONCLUSIVE_AT: first, LAST_OK_AT: second },
  ]);
  await ran('A_CONNECTION', 3, [{ ...unit, run: 3, same: true }]);
  expect(await age()).toEqual([
    { ROWS_OF: runIdOf('A_CONNECTION', 2), SWEPT_AT: third, CONCLUSIVE_AT: third, LAST_OK_AT: third },
  ]);
});

test('whatever runs tell, what is kept of units is what follows from the whole history', async () => {
  const random = createRandom(11, 'units');
  const history: Told[] = [];
  for (let run = 1; run <= 24; run += 1) {
    const connection = random.pick(['A_CONNECTION', 'B_CONNECTION']);
    const told = ['1', '2'].flatMap((account): readonly Told[] => {
      if (random.fraction() < 0.15) return [];
      const isEntered = random.fraction() > 0.4;
      // Of an account that lets nobody in, its administrator may tell.
      const isTold = !isEntered && random.fraction() < 0.5;
      const regions = isEntered ? ['us-east-1', 'eu-west-1'] : ['*', ...(isTold ? ['us-east-1'] : [])];
      return regions.map((region) => {
        const statuses =
          region === '*'
            ? ['denied', 'failed', ...(isTold ? [] : ['absent'])]
            : isTold
              ? ['ok']
              : ['ok', 'ok', 'absent', 'skipped', 'probed', 'denied', 'failed'];
        return { connection, run, account, region, status: random.pick(statuses) };
      });
    });
    const known = conclusions(history);
    const marked = told.map((outcome) => {
      const holds = known.get(unitOf(outcome))?.at(-1)?.status === 'ok';
      return outcome.status === 'ok' && holds ? { ...outcome, same: random.fraction() < 0.5 } : outcome;
    });
    history.push(...marked);
    await ran(connection, run, marked);
    if (run % 6 > 0) continue;
    const number = (column: string) => `COALESCE(TO_NUMBER(SUBSTR(${column}, 1, 3))::STRING, '-')`;
    const shown = async (sql: string) => (await ask(sql)).map((row) => String(row.TOLD)).toSorted(byText);
    const unit = "CONNECTION || ' ' || ACCOUNT_ID || ' ' || REGION || ' '";
    expect(
      await shown(
        `SELECT ${unit} || STATUS || ' rows of ' || ${number('RUN_ID')} || ', seen ' || (DATEDIFF(HOUR, '2026-01-01T00:00:00Z'::TIMESTAMP_LTZ, SEEN_AT)) AS TOLD
         FROM SNOWALERT.DATA.CONNECTOR_CURRENT_UNITS`,
      ),
    ).toEqual(currentUnits(history));
    expect(
      await shown(
        `SELECT ${unit} || ${number('RUN_ID')} || ' ' || STATUS || ' ' || ${number('CONCLUSIVE_RUN_ID')} || ' ' || ${number('PREVIOUS_RUN_ID')} AS TOLD
         FROM SNOWALERT.DATA.CONNECTOR_COVERAGE`,
      ),
    ).toEqual(changes(history));
    expect(await ask('SELECT * FROM SNOWALERT.DATA.CONNECTOR_OUTCOMES')).toEqual([]);
    expect(await shownBlindSpots()).toEqual(blindSpots(history));
  }
  // Repeating what is known, in whatever order, changes nothing.
  const all = async () => [
    await ask('SELECT * FROM SNOWALERT.DATA.CONNECTOR_UNITS ORDER BY 1, 2, 3, 5'),
    await ask('SELECT * FROM SNOWALERT.DATA.CONNECTOR_COVERAGE ORDER BY 1, 2, 4, 5, 7'),
  ];
  const kept = await all();
  for (const { connection, run } of history.toReversed()) {
    const again = history.filter((told) => told.connection === connection && told.run === run);
    await ran(connection, run, again);
  }
  expect(await all()).toEqual(kept);
});

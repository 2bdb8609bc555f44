import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { COVERAGE, LEASES, RUNS, UNITS } from '../../src/ledger/ledger-tables.ts';
import { mergeUnits } from '../../src/ledger/unit-state.ts';
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
  for (const table of [RUNS, COVERAGE, UNITS, LEASES]) await ask(createTable(SCHEMA, table));
  for (const view of allViews([])) await ask(createView(SCHEMA, view));
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});
beforeEach(async () => {
  for (const table of [RUNS, COVERAGE, UNITS]) await ask(`DELETE FROM SNOWALERT.DATA.${table.name}`);
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
}

const runIdOf = (connection: string, run: number) => `${String(run).padStart(3, '0')}-${connection}`;
const startOf = (run: number) => new Date(Date.UTC(2026, 0, 1, run)).toISOString();
const at = (run: number) => `CAST(${literal(startOf(run))} AS TIMESTAMP_LTZ)`;

/** A published run with what it tells, merged. */
async function ran(connection: string, run: number, told: readonly Told[]): Promise<void> {
  const runId = literal(runIdOf(connection, run));
  await ask(
    `INSERT INTO SNOWALERT.DATA.CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT, PUBLISHED_AT)
     SELECT ${runId}, ${literal(connection)}, 'ok', ${at(run)}, ${at(run)}`,
  );
  const rows = told.map(
    ({ account, region, status }) =>
      `SELECT ${literal(connection)}, ${runId}, ${at(run)}, 'a', ${literal(account)}, ${literal(region)}, ${literal(status)}, 1`,
  );
  if (rows.length > 0) {
    await ask(
      `INSERT INTO SNOWALERT.DATA.CONNECTOR_COVERAGE ("CONNECTION", RUN_ID, SNAPSHOT_AT, COLLECTOR, ACCOUNT_ID, REGION, STATUS, ROW_COUNT)
       ${rows.join(' UNION ALL ')}`,
    );
  }
  await ask(mergeUnits(SCHEMA, runIdOf(connection, run)));
}

const isBlind = ({ status }: Told) => status === 'denied' || status === 'failed';

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
      const seen = (isAll ? ofAccount : told).filter(({ status }) => status === 'ok').map(({ run }) => run);
      const lastSeen = Math.max(...seen);
      const since = told.find((unit) => isBlind(unit) && unit.run > lastSeen);
      return [`${name} ${latest.status} ${since?.run} ${seen.length > 0 ? lastSeen : '-'} ${latest.run}`];
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

test('whatever runs tell, what is kept of units is what follows from the whole history', async () => {
  const random = createRandom(11, 'units');
  const history: Told[] = [];
  for (let run = 1; run <= 24; run += 1) {
    const connection = random.pick(['A_CONNECTION', 'B_CONNECTION']);
    const told = ['1', '2'].flatMap((account): readonly Told[] => {
      if (random.fraction() < 0.15) return [];
      const regions = random.fraction() < 0.4 ? ['*'] : ['us-east-1', 'eu-west-1'];
      return regions.map((region) => ({
        connection,
        run,
        account,
        region,
        status:
          region === '*'
            ? random.pick(['denied', 'failed', 'absent'])
            : random.pick(['ok', 'ok', 'absent', 'skipped', 'probed', 'denied', 'failed']),
      }));
    });
    history.push(...told);
    await ran(connection, run, told);
    if (run % 6 > 0) continue;
    const units = (view: string, where: string) =>
      ask(
        `SELECT CONNECTION, ACCOUNT_ID, REGION, RUN_ID, SNAPSHOT_AT, STATUS FROM SNOWALERT.DATA.${view} ${where} ORDER BY 1, 2, 3`,
      );
    expect(await units('CONNECTOR_CURRENT_UNITS', '')).toEqual(
      await units('CONNECTOR_CONCLUSIVE_UNITS', 'WHERE IS_LATEST'),
    );
    expect(await shownBlindSpots()).toEqual(blindSpots(history));
  }
  // Repeating what is known, in whatever order, changes nothing.
  const all = () => ask('SELECT * FROM SNOWALERT.DATA.CONNECTOR_UNITS ORDER BY 1, 2, 3, 5');
  const kept = await all();
  for (const { connection, run } of history.toReversed())
    await ask(mergeUnits(SCHEMA, runIdOf(connection, run)));
  expect(await all()).toEqual(kept);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Collector } from '../../../src/aws/catalogue/entry.ts';
import { readEarlierReads } from '../../../src/ledger/known/earlier-reads.ts';
import { RUNS, UNITS } from '../../../src/ledger/ledger-tables.ts';
import { landingTable } from '../../../src/load/landing.ts';
import { createTable } from '../../../src/snowflake/ddl.ts';
import { literal } from '../../../src/snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../../src/snowflake/session.ts';
import { collectors } from '../../aws/reader.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../../installation/prepared-sandbox.ts';
import { openServiceSession } from '../../installation/service-session.ts';
import { SCHEMA } from '../../snowflake/recording-session.ts';

const CONNECTION = 'A_CONNECTION';
const [permissions] = collectors('ec2.snapshot_permissions');
const [entry] = permissions?.tables ?? [];
if (!permissions || !entry) throw new Error('the collector has no table');
const landing = landingTable(entry);

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 1 });
  session = await openServiceSession(sandbox);
  for (const table of [RUNS, UNITS, landing]) await ask(createTable(SCHEMA, table));
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});
beforeEach(async () => {
  for (const { name } of [RUNS, UNITS, landing]) await ask(`DELETE FROM SNOWALERT.DATA.${name}`);
  for (const run of [1, 2, 3]) {
    await ask(
      `INSERT INTO SNOWALERT.DATA.CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT, PUBLISHED_AT, COMPLETE)
       SELECT '${run}', '${CONNECTION}', 'ok', ${at(run)}, ${at(run)}, TRUE`,
    );
  }
});

const ask = (sql: string) => session.execute(sql, { about: 'test' });
const instant = (run: number) => new Date(Date.UTC(2026, 0, run));
const at = (run: number) => `CAST(${literal(instant(run).toISOString())} AS TIMESTAMP_LTZ)`;

/** Unit that was asked whole in one run, and last in another, whose rows are those of a third. */
async function unit(
  collector: Pick<Collector, 'name'> | string,
  {
    account = '1',
    swept = 1,
    read = 3,
    rowsOf = 2,
    rows = 0,
    status = 'ok',
  }: {
    readonly account?: string;
    readonly swept?: number;
    readonly read?: number;
    readonly rowsOf?: number;
    readonly rows?: number;
    readonly status?: string;
  },
): Promise<void> {
  const name = typeof collector === 'string' ? collector : collector.name;
  await ask(
    `INSERT INTO SNOWALERT.DATA.CONNECTOR_UNITS ("CONNECTION", COLLECTOR, ACCOUNT_ID, REGION, LATEST_RUN_ID, LATEST_AT, LATEST_STATUS,
       CONCLUSIVE_RUN_ID, CONCLUSIVE_AT, CONCLUSIVE_STATUS, ROW_COUNT, LAST_OK_AT, SWEPT_AT)
     SELECT '${CONNECTION}', '${name}', '${account}', 'r', '${read}', ${at(read)}, '${status}', '${rowsOf}', ${at(swept)}, '${status}', ${rows}, ${at(read)}, ${at(swept)}`,
  );
}

/** Rows of account 1 that a run has landed. */
const landed = (run: number, ...grantees: readonly string[]) =>
  ask(
    `INSERT INTO SNOWALERT.DATA.${landing.name} ("CONNECTION", RUN_ID, SNAPSHOT_AT, ACCOUNT_ID, REGION, RESOURCE_ID, ROW_HASH, RAW) ${grantees
      .map(
        (UserId) =>
          `SELECT '${CONNECTION}', '${run}', ${at(run)}, '1', 'r', '${UserId}', 'h', PARSE_JSON(${literal(JSON.stringify({ SnapshotId: 's', UserId }))})`,
      )
      .join(' UNION ALL ')}`,
  );

async function readOf(account: string, runs = 3) {
  const database = { session, schema: SCHEMA };
  const found = await readEarlierReads(database, {
    connection: CONNECTION,
    collectors: [permissions as Collector],
    runs,
  });
  return found.of({ collector: 'ec2.snapshot_permissions', accountId: account, region: 'r' });
}

test('the rows that are current are taken over, with when all were asked and when the new ones were', async () => {
  await unit('ec2.snapshots', { rows: 5 });
  await unit(permissions, { rows: 2 });
  await landed(1, 'before');
  await landed(2, 'one', 'other');
  const read = await readOf('1');
  expect(read).toMatchObject({ sweptAt: instant(1), readAt: instant(3) });
  expect(read?.items.map((item) => JSON.stringify(item)).toSorted()).toEqual([
    '{"SnapshotId":"s","UserId":"one"}',
    '{"SnapshotId":"s","UserId":"other"}',
  ]);
});

test('a unit of which nothing was shared is taken over too', async () => {
  await unit('ec2.snapshots', { rows: 5 });
  await unit(permissions, {});
  expect(await readOf('1')).toEqual({ sweptAt: instant(1), readAt: instant(3), items: [] });
});

test.each([
  ['was asked whole too many runs ago', { swept: 1 }, 2],
  ['has more rows than a run holds in memory', { rows: 1001 }, 3],
  ['was left out since', { status: 'skipped' }, 3],
  ['is to be asked whole every time', {}, 0],
])('all is asked again of a unit that %s', async (_, is, runs) => {
  await unit('ec2.snapshots', { rows: 5 });
  await unit(permissions, is);
  expect(await readOf('1', runs)).toBeUndefined();
});

test('nothing is known of a unit that had nothing to ask about', async () => {
  await unit('ec2.snapshots', { rows: 0 });
  await unit(permissions, {});
  expect(await readOf('1')).toBeUndefined();
});

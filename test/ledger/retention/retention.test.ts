import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { awsCloudtrail } from '../../../src/connectors/aws-cloudtrail/connector.ts';
import { awsIdentityCenter } from '../../../src/connectors/aws-identity-center/connector.ts';
import { awsInventory } from '../../../src/connectors/aws-inventory/connector.ts';
import { Ledger, type RunStart } from '../../../src/ledger/ledger.ts';
import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../../../src/ledger/ledger-tables.ts';
import { moveOutcomes } from '../../../src/ledger/move-outcomes.ts';
import { deleteExpired, keepRetention } from '../../../src/ledger/retention/retention.ts';
import { markReplaced } from '../../../src/ledger/retention/retention-statements.ts';
import { landingTable } from '../../../src/load/landing.ts';
import { allViews } from '../../../src/setup/views/all-views.ts';
import { createTable, createView } from '../../../src/snowflake/ddl.ts';
import { literal } from '../../../src/snowflake/identifiers.ts';
import type { SnowflakeSession } from '../../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../../installation/prepared-sandbox.ts';
import { openServiceSession } from '../../installation/service-session.ts';
import { SCHEMA } from '../../snowflake/recording-session.ts';

const CONNECTION = 'T_CONNECTION';
const NOW = '2026-11-22T10:00:00.000Z';
const DAY_MS = 86_400_000;
const BEFORE = '2026-10-23T00:00:00.000Z';

/** A collector of snapshots, one of events, one of what all accounts share. */
const COLLECTORS = ['iam.account_aliases', 'cloudtrail.events', 'iam.authorization_details'].map((name) => {
  const found = [...awsInventory.collectors, ...awsCloudtrail.collectors].find(
    (collector) => collector.name === name,
  );
  if (!found) throw new Error(`there is no collector ${name}`);
  return found;
});
const LANDINGS = COLLECTORS.flatMap(({ tables }) => tables.map(landingTable));
const ALIASES = 'AWS_IAM_ACCOUNT_ALIASES';
const EVENTS = 'AWS_CLOUDTRAIL_EVENTS';

const DOCUMENT = readFileSync(
  join(import.meta.dirname, '..', '..', '..', 'docs', 'writing-detections.md'),
  'utf8',
);
const STATE_AT = (/-- Security groups as the view showed them[^\n]*\n([\s\S]*?);/.exec(DOCUMENT)?.[1] ?? '')
  .replaceAll('AWS_EC2_SECURITY_GROUPS', ALIASES)
  .replaceAll('ec2.security_groups', 'iam.account_aliases')
  .replaceAll(/\b(?=AWS_|CONNECTOR_)/g, 'SNOWALERT.DATA.');

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

const execute = (sql: string) => session.execute(sql, { about: 'test' });

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  session = await openServiceSession(sandbox);
  for (const table of [...LANDINGS, RUNS, COVERAGE, OUTCOMES, UNITS, LEASES])
    await execute(createTable(SCHEMA, table));
  for (const view of allViews(COLLECTORS)) await execute(createView(SCHEMA, view));
  await execute(
    `CREATE TABLE SNOWALERT.DATA.${CONNECTION} (CREATED_AT TIMESTAMP_LTZ, RUN_ID STRING, ACCOUNT_ID STRING)`,
  );
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});
beforeEach(async () => {
  for (const { name } of [...LANDINGS, RUNS, COVERAGE, OUTCOMES, UNITS, { name: CONNECTION }]) {
    await execute(`DELETE FROM SNOWALERT.DATA.${name}`);
  }
});

/** What became of a unit in a run, so many days ago; an `ok` unit has one row per resource. */
type Unit = readonly [status: string, ...resources: string[]];

const runOf = (daysAgo: number, connection = CONNECTION) =>
  `${new Date(Date.parse(NOW) - daysAgo * DAY_MS).toISOString().slice(0, 10)}-${connection}`;
const instant = (daysAgo: number) =>
  `CAST(${literal(new Date(Date.parse(NOW) - daysAgo * DAY_MS).toISOString())} AS TIMESTAMP_LTZ)`;

/** A published run, and what it found in account 1 or another, in one region or another. */
async function ran(
  daysAgo: number,
  units: Readonly<Record<string, Unit>>,
  connection = CONNECTION,
): Promise<void> {
  const run = runOf(daysAgo, connection);
  const key = `${literal(connection)}, ${literal(run)}, ${instant(daysAgo)}`;
  await execute(
    `INSERT INTO SNOWALERT.DATA.CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT, PUBLISHED_AT, FINISHED_AT)
     SELECT ${literal(run)}, ${literal(connection)}, 'ok', ${instant(daysAgo)}, ${instant(daysAgo)}, ${instant(daysAgo)}`,
  );
  if (connection === CONNECTION) {
    await execute(
      `INSERT INTO SNOWALERT.DATA.${CONNECTION} SELECT ${instant(daysAgo)}, ${literal(run)}, '1'`,
    );
  }
  for (const [place, [status, ...resources]] of Object.entries(units)) {
    const [account = '', region = 'global'] = place.split(' ');
    await execute(
      `INSERT INTO SNOWALERT.DATA.CONNECTOR_OUTCOMES ("CONNECTION", RUN_ID, SNAPSHOT_AT, COLLECTOR, ACCOUNT_ID, REGION, STATUS, ROW_COUNT)
       SELECT ${key}, 'iam.account_aliases', ${literal(account)}, ${literal(region)}, ${literal(status)}, ${resources.length}`,
    );
    for (const resource of resources) {
      await execute(
        `INSERT INTO SNOWALERT.DATA.${ALIASES}_SNAPSHOTS ("CONNECTION", RUN_ID, SNAPSHOT_AT, ACCOUNT_ID, REGION, RESOURCE_ID, ROW_HASH)
         SELECT ${key}, ${literal(account)}, ${literal(region)}, ${literal(resource)}, ${literal(resource)}`,
      );
    }
  }
  for (const sql of moveOutcomes(SCHEMA, run)) await execute(sql);
}

function expire(days = 30, runId = runOf(0), at = NOW) {
  return deleteExpired({
    database: { session, schema: SCHEMA },
    connection: CONNECTION,
    collectors: COLLECTORS,
    days,
    concurrency: 4,
    runId,
    at: new Date(at),
  });
}

const rowsOf = async (sql: string) => (await execute(sql)).map((row) => Object.values(row).join(' '));
const snapshots = () =>
  rowsOf(
    `SELECT ACCOUNT_ID, SUBSTR(RUN_ID, 1, 10) AS DAY, RESOURCE_ID FROM SNOWALERT.DATA.${ALIASES}_SNAPSHOTS ORDER BY 1, 2, 3`,
  );
const current = () => rowsOf(`SELECT ACCOUNT_ID, RESOURCE_ID FROM SNOWALERT.DATA.${ALIASES} ORDER BY 1, 2`);
const changes = () =>
  rowsOf(
    `SELECT ACCOUNT_ID, CHANGE, RESOURCE_ID, SUBSTR(RUN_ID, 1, 10) AS DAY FROM SNOWALERT.DATA.${ALIASES}_CHANGES ORDER BY 4, 1, 2, 3`,
  );
/** The documented query, asked of so many days ago: what was there, and `unknown` where that is not known. */
const stateAt = (daysAgo: number) =>
  rowsOf(
    `SELECT ACCOUNT_ID, COALESCE(RESOURCE_ID, 'unknown') AS THING FROM (${STATE_AT.replaceAll('DATEADD(day, -7, CURRENT_TIMESTAMP())', instant(daysAgo))}) ORDER BY 1, 2`,
  );
const day = (daysAgo: number) => runOf(daysAgo).slice(0, 10);

describe('snapshots', () => {
  test('older than the days go, but for the one that the next was compared with', async () => {
    await ran(50, { '1': ['ok', 'a'] });
    await ran(40, { '1': ['ok', 'b'] });
    await ran(35, { '1': ['ok', 'c'] });
    await ran(10, { '1': ['ok', 'c', 'd'] });
    await ran(0, { '1': ['ok', 'd'] });
    const [before, changed] = [await current(), await changes()];
    expect(await expire()).toBe(2 + 3);
    expect(await snapshots()).toEqual([
      `1 ${day(35)} c`,
      `1 ${day(10)} c`,
      `1 ${day(10)} d`,
      `1 ${day(0)} d`,
    ]);
    expect(await current()).toEqual(before);
    // What changed in the days that are kept is still told, and nothing that did not.
    expect(await changes()).toEqual(
      changed.filter((change) => change.endsWith(day(10)) || change.endsWith(day(0))),
    );
    expect((await changes()).length).toBe(2);
  });

  test('of a time that is kept are what views showed then, and of one that is not they are unknown', async () => {
    const shown = new Map<number, readonly string[]>();
    const read = async (daysAgo: number, units: Parameters<typeof ran>[1]) => {
      await ran(daysAgo, units);
      shown.set(daysAgo, await current());
    };
    await read(50, { '1': ['ok', 'a'], '2': ['ok', 'x'], '4': ['ok', 'n'] });
    await read(40, { '1': ['ok', 'a', 'b'], '2': ['denied'], '4': ['ok', 'n'] });
    await read(35, { '1': ['ok', 'b'], '2': ['denied'], '4': ['absent'] });
    await read(20, { '1': ['ok', 'b', 'c'], '2': ['ok', 'x', 'y'], '3': ['ok', 'm'] });
    await read(10, { '1': ['ok', 'c', 'd'], '2': ['ok', 'y'], '3': ['ok'], '4': ['ok', 'n'] });
    await read(0, { '1': ['ok', 'a'], '2': ['denied'], '3': ['ok', 'k'] });
    const unread = (account: number) => `${account} unknown`;
    const told = (daysAgo: number) => [
      ...(shown.get(daysAgo) ?? []),
      // Nobody had read it by then.
      ...(daysAgo > 20 ? [unread(3)] : []),
    ];
    for (const daysAgo of shown.keys()) expect(await stateAt(daysAgo)).toEqual(told(daysAgo).sort());
    expect(await stateAt(60)).toEqual([1, 2, 3, 4].map(unread));
    await expire();
    for (const daysAgo of [35, 20, 10, 0]) expect(await stateAt(daysAgo)).toEqual(told(daysAgo).sort());
    // What of account 2 held at the day was found before that.
    expect(await stateAt(40)).toEqual(['1 unknown', '2 x', '3 unknown', '4 unknown']);
    expect(await stateAt(50)).toEqual([1, 2, 3, 4].map(unread));
  });

  test('that retention has begun to delete are unknown from then on', async () => {
    await ran(50, { '1': ['ok', 'a'] });
    await ran(40, { '1': ['ok', 'b'] });
    await ran(0, { '1': ['ok', 'b', 'c'] });
    const { sql, binds } = markReplaced({ schema: SCHEMA, connection: CONNECTION, before: BEFORE });
    await session.execute(sql, { binds, about: 'test' });
    expect(await stateAt(45)).toEqual(['1 unknown']);
    expect(await stateAt(40)).toEqual(['1 b']);
  });

  test('are kept to the day, not to the hour', async () => {
    await ran(31, { '1': ['ok', 'a'] });
    await ran(30, { '1': ['ok', 'b'] });
    await ran(29, { '1': ['ok', 'c'] });
    await ran(0, { '1': ['ok', 'd'] });
    // Later on the day than the runs began.
    await expire(29, runOf(0), new Date(Date.parse(NOW) + DAY_MS / 4).toISOString());
    expect(await snapshots()).toEqual([`1 ${day(30)} b`, `1 ${day(29)} c`, `1 ${day(0)} d`]);
  });

  test('of a unit that has not let us in for longer stay, with since when', async () => {
    await ran(60, { '1': ['ok', 'a'], '2': ['ok', 'x'] });
    await ran(50, { '1': ['ok', 'b'], '2': ['ok', 'y'] });
    await ran(45, { '1': ['denied'], '2': ['ok', 'y'] });
    await ran(40, { '1': ['denied'], '2': ['ok', 'y'] });
    await ran(0, { '1': ['denied'], '2': ['ok', 'z'] });
    const blind = `SELECT ACCOUNT_ID, STATUS, SINCE, LAST_SEEN_AT FROM SNOWALERT.DATA.CONNECTOR_BLIND_SPOTS`;
    const [before, told] = [await current(), await rowsOf(blind)];
    await expire();
    expect(await current()).toEqual(before);
    expect(before).toEqual(['1 b', '2 z']);
    expect(await rowsOf(blind)).toEqual(told);
    expect(told.length).toBe(1);
    expect(await snapshots()).toEqual([`1 ${day(50)} b`, `2 ${day(40)} y`, `2 ${day(0)} z`]);
    expect(
      await rowsOf(
        "SELECT SUBSTR(RUN_ID, 1, 10) AS DAY FROM SNOWALERT.DATA.CONNECTOR_COVERAGE WHERE ACCOUNT_ID = '1' ORDER BY 1",
      ),
    ).toEqual([day(45)]);
  });

  test('of an account whose regions are not known keep when it was last seen', async () => {
    await ran(60, { '1 *': ['denied'] });
    await ran(55, { '1 eu-west-1': ['ok', 'a'] });
    await ran(50, { '1 *': ['denied'] });
    await ran(45, { '1 *': ['denied'] });
    await ran(0, { '1 *': ['denied'] });
    const blind = `SELECT REGION, SINCE, LAST_SEEN_AT FROM SNOWALERT.DATA.CONNECTOR_BLIND_SPOTS`;
    const told = await rowsOf(blind);
    await expire();
    expect(await rowsOf(blind)).toEqual(told);
    expect(told.length).toBe(1);
    expect(await current()).toEqual(['1 a']);
  });

  test('of an account that is gone go, and nothing seems to have been added when it comes back', async () => {
    await ran(60, { '1': ['ok', 'a'] });
    await ran(50, { '1': ['absent'] });
    await ran(40, { '1': ['ok', 'a'] });
    await ran(35, { '1': ['absent'] });
    await ran(0, { '1': ['ok', 'a'] });
    const changed = (await changes()).filter((change) => change.endsWith(day(0)));
    await expire();
    expect(await snapshots()).toEqual([`1 ${day(0)} a`]);
    expect(await changes()).toEqual(changed);
    expect(changed).toEqual([`1 ADDED a ${day(0)}`]);
  });

  test("of other connections are nobody's business", async () => {
    await ran(60, { '1': ['ok', 'a'] }, 'OTHER_CONNECTION');
    await ran(50, { '1': ['ok', 'b'] }, 'OTHER_CONNECTION');
    await ran(0, { '1': ['ok', 'c'] });
    expect(await expire()).toBe(0);
    expect((await snapshots()).length).toBe(3);
  });
});

test('events go by when they happened', async () => {
  await ran(20, {});
  for (const [event, happened] of [
    ['old', 31],
    ['young', 29],
  ] as const) {
    await execute(
      `INSERT INTO SNOWALERT.DATA.${EVENTS}_SNAPSHOTS ("CONNECTION", RUN_ID, SNAPSHOT_AT, ACCOUNT_ID, REGION, RESOURCE_ID, ROW_HASH, EVENT_TIME)
       SELECT '${CONNECTION}', ${literal(runOf(20))}, ${instant(20)}, '1', 'us-east-1', '${event}', '-', ${instant(happened)}`,
    );
  }
  expect(await expire(30, runOf(20))).toBe(1);
  expect(await rowsOf(`SELECT RESOURCE_ID FROM SNOWALERT.DATA.${EVENTS}_SNAPSHOTS`)).toEqual(['young']);
});

test('what all accounts share stays as long as nothing later has replaced it', async () => {
  const reference = LANDINGS.find((table) => /AWS_MANAGED/.test(table.name))?.name;
  for (const [daysAgo, things] of [
    [50, ['p', 'q']],
    [40, ['p']],
    [0, ['p']],
  ] as const) {
    await ran(daysAgo, {});
    for (const thing of things) {
      await execute(
        `INSERT INTO SNOWALERT.DATA.${reference} ("CONNECTION", RUN_ID, SNAPSHOT_AT, ACCOUNT_ID, REGION, RESOURCE_ID, ROW_HASH)
         SELECT '${CONNECTION}', ${literal(runOf(daysAgo))}, ${instant(daysAgo)}, '1', 'global', '${thing}', '-'`,
      );
    }
  }
  // Two of this table, and two of the connection table.
  expect(await expire()).toBe(2 + 2);
  expect(
    await rowsOf(
      `SELECT RESOURCE_ID, SUBSTR(RUN_ID, 1, 10) AS DAY FROM SNOWALERT.DATA.${reference} ORDER BY 1`,
    ),
  ).toEqual([`p ${day(0)}`, `q ${day(50)}`]);
});

test('it is done once a day, and the run tells of how many rows', async () => {
  await ran(50, { '1': ['ok', 'a'] });
  await ran(40, { '1': ['ok', 'b'] });
  await ran(0, { '1': ['ok', 'c'] });
  const deleted = await expire();
  expect(
    await rowsOf('SELECT EXPIRED_ROWS FROM SNOWALERT.DATA.CONNECTOR_RUNS WHERE EXPIRED_ROWS IS NOT NULL'),
  ).toEqual([String(deleted)]);
  sandbox.snowflake.resetMetrics();
  expect(await expire(1)).toBeUndefined();
  expect(sandbox.snowflake.metrics.statements).toBe(1);
  const tomorrow = new Date(Date.parse(NOW) + DAY_MS).toISOString();
  expect(await expire(1, runOf(0), tomorrow)).toBeDefined();
});

test('runs and coverage go too, but for the last of each kind and what units were at the day', async () => {
  const runs = () =>
    rowsOf('SELECT SUBSTR(RUN_ID, 1, 10) AS DAY, STATUS FROM SNOWALERT.DATA.CONNECTOR_RUNS ORDER BY RUN_ID');
  await ran(60, { '1': ['ok', 'a'] });
  await ran(50, { '1': ['ok', 'b'], '2': ['denied'] });
  await ran(40, { '1': ['ok', 'b'], '2': ['denied'] });
  await ran(20, { '1': ['denied'], '2': ['denied'] });
  await ran(0, { '1': ['denied'], '2': ['denied'] });
  await execute(
    "UPDATE SNOWALERT.DATA.CONNECTOR_RUNS SET STATUS = 'partial' WHERE STARTED_AT > '2026-10-01'",
  );
  const before = await current();
  await expire();
  expect(await runs()).toEqual([`${day(60)} ok`, `${day(20)} partial`, `${day(0)} partial`]);
  expect(
    await rowsOf(
      'SELECT ACCOUNT_ID, SUBSTR(RUN_ID, 1, 10) AS DAY, STATUS FROM SNOWALERT.DATA.CONNECTOR_COVERAGE ORDER BY 1, 2',
    ),
  ).toEqual([`1 ${day(40)} ok`, `1 ${day(20)} denied`, `2 ${day(50)} denied`]);
  expect(await current()).toEqual(before);
});

test('what a run loaded that then failed goes when its time is over', async () => {
  await ran(50, { '1': ['ok', 'a'] });
  await ran(40, {});
  const failed = literal(runOf(40));
  await execute(
    `UPDATE SNOWALERT.DATA.CONNECTOR_RUNS SET STATUS = 'failed', PUBLISHED_AT = NULL WHERE RUN_ID = ${failed}`,
  );
  await execute(
    `INSERT INTO SNOWALERT.DATA.${ALIASES}_SNAPSHOTS ("CONNECTION", RUN_ID, SNAPSHOT_AT, ACCOUNT_ID, REGION, RESOURCE_ID, ROW_HASH)
     SELECT '${CONNECTION}', ${failed}, ${instant(40)}, '1', 'global', 'lost', '-'`,
  );
  await ran(0, { '1': ['ok', 'a'] });
  await expire();
  expect(await snapshots()).toEqual([`1 ${day(50)} a`, `1 ${day(0)} a`]);
});

test('a retention that was broken off shows nothing of what it was about to delete, and goes on', async () => {
  await ran(50, { '1': ['ok', 'a'] });
  await ran(40, { '1': ['ok', 'b'] });
  await ran(0, { '1': ['ok', 'c'] });
  const changed = (await changes()).filter((change) => change.endsWith(day(0)));
  sandbox.snowflake.faults.add(
    { sql: /DELETE FROM .*ALIASES_SNAPSHOTS/ },
    { error: { code: '003001', sqlState: '42501', message: 'Insufficient privileges' } },
  );
  await expect(expire()).rejects.toThrow('Insufficient privileges');
  expect(await changes()).toEqual(changed);
  expect(await snapshots()).toHaveLength(3);
  sandbox.snowflake.faults.clear();
  await expire();
  expect(await changes()).toEqual(changed);
  expect(await snapshots()).toEqual([`1 ${day(40)} b`, `1 ${day(0)} c`]);
});

test('a day on which nothing of a table has expired has no statement of it', async () => {
  await ran(50, { '1': ['ok', 'a'] });
  await ran(40, { '1': ['ok', 'b'] });
  await ran(0, { '1': ['ok', 'c'] });
  const touched = async (at: string) => {
    sandbox.snowflake.resetMetrics();
    await expire(30, runOf(0), at);
    return sandbox.snowflake.metrics.log.filter(({ sqlText }) => sqlText.includes(`${ALIASES}_SNAPSHOTS`))
      .length;
  };
  expect(await touched(NOW)).toBe(1);
  expect(await touched(new Date(Date.parse(NOW) + DAY_MS).toISOString())).toBe(0);
});

test('rows that others wrote into the connection table stay', async () => {
  await execute(`INSERT INTO SNOWALERT.DATA.${CONNECTION} SELECT ${instant(900)}, NULL, '1'`);
  await ran(50, { '1': ['ok', 'a'] });
  await ran(40, { '1': ['ok', 'a'] });
  await ran(0, { '1': ['ok', 'a'] });
  await expire();
  expect(
    await rowsOf(`SELECT COALESCE(SUBSTR(RUN_ID, 1, 10), '-') FROM SNOWALERT.DATA.${CONNECTION} ORDER BY 1`),
  ).toEqual(['-', day(0)]);
});

test('a run stays published when nothing can be deleted, and its record says why', async () => {
  await ran(50, { '1': ['ok', 'a'] });
  await ran(40, { '1': ['ok', 'b'] });
  await ran(0, { '1': ['ok', 'b'] });
  await execute(
    `UPDATE SNOWALERT.DATA.CONNECTOR_COVERAGE SET COLLECTOR = ${literal(String(awsIdentityCenter.collectors[0]?.name))}`,
  );
  // Tables that nobody has made.
  const kept = { days: 30, collectors: awsIdentityCenter.collectors, concurrency: 4 };
  const run = { runId: runOf(0), connection: CONNECTION, startedAt: NOW, complete: true } as RunStart;
  const outcome = await keepRetention(
    { session, schema: SCHEMA },
    kept,
    new Ledger({ session, schema: SCHEMA }),
    run,
    'The last run of its list ended partial.',
  );
  expect(outcome.note).toMatch(
    /^The last run of its list ended partial; published, but old snapshots could not be deleted: .*does not exist/s,
  );
  expect(
    await rowsOf(
      'SELECT STATUS, ERROR, EXPIRED_ROWS FROM SNOWALERT.DATA.CONNECTOR_RUNS WHERE PUBLISHED_AT IS NOT NULL ORDER BY RUN_ID',
    ),
  ).toEqual(['ok  ', 'ok  ', `ok ${outcome.note} `]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '../../../src/setup/schema/schema-version.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../../installation/installation.ts';
import { openSecurityGroup } from '../../sandbox/aws/world/plant.ts';

const REGION = 'us-east-1';
const GROUPS = 'AWS_EC2_SECURITY_GROUPS';
/** Columns that version 5 had not, by the tables that are used here. */
const LATER: readonly (readonly [table: string, ...columns: string[]])[] = [
  ...['AWS_ACCOUNTS', 'AWS_ORGANIZATIONAL_UNITS', GROUPS].map(
    (view) => [`${view}_SNAPSHOTS`, 'READABLE', 'AS_READ_BEFORE'] as const,
  ),
  ...['CONNECTOR_UNITS', 'CONNECTOR_OUTCOMES', 'CONNECTOR_COVERAGE'].map(
    (table) => [table, 'SOURCE_ACCOUNT_ID'] as const,
  ),
];

let installation: Installation;
let before: readonly (readonly unknown[])[];

const ask = (sql: string) => installation.client.query<Record<string, unknown>>(sql);

/** All that version 5 knew: rows, units but for what their digests say of members, history. */
const known = () =>
  Promise.all([
    ask(
      `SELECT RUN_ID, ACCOUNT_ID, REGION, RESOURCE_ID, ROW_HASH, RAW FROM ${GROUPS}_SNAPSHOTS ORDER BY 1, 2, 3, 4`,
    ),
    ask(
      "SELECT COLLECTOR, ACCOUNT_ID, REGION, CONCLUSIVE_RUN_ID, CONCLUSIVE_STATUS, ROW_COUNT, SPLIT_PART(DIGEST, '.', 1) AS DIGEST FROM CONNECTOR_UNITS ORDER BY 1, 2, 3",
    ),
    ask('SELECT RUN_ID, COLLECTOR, ACCOUNT_ID, REGION, STATUS FROM CONNECTOR_COVERAGE ORDER BY 1, 2, 3, 4'),
    ask(`SELECT * FROM ${GROUPS}_CHANGES ORDER BY RUN_ID, ACCOUNT_ID, RESOURCE_ID`),
  ]);

const changesOf = (runId: string) =>
  ask(`SELECT CHANGE, RESOURCE_ID, CHANGED_MEMBERS FROM ${GROUPS}_CHANGES WHERE RUN_ID = '${runId}'`);

/** Opens a group of the first or the last account that has some. */
async function openGroupOf(which: 'MIN' | 'MAX'): Promise<string> {
  const [row] = await ask(`SELECT ${which}(ACCOUNT_ID) AS ACCOUNT_ID FROM ${GROUPS}_SNAPSHOTS`);
  return openSecurityGroup(installation.sandbox.world, String(row?.ACCOUNT_ID), REGION);
}

/** An installation that version 5 has set up, and in which its program has run. */
beforeAll(async () => {
  installation = await install({
    accounts: 3,
    inventory: [`regions: [${REGION}]`, 'collectors: [ec2.security_groups]'],
  });
  await installation.run(ACCOUNTS);
  await installation.run(INVENTORY);
  await openGroupOf('MIN');
  await installation.run(INVENTORY);
  before = await known();
  for (const rows of before) expect(rows.length).toBeGreaterThan(0);
  for (const [table, ...columns] of LATER) {
    for (const column of columns) await ask(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
  await ask('DROP TABLE CONNECTOR_READABLE');
  await ask("UPDATE CONNECTOR_UNITS SET DIGEST = SPLIT_PART(DIGEST, '.', 1)");
  await ask("COMMENT ON VIEW CONNECTOR_SCHEMA IS 'Version 5 of the schema of snowcensus.'");
}, 180_000);
afterAll(() => installation.close());

test('a run is refused in a schema of version 5, by the name of what is missing', async () => {
  const { code, stderr } = await installation.command('run', INVENTORY);
  expect(code).toBe(1);
  expect(stderr).toContain('table CONNECTOR_READABLE is missing');
  expect(stderr).toContain('Run `snowcensus setup`');
});

test('setup brings it up to date, with all that was known', async () => {
  expect(await installation.command('setup', '--part', 'schema')).toMatchObject({ code: 0 });
  expect(await ask('SELECT VERSION FROM CONNECTOR_SCHEMA')).toEqual([{ VERSION: SCHEMA_VERSION }]);
  expect(await known()).toEqual(before);
});

test('the next run finds what version 5 had found, and lands and tells of nothing', async () => {
  const { runId, rows } = await installation.run(INVENTORY);
  expect(rows).toBe(0);
  expect(await changesOf(runId)).toEqual([]);
  expect((await known())[0]).toEqual(before[0]);
});

test('what changes then is told against the rows of version 5', async () => {
  const opened = await openGroupOf('MAX');
  const { runId } = await installation.run(INVENTORY);
  expect(await changesOf(runId)).toEqual([
    { CHANGE: 'MODIFIED', RESOURCE_ID: opened, CHANGED_MEMBERS: ['IpPermissions'] },
  ]);
});

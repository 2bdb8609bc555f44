import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'sql', 'examples', 'row-access-by-ou.sql');
const UNIT = '/Workloads';
const TEAM = 'TEAM_WORKLOADS';

let installation: Installation;
/** Unit beside the shared one whose name begins with that one's path. */
let neighbour: string;

/** The example, run as its text says, once there is something to share. */
beforeAll(async () => {
  installation = await install({
    accounts: 8,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.vpcs]'],
  });
  const { organizationalUnits } = installation.sandbox.world;
  const security = [...organizationalUnits.values()].find(({ name }) => name === 'Security');
  if (!security) throw new Error('there is no unit Security');
  security.name = 'Workloads/Security';
  neighbour = security.id;
  await installation.run(ACCOUNTS);
  await installation.run(INVENTORY);
  const statements = readFileSync(EXAMPLE, 'utf8').split(/;\n/);
  for (const sql of statements.filter((text) => text.trim() !== '')) await installation.client.query(sql);
  await as(
    'ACCOUNTADMIN',
    `GRANT USAGE ON WAREHOUSE ${SERVICE.warehouse} TO ROLE ${TEAM}`,
    `GRANT ROLE ${TEAM} TO USER ${installation.sandbox.person.user}`,
  );
});
afterAll(() => installation.close());

async function as(role: string, ...statements: readonly string[]): Promise<void> {
  for (const sql of [`USE ROLE ${role}`, ...statements]) await installation.client.query(sql);
}

async function accountsIn(view: string, column: string, where = ''): Promise<readonly string[]> {
  const rows = await installation.client.query<{ ID: string }>(
    `SELECT DISTINCT ${column} AS ID FROM SNOWALERT.${view} ${where} ORDER BY 1`,
  );
  return rows.map(({ ID }) => ID);
}

test('a team sees the accounts of its units, nested ones too, and no others', async () => {
  await as(SERVICE.roles.owner);
  const all = await accountsIn('DATA.AWS_ACCOUNTS', 'MEMBER_ACCOUNT_ID');
  const shared = await accountsIn(
    'DATA.AWS_ACCOUNTS',
    'MEMBER_ACCOUNT_ID',
    `WHERE OU_PATH = '${UNIT}' OR OU_PATH LIKE '${UNIT}/%'`,
  );
  const withVpcs = await accountsIn('DATA.AWS_EC2_VPCS', 'ACCOUNT_ID');
  expect(shared.length).toBeGreaterThan(0);
  expect(shared.length).toBeLessThan(all.length);

  const besides = await accountsIn(
    'DATA.AWS_ACCOUNTS',
    'MEMBER_ACCOUNT_ID',
    `WHERE ARRAY_CONTAINS('${neighbour}'::VARIANT, OU_IDS)`,
  );
  expect(besides.length).toBeGreaterThan(0);
  expect(shared.filter((id) => besides.includes(id))).toEqual([]);

  await as(TEAM);
  expect(await accountsIn('SHARED.AWS_ACCOUNTS', 'MEMBER_ACCOUNT_ID')).toEqual(shared);
  const seen = await accountsIn('SHARED.AWS_EC2_VPCS', 'ACCOUNT_ID');
  expect(seen).toEqual(shared.filter((id) => withVpcs.includes(id)));
  expect(seen.length).toBeGreaterThan(0);
  for (const hidden of ['DATA.AWS_ACCOUNTS', 'DATA.AWS_EC2_VPCS', 'SHARED.OU_ACCESS']) {
    await expect(accountsIn(hidden, '1')).rejects.toThrow('does not exist or not authorized');
  }
});

test('who is named for the root sees everything, and who is not named sees nothing', async () => {
  await as(SERVICE.roles.owner);
  const all = await accountsIn('DATA.AWS_ACCOUNTS', 'MEMBER_ACCOUNT_ID');
  expect(await accountsIn('SHARED.AWS_ACCOUNTS', 'MEMBER_ACCOUNT_ID')).toEqual([]);
  await installation.client.query(
    `INSERT INTO SNOWALERT.SHARED.OU_ACCESS VALUES ('${SERVICE.roles.owner}', '/')`,
  );
  expect(await accountsIn('SHARED.AWS_ACCOUNTS', 'MEMBER_ACCOUNT_ID')).toEqual(all);
});

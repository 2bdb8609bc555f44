import { afterAll, beforeAll, expect, test } from 'vitest';
import { access } from '../../src/commands/access.ts';
import { setup } from '../../src/commands/setup.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';
import { runCommand } from './in-process.ts';

const UNIT = '/Workloads';
const TEAM = 'TEAM_WORKLOADS';
const OTHER = 'TEAM_OTHER';
const SHARED = 'SNOWCENSUS_SHARED';

let installation: Installation;
/** Unit beside the shared one whose name begins with that one's path. */
let neighbour: string;

const sharing = (...args: readonly string[]) => runCommand(access, installation.sandbox.adminEnv, args);

beforeAll(async () => {
  installation = await install({
    accounts: 8,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.vpcs, iam.authorization_details]'],
  });
  const { organizationalUnits } = installation.sandbox.world;
  const security = [...organizationalUnits.values()].find(({ name }) => name === 'Security');
  if (!security) throw new Error('there is no unit Security');
  security.name = 'Workloads/Security';
  neighbour = security.id;
  await installation.run(ACCOUNTS);
  await installation.run(INVENTORY);
  for (const team of [TEAM, OTHER]) {
    await as(
      'ACCOUNTADMIN',
      `CREATE ROLE ${team}`,
      `GRANT USAGE ON WAREHOUSE ${SERVICE.warehouse} TO ROLE ${team}`,
      `GRANT USAGE ON DATABASE SNOWALERT TO ROLE ${team}`,
      `GRANT ROLE ${team} TO USER ${installation.sandbox.person.user}`,
    );
  }
});
afterAll(() => installation.close());

async function as(role: string, ...statements: readonly string[]): Promise<void> {
  for (const sql of [`USE ROLE ${role}`, ...statements]) await installation.client.query(sql);
}

async function accountsIn(view: string, column = 'ACCOUNT_ID', where = ''): Promise<readonly string[]> {
  const rows = await installation.client.query<{ ID: string }>(
    `SELECT DISTINCT ${column} AS ID FROM SNOWALERT.${view} ${where} ORDER BY 1`,
  );
  return rows.map(({ ID }) => ID);
}

test('what the flags leave open, or get wrong, shares nothing', async () => {
  expect((await sharing('list')).stdout).toContain('Nothing is shared');
  const refusals: readonly (readonly [string, readonly string[]])[] = [
    ['needs to know the role', ['grant', '--ou', UNIT]],
    ['what the role is to see', ['grant', '--role', TEAM]],
    ['Paths begin at the root: --ou /Workloads', ['grant', '--role', TEAM, '--ou', 'Workloads']],
    ['is no account id', ['grant', '--role', TEAM, '--account', '12']],
    ['Did you mean /Workloads?', ['grant', '--role', TEAM, '--ou', '/Workload']],
    ['no account of the list is of the account', ['grant', '--role', TEAM, '--account', '000000000001']],
    ['was not granted', ['revoke', '--role', TEAM]],
  ];
  for (const [told, args] of refusals) {
    const { code, stderr } = await sharing(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(told);
  }
  expect((await sharing('list')).stdout).toContain('Nothing is shared');
  expect(await installation.client.query(`SHOW SCHEMAS LIKE '${SHARED}'`)).toEqual([]);
});

test('a team sees the accounts of its units, nested ones too, and no others, in every view', async () => {
  await as(SERVICE.roles.owner);
  const all = await accountsIn('DATA.AWS_ACCOUNTS', 'ACCOUNT_ID');
  const shared = await accountsIn(
    'DATA.AWS_ACCOUNTS',
    'ACCOUNT_ID',
    `WHERE OU_PATH = '${UNIT}' OR OU_PATH LIKE '${UNIT}/%'`,
  );
  expect(shared.length).toBeGreaterThan(0);
  expect(shared.length).toBeLessThan(all.length);
  const besides = await accountsIn(
    'DATA.AWS_ACCOUNTS',
    'ACCOUNT_ID',
    `WHERE ARRAY_CONTAINS('${neighbour}'::VARIANT, OU_IDS)`,
  );
  expect(besides.length).toBeGreaterThan(0);
  expect(shared.filter((id) => besides.includes(id))).toEqual([]);
  const sources = ['AWS_EC2_VPCS', 'AWS_IAM_ROLES', 'CONNECTOR_FRESHNESS', 'CONNECTOR_BLIND_SPOTS'];
  const whole = new Map<string, readonly string[]>();
  for (const view of sources) whole.set(view, await accountsIn(`DATA.${view}`));
  whole.set('FINDINGS', await accountsIn('SNOWCENSUS_DETECTIONS.FINDINGS'));

  const { code, stdout, stderr } = await sharing('grant', '--role', TEAM, '--ou', `${UNIT}/`);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain(`GRANT USAGE ON DATABASE "SNOWALERT" TO ROLE "${TEAM}";`);

  await as(TEAM);
  expect(await accountsIn(`${SHARED}.AWS_ACCOUNTS`, 'ACCOUNT_ID')).toEqual(shared);
  for (const [view, ids] of whole) {
    const seen = await accountsIn(`${SHARED}.${view}`);
    expect({ view, seen }).toEqual({ view, seen: ids.filter((id) => shared.includes(id)) });
  }
  expect(whole.get('AWS_EC2_VPCS')?.some((id) => shared.includes(id))).toBe(true);
  const [policies] = await installation.client.query<{ N: number }>(
    `SELECT COUNT(*) AS N FROM SNOWALERT.${SHARED}.AWS_IAM_AWS_MANAGED_POLICIES`,
  );
  expect(policies?.N).toBeGreaterThan(0);
  for (const hidden of [
    'DATA.AWS_ACCOUNTS',
    'SNOWCENSUS_DETECTIONS.FINDINGS',
    `${SHARED}.ACCOUNT_ACCESS`,
    `${SHARED}.CONTROL_RESULTS`,
    `${SHARED}.AWS_ORGANIZATIONAL_UNIT_TREE`,
  ]) {
    await expect(accountsIn(hidden, '1')).rejects.toThrow('does not exist or not authorized');
  }
  await as(SERVICE.roles.owner);
  expect(await accountsIn(`${SHARED}.AWS_ACCOUNTS`, 'ACCOUNT_ID')).toEqual([]);
});

test('another team sees one account, twice granted or not, and only that', async () => {
  await as(SERVICE.roles.owner);
  const [account = ''] = await accountsIn('DATA.AWS_EC2_VPCS');
  for (let time = 0; time < 2; time += 1) {
    expect((await sharing('grant', '--role', OTHER, '--account', account)).code).toBe(0);
  }
  await as(OTHER);
  expect(await accountsIn(`${SHARED}.AWS_EC2_VPCS`)).toEqual([account]);
  const { stdout } = await sharing('list', '--json');
  const { access: grants } = JSON.parse(stdout) as {
    access: readonly { role: string; account?: string; organizationalUnit?: string; accountCount: number }[];
  };
  expect(grants).toMatchObject([
    { role: OTHER, account, accountCount: 1 },
    { role: TEAM, organizationalUnit: UNIT },
  ]);
});

test('a schema that is set up again brings a shared view back with its columns and its readers', async () => {
  await as(SERVICE.roles.owner, `CREATE OR REPLACE VIEW ${SHARED}.AWS_EC2_VPCS AS SELECT 1 AS ACCOUNT_ID`);
  const { code, stderr } = await runCommand(setup, installation.sandbox.adminEnv, ['--part', 'schema']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  await as(OTHER);
  expect(await accountsIn(`${SHARED}.AWS_EC2_VPCS`)).toHaveLength(1);
});

test('what is missing of the shared schema comes back with the next grant, for every team', async () => {
  await as(SERVICE.roles.owner, `DROP VIEW SNOWALERT.${SHARED}.AWS_IAM_ROLES`);
  const [account = ''] = await accountsIn('DATA.AWS_EC2_VPCS');
  expect((await sharing('grant', '--role', OTHER, '--account', account)).code).toBe(0);
  await as(TEAM);
  expect(await accountsIn(`${SHARED}.AWS_IAM_ROLES`)).not.toEqual([]);
});

test('a role that is not there is granted nothing, and one that is gone stands in nobody’s way', async () => {
  await as(SERVICE.roles.owner);
  const [account = ''] = await accountsIn('DATA.AWS_EC2_VPCS');
  const missing = await sharing('grant', '--role', 'TEAM_NEW', '--account', account);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('there is no role TEAM_NEW');
  expect(missing.stderr).toContain('CREATE ROLE "TEAM_NEW"');
  expect((await sharing('list')).stdout).not.toContain('TEAM_NEW');

  await as('ACCOUNTADMIN', 'CREATE ROLE TEAM_NEW');
  expect((await sharing('grant', '--role', 'TEAM_NEW', '--account', account)).code).toBe(0);
  await as('ACCOUNTADMIN', 'DROP ROLE TEAM_NEW');
  await as(SERVICE.roles.owner, `DROP VIEW SNOWALERT.${SHARED}.AWS_IAM_ROLES`);
  const { code, stderr } = await runCommand(setup, installation.sandbox.adminEnv, ['--part', 'schema']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  await as(TEAM);
  expect(await accountsIn(`${SHARED}.AWS_IAM_ROLES`)).not.toEqual([]);
  expect((await sharing('revoke', '--role', 'TEAM_NEW')).stdout).toContain('1 grant taken');
  await as(SERVICE.roles.owner);
});

test('a unit that was granted by another spelling is seen until the list has the one of now, and from then on', async () => {
  const { client } = installation;
  const owner = () => as(SERVICE.roles.owner);
  const spell = (spelling: 'NFC' | 'NFD') =>
    client.query(
      `UPDATE SNOWALERT.DATA.AWS_ACCOUNTS_SNAPSHOTS SET OU_PATH = REPLACE(REPLACE(OU_PATH, '/Workloads', ?), ?, ?)`,
      ['/Caf\u00e9', '/Caf\u00e9', '/Caf\u00e9'.normalize(spelling)],
    );
  const grants = async () =>
    (
      await client.query<{ OU_PATH: string }>(
        `SELECT OU_PATH FROM SNOWALERT.${SHARED}.ACCOUNT_ACCESS WHERE ROLE_NAME = '${TEAM}' ORDER BY 1`,
      )
    ).map(({ OU_PATH }) => OU_PATH);
  const seen = async () => {
    await as(TEAM);
    const accounts = await accountsIn(`${SHARED}.AWS_ACCOUNTS`);
    await owner();
    return accounts;
  };
  const before = await seen();
  expect(before).not.toEqual([]);
  await spell('NFD');
  await client.query(
    `UPDATE SNOWALERT.${SHARED}.ACCOUNT_ACCESS SET OU_PATH = ? WHERE ROLE_NAME = '${TEAM}'`,
    ['/Cafe\u0301'],
  );
  expect(await seen()).toEqual(before);
  const again = () => runCommand(setup, installation.sandbox.adminEnv, ['--part', 'schema']);
  await again();
  expect(await grants()).toEqual(['/Cafe\u0301', '/Caf\u00e9']);
  expect(await seen()).toEqual(before);

  await client.query(`UPDATE SNOWALERT.DATA.AWS_ACCOUNTS_SNAPSHOTS SET OU_PATH = REPLACE(OU_PATH, ?, ?)`, [
    '/Cafe\u0301',
    '/Caf\u00e9',
  ]);
  expect(await seen()).toEqual(before);
  await again();
  expect(await grants()).toEqual(['/Caf\u00e9']);
  expect(await seen()).toEqual(before);

  await client.query(
    `UPDATE SNOWALERT.${SHARED}.ACCOUNT_ACCESS SET OU_PATH = ? WHERE ROLE_NAME = '${TEAM}'`,
    ['/Cafe\u0301'],
  );
  expect((await sharing('revoke', '--role', TEAM, '--ou', '/Caf\u00e9')).stdout).toContain('1 grant taken');
  await client.query(
    `UPDATE SNOWALERT.DATA.AWS_ACCOUNTS_SNAPSHOTS SET OU_PATH = REPLACE(OU_PATH, '/Caf\u00e9', '/Workloads')`,
  );
  expect((await sharing('grant', '--role', TEAM, '--ou', UNIT)).code).toBe(0);
});

test('what is revoked is seen no more, and a role without anything does not even get in', async () => {
  expect((await sharing('revoke', '--role', TEAM, '--ou', UNIT)).stdout).toContain('1 grant taken');
  await as(TEAM);
  expect(await accountsIn(`${SHARED}.AWS_ACCOUNTS`, 'ACCOUNT_ID')).toEqual([]);
  expect((await sharing('revoke', '--role', OTHER)).code).toBe(0);
  await as(OTHER);
  await expect(accountsIn(`${SHARED}.AWS_ACCOUNTS`)).rejects.toThrow('does not exist or not authorized');
});

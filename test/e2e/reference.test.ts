import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await install({ accounts: 8, inventory: ['regions: [us-east-1]'] });
  await installation.run(ACCOUNTS);
});
afterAll(() => installation.close());

const inventory = (...args: readonly string[]) =>
  installation.run(INVENTORY, '--collector', 'iam.authorization_details', ...args);
const query = (sql: string) => installation.client.query(sql);

const WITHOUT_DOCUMENT =
  'SELECT COUNT(*) AS N FROM AWS_IAM_POLICIES p LEFT JOIN AWS_IAM_AWS_MANAGED_POLICIES d ON d.ARN = p.ARN ' +
  'WHERE p.AWS_MANAGED AND d.DOCUMENT IS NULL';

it('finds the document of every attached policy of AWS, whichever account landed it', async () => {
  await inventory();
  const [attached] = await query(
    'SELECT COUNT(*) AS N, COUNT(DISTINCT ARN) AS ARNS FROM AWS_IAM_POLICIES WHERE AWS_MANAGED',
  );
  const [documents] = await query('SELECT COUNT(*) AS N FROM AWS_IAM_AWS_MANAGED_POLICIES');
  const [landed] = await query('SELECT COUNT(*) AS N FROM AWS_IAM_AWS_MANAGED_POLICIES_SNAPSHOTS');
  expect(Number(attached?.N)).toBeGreaterThan(Number(attached?.ARNS));
  expect(documents?.N).toEqual(attached?.ARNS);
  expect(landed?.N).toEqual(attached?.ARNS);
  expect(await query(WITHOUT_DOCUMENT)).toEqual([{ N: 0 }]);
});

it('still does when a run of one account, which landed them last, has none of them left', async () => {
  const [last] = await query(
    'SELECT ACCOUNT_ID FROM AWS_IAM_AWS_MANAGED_POLICIES GROUP BY ACCOUNT_ID ORDER BY COUNT(*) DESC LIMIT 1',
  );
  const account = installation.sandbox.world.accounts.get(String(last?.ACCOUNT_ID));
  account?.changeIam((iam) => {
    for (const entities of [iam.users, iam.groups, iam.roles]) {
      for (const entity of entities.values()) {
        entity.attachedPolicyArns = [];
        if ('permissionsBoundaryArn' in entity) delete entity.permissionsBoundaryArn;
      }
    }
  });
  await inventory('--account', String(last?.ACCOUNT_ID));
  const left = await query(
    `SELECT COUNT(*) AS N FROM AWS_IAM_POLICIES WHERE AWS_MANAGED AND ACCOUNT_ID = '${String(last?.ACCOUNT_ID)}'`,
  );
  expect(left).toEqual([{ N: 0 }]);
  expect(await query(WITHOUT_DOCUMENT)).toEqual([{ N: 0 }]);
  const repeated = 'SELECT ARN FROM AWS_IAM_AWS_MANAGED_POLICIES GROUP BY ARN HAVING COUNT(*) > 1';
  expect(await query(repeated)).toEqual([]);
});

it('tells nothing that a run loaded and did not publish, and the next run deletes it', async () => {
  const { world, snowflake } = installation.sandbox;
  const [policy] = await query(
    'SELECT d.ARN, d.ROW_HASH FROM AWS_IAM_AWS_MANAGED_POLICIES d JOIN AWS_IAM_POLICIES p ON p.ARN = d.ARN ORDER BY 1 LIMIT 1',
  );
  const arn = String(policy?.ARN);
  const told = () => query(`SELECT ARN, ROW_HASH FROM AWS_IAM_AWS_MANAGED_POLICIES WHERE ARN = '${arn}'`);
  const landed = async () => {
    const sql = `SELECT COUNT(*) AS N FROM AWS_IAM_AWS_MANAGED_POLICIES_SNAPSHOTS WHERE ARN = '${arn}'`;
    return Number((await query(sql))[0]?.N);
  };
  const known = world.awsManagedPolicies.get(arn);
  if (!known) throw new Error(`the world lacks ${arn}`);
  const { UpdateDate } = known;
  const before = await landed();
  known.UpdateDate = new Date('2026-11-01T00:00:00Z');
  snowflake.faults.add(
    { kind: 'merge', nth: 2, times: 99 },
    { error: { code: '003001', sqlState: '42501', message: 'Insufficient privileges' } },
  );
  await expect(inventory()).rejects.toThrow('Insufficient privileges');
  expect(await landed()).toBe(before + 1);
  expect(await told()).toEqual([policy]);
  snowflake.faults.clear();
  known.UpdateDate = UpdateDate;
  await inventory();
  expect(await landed()).toBe(before);
  expect(await told()).toEqual([policy]);
});

const DOCUMENTS = [
  ['AWS_IAM_ROLES', 'TRUST_POLICY'],
  ['AWS_IAM_AWS_MANAGED_POLICIES', 'DOCUMENT'],
  ['AWS_IAM_POLICIES', 'DOCUMENT'],
] as const;

it('fills a column that a version adds by its first run, and tells of no change', async () => {
  const standard = () =>
    query(
      DOCUMENTS.map(
        ([table, column]) =>
          `SELECT '${table}' AS OF_TABLE, COUNT(t.${column}) AS N, COUNT(t.${column}_STD) AS STD, (SELECT COUNT(d.DOCUMENT_STD)
           FROM AWS_POLICY_DOCUMENTS d WHERE d.TABLE_NAME = '${table}' AND d.COLUMN_NAME = '${column}') AS IN_VIEW FROM ${table} t`,
      ).join(' UNION ALL '),
    );
  const before = await standard();
  expect(before).toEqual(before.map(({ OF_TABLE, N }) => ({ OF_TABLE, N, STD: N, IN_VIEW: N })));
  expect(before.every(({ N }) => Number(N) > 0)).toBe(true);
  for (const [table, column] of DOCUMENTS) {
    await query(`ALTER TABLE ${table}_SNAPSHOTS DROP COLUMN ${column}_STD`);
  }
  await query("UPDATE CONNECTOR_RUNS SET VERSION = '0'");
  await query("UPDATE CONNECTOR_UNITS SET DIGEST = 'other.' || SPLIT_PART(DIGEST, '.', 2)");
  expect(await installation.command('setup', '--part', 'schema')).toMatchObject({ code: 0 });
  expect(await standard()).toEqual(before.map((row) => ({ ...row, STD: 0, IN_VIEW: 0 })));
  const { runId } = await inventory();
  expect(await standard()).toEqual(before);
  const changes = ['ROLES', 'POLICIES', 'USERS', 'GROUPS'].map(
    (things) => `SELECT RESOURCE_ID FROM AWS_IAM_${things}_CHANGES WHERE RUN_ID = '${runId}'`,
  );
  expect(await query(changes.join(' UNION ALL '))).toEqual([]);
});

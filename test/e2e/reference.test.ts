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

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { lockBucket, s3Of } from '../sandbox/aws/world/s3.ts';

let installation: Installation;
/** The bucket that refuses its own account. */
let locked: { readonly account: string; readonly arn: string; readonly region: string };

beforeAll(async () => {
  installation = await install({
    accounts: 4,
    inventory: ['collectors: [s3.buckets, s3.account_public_access_block]'],
  });
  const { world } = installation.sandbox;
  const account = [...world.accounts.values()].find(
    (each) =>
      !each.isManagement && each.state === 'ACTIVE' && s3Of({ world, account: each }).buckets.size > 0,
  );
  const bucket = account && [...s3Of({ world, account }).buckets.values()][0];
  if (!account || !bucket) throw new Error('the world has no bucket');
  lockBucket(world, account, bucket.name);
  locked = { account: account.id, arn: `arn:aws:s3:::${bucket.name}`, region: bucket.region };
  await installation.run(ACCOUNTS);
  await installation.run(INVENTORY);
});
afterAll(() => installation.close());

test('a bucket that refuses us is a row of its table, of coverage and of the blind spots, and no other is', async () => {
  const { client } = installation;
  const rows = await client.query(
    'SELECT ACCOUNT_ID, RESOURCE_ID, ARRAY_SIZE(BLIND_TO) AS READS, POLICY_IS_PUBLIC FROM AWS_S3_BUCKETS WHERE ARRAY_SIZE(BLIND_TO) > 0',
  );
  expect(rows).toEqual([
    { ACCOUNT_ID: locked.account, RESOURCE_ID: locked.arn, READS: 8, POLICY_IS_PUBLIC: null },
  ]);
  expect(
    await client.query(
      'SELECT ACCOUNT_ID, REGION, STATUS, CODE, ROWS_BLIND FROM CONNECTOR_COVERAGE WHERE ROWS_BLIND > 0',
    ),
  ).toEqual([
    { ACCOUNT_ID: locked.account, REGION: locked.region, STATUS: 'ok', CODE: 'rows_blind', ROWS_BLIND: 1 },
  ]);
  const [spot, ...others] = await client.query(
    'SELECT COLLECTOR, ACCOUNT_ID, REGION, STATUS, REASON, RESOURCE_TABLE, RESOURCE_ID FROM CONNECTOR_BLIND_SPOTS WHERE RESOURCE_ID IS NOT NULL',
  );
  expect(others).toEqual([]);
  expect(spot).toEqual({
    COLLECTOR: 's3.buckets',
    ACCOUNT_ID: locked.account,
    REGION: locked.region,
    STATUS: 'blind',
    REASON:
      'Not read: OwnershipControls, PublicAccessBlock, Policy, PolicyStatus, Acl, Encryption, Versioning, Logging',
    RESOURCE_TABLE: 'AWS_S3_BUCKETS',
    RESOURCE_ID: locked.arn,
  });
});

test('the freshness of the buckets is partly there, seen in the same account’s other region, and of nothing else', async () => {
  const rows = await installation.client.query(
    "SELECT REGION, STATE, ROWS_BLIND, WHY FROM CONNECTOR_FRESHNESS WHERE TABLE_NAME = 'AWS_S3_BUCKETS' AND ACCOUNT_ID = ? AND (REGION = ? OR ROWS_BLIND > 0)",
    [locked.account, locked.region],
  );
  expect(rows).toEqual([{ REGION: locked.region, STATE: 'partly', ROWS_BLIND: 1, WHY: null }]);
});

import * as sdk from '@aws-sdk/client-rds';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../cloud.ts';
import { allOf } from '../member-reader.ts';
import { type RdsState, rdsOf } from '../world/rds.ts';

const region = 'us-east-1';
let cloud: Cloud;
let rds: sdk.RDSClient;
let truth: RdsState;

beforeAll(async () => {
  cloud = await startCloud({ memberActions: ['rds:Describe*'] }, { quotas: 100 });
  const account = [...cloud.world.accounts.values()][3];
  if (!account) throw new Error('the world is too small');
  truth = rdsOf({ world: cloud.world, account, region });
  // So that there is more than one page.
  account.changeContent<RdsState>(`rds ${region}`, ({ instances }) => {
    const [model] = instances;
    instances.push(
      ...Array.from({ length: 45 }, (_, n) => ({ ...model, DBInstanceIdentifier: `more-${n}` })),
    );
  });
  const credentials = await cloud.memberKeys(account.id);
  rds = new sdk.RDSClient({ endpoint: cloud.aws.url, region, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

test('lists go by marker, 20 to 100 a page', async () => {
  const pages = await allOf(sdk.paginateDescribeDBInstances({ client: rds, pageSize: 20 }, {}));
  expect(pages.length).toBeGreaterThan(2);
  expect(pages.flatMap(({ DBInstances = [] }) => DBInstances)).toEqual(truth.instances);
  const refused = { name: 'InvalidParameterValue' };
  for (const MaxRecords of [19, 101]) {
    await expect(rds.send(new sdk.DescribeDBInstancesCommand({ MaxRecords }))).rejects.toMatchObject(refused);
    await expect(rds.send(new sdk.DescribeEventSubscriptionsCommand({ MaxRecords }))).rejects.toMatchObject(
      refused,
    );
  }
  await expect(rds.send(new sdk.DescribeDBInstancesCommand({ Marker: 'made up' }))).rejects.toMatchObject(
    refused,
  );
});

test('snapshots are those of RDS too, unless one asks for those that people made', async () => {
  const all = await rds.send(new sdk.DescribeDBSnapshotsCommand({}));
  const manual = await rds.send(new sdk.DescribeDBSnapshotsCommand({ SnapshotType: 'manual' }));
  expect(all.DBSnapshots).toEqual(truth.snapshots);
  expect(manual.DBSnapshots?.length).toBe(truth.snapshots.length / 2);
});

test('a snapshot that is not there is an error of its kind', async () => {
  await expect(
    rds.send(new sdk.DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: 'gone' })),
  ).rejects.toBeInstanceOf(sdk.DBSnapshotNotFoundFault);
  await expect(
    rds.send(new sdk.DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier: 'gone' })),
  ).rejects.toBeInstanceOf(sdk.DBClusterSnapshotNotFoundFault);
});

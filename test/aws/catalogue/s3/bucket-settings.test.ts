import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account } from '../../../sandbox/aws/contract.ts';
import { type BucketState, lockBucket, type S3State } from '../../../sandbox/aws/world/s3.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const REGION = 'eu-west-1';
const entry = collectors('s3.bucket_settings');

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ assetRegions: [REGION] });
});
afterAll(() => reader[Symbol.asyncDispose]());

/** Reads the one bucket that the account is given. */
async function readOnly(account: Account, bucket: Partial<BucketState>) {
  account.changeContent<S3State>('s3', ({ buckets }) => {
    buckets.clear();
    const createdAt = new Date('2025-01-01T00:00:00Z');
    const bare = { name: 'one', region: REGION, createdAt, versioning: {}, grants: [], tags: [] };
    buckets.set('one', { ...bare, ...bucket });
  });
  return readOne(account);
}

async function readOne(account: Account) {
  reader.aws.resetMetrics();
  const outcome = await reader.read(reader.access(), account, { collectors: entry, regions: [REGION] });
  const [row = {}] = outcome.rows.get('AWS_S3_BUCKET_SETTINGS') ?? [];
  return { ...outcome, row, calls: reader.aws.metrics.byAccountAction(account.id) };
}

test('a bucket of which nothing is set is known to have nothing set, by four calls', async () => {
  const { row, calls } = await readOnly(reader.member, {});
  expect(row).toMatchObject({
    NAME: 'one',
    HAS_LIFECYCLE: false,
    IS_REPLICATED: false,
    OBJECT_LOCK: false,
    IS_WEBSITE: false,
    BLIND_TO: [],
  });
  expect(Object.entries(calls).filter(([action]) => action.startsWith('s3:Get'))).toHaveLength(4);
});

test('a rule that is off is a rule that does nothing', async () => {
  const rule = { ID: 'off', Status: 'Disabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 9 } };
  const { row } = await readOnly(reader.member, {
    lifecycle: [rule],
    replication: {
      Role: 'arn:aws:iam::111111111111:role/replicate',
      Rules: [{ Status: 'Disabled', Destination: { Bucket: 'arn:aws:s3:::copy' } }],
    },
    objectLock: { ObjectLockEnabled: 'Enabled' },
    website: { RedirectAllRequestsTo: { HostName: 'example.com' } },
  });
  expect(row).toMatchObject({
    HAS_LIFECYCLE: false,
    LIFECYCLE_RULES: [{ ID: 'off', Status: 'Disabled' }],
    IS_REPLICATED: false,
    REPLICATION_ROLE_ARN: 'arn:aws:iam::111111111111:role/replicate',
    OBJECT_LOCK: true,
    IS_WEBSITE: true,
    WEBSITE: { RedirectAllRequestsTo: { HostName: 'example.com' } },
  });
  expect(row).not.toHaveProperty('OBJECT_LOCK_MODE');
});

test('a bucket that refuses its owner says of nothing that it is off', async () => {
  await readOnly(reader.member, {});
  lockBucket(reader.world, reader.member, 'one');
  const { row, unit } = await readOne(reader.member);
  expect(row.BLIND_TO).toEqual(['LifecycleRules', 'Replication', 'ObjectLock', 'Website']);
  for (const column of ['HAS_LIFECYCLE', 'IS_REPLICATED', 'OBJECT_LOCK', 'IS_WEBSITE']) {
    expect(row, column).not.toHaveProperty(column);
  }
  expect(unit('s3.bucket_settings')).toMatchObject({ status: 'ok', rowsBlind: 1 });
});

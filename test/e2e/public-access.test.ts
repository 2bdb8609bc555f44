import { PolicyType } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import type { Account, PolicyDocument } from '../sandbox/aws/contract.ts';
import { type BucketState, lockBucket, type S3State } from '../sandbox/aws/world/s3.ts';

const REGION = 'us-east-1';

let installation: Installation;
/** Its own policy of the organization says that nothing is blocked. */
let left: Account;
/** The root’s policy blocks everything in it. */
let blocked: Account;

const everybody: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
};
const all = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const grants: BucketState['grants'] = [
  { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' },
];

/** Gives the account these buckets, no other, and no block. */
function only(account: Account, wanted: Readonly<Record<string, Partial<BucketState>>>): void {
  account.changeContent<S3State>('s3', (state) => {
    state.publicAccessBlock = undefined;
    state.buckets.clear();
    for (const [name, bucket] of Object.entries(wanted)) {
      const createdAt = new Date('2025-01-01T00:00:00Z');
      const bare = { name, region: REGION, createdAt, versioning: {}, grants: [], tags: [] };
      state.buckets.set(name, { ...bare, ...bucket });
    }
  });
}

beforeAll(async () => {
  installation = await install({
    accounts: 5,
    inventory: [`regions: [${REGION}]`, 'collectors: [s3.buckets, s3.account_public_access_block]'],
  });
  const { world } = installation.sandbox;
  const [first, second] = [...world.accounts.values()].filter(
    ({ id, isManagement, state }) =>
      !isManagement && state === 'ACTIVE' && !world.entry.sourceRoleArn.includes(id),
  );
  if (!first || !second) throw new Error('the world is too small');
  [left, blocked] = [first, second];
  for (const [says, target] of [
    ['all', world.rootId],
    ['none', left.id],
  ] as const) {
    world.organizationPolicies.push({
      id: `p-planted${says}`,
      name: `s3 ${says}`,
      description: '',
      type: PolicyType.S3_POLICY,
      awsManaged: false,
      content: JSON.stringify({
        s3_attributes: { public_access_block_configuration: { '@@assign': says } },
      }),
      targets: [target],
    });
  }
  only(left, {
    open: { policy: everybody },
    shut: { policy: everybody, publicAccessBlock: all },
    acl: { grants },
    enforced: { grants, ownership: 'BucketOwnerEnforced' },
    locked: { policy: everybody },
  });
  lockBucket(world, left, 'locked');
  only(blocked, { held: { policy: everybody, grants } });
  await installation.run(ACCOUNTS);
  await installation.run(INVENTORY);
});
afterAll(() => installation.close());

const rowsOf = (account: Account) =>
  installation.client.query(
    'SELECT NAME, PUBLIC_BY_POLICY, PUBLIC_BY_ACL, RESTRICTS_PUBLIC_BUCKETS, ORGANIZATION_BLOCKS, ACCOUNT_BLOCKS, BUCKET_BLOCKS FROM AWS_S3_PUBLIC_ACCESS WHERE ACCOUNT_ID = ? ORDER BY NAME',
    [account.id],
  );

test('a bucket is public where its policy or ACL is and neither of the three blocks holds, and unknown where it refuses us', async () => {
  const own = { ORGANIZATION_BLOCKS: false, ACCOUNT_BLOCKS: false, BUCKET_BLOCKS: false };
  const free = { ...own, RESTRICTS_PUBLIC_BUCKETS: false };
  expect(await rowsOf(left)).toEqual([
    { NAME: 'acl', PUBLIC_BY_POLICY: false, PUBLIC_BY_ACL: true, ...free },
    { NAME: 'enforced', PUBLIC_BY_POLICY: false, PUBLIC_BY_ACL: false, ...free },
    {
      NAME: 'locked',
      PUBLIC_BY_POLICY: null,
      PUBLIC_BY_ACL: null,
      ...own,
      BUCKET_BLOCKS: null,
      RESTRICTS_PUBLIC_BUCKETS: null,
    },
    { NAME: 'open', PUBLIC_BY_POLICY: true, PUBLIC_BY_ACL: false, ...free },
    {
      NAME: 'shut',
      PUBLIC_BY_POLICY: false,
      PUBLIC_BY_ACL: false,
      ...own,
      BUCKET_BLOCKS: true,
      RESTRICTS_PUBLIC_BUCKETS: true,
    },
  ]);
});

test('the nearest policy of the organization decides: what the root blocks is not public', async () => {
  expect(await rowsOf(blocked)).toEqual([
    {
      NAME: 'held',
      PUBLIC_BY_POLICY: false,
      PUBLIC_BY_ACL: false,
      RESTRICTS_PUBLIC_BUCKETS: true,
      ORGANIZATION_BLOCKS: true,
      ACCOUNT_BLOCKS: false,
      BUCKET_BLOCKS: false,
    },
  ]);
});

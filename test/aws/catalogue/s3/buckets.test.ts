import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/table.ts';
import type { Account } from '../../../sandbox/aws/contract.ts';
import { denyAction } from '../../../sandbox/aws/world/plant.ts';
import { type BucketState, lockBucket, type S3State, s3Of } from '../../../sandbox/aws/world/s3.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const REGIONS = ['us-east-1', 'eu-west-1'];
const BUCKETS = 'AWS_S3_BUCKETS';
const entry = collectors('s3.buckets');

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ assetRegions: REGIONS });
});
afterAll(() => reader[Symbol.asyncDispose]());

const read = (account: Account, regions = REGIONS) =>
  reader.read(reader.access(), account, { collectors: entry, regions });

const rowOf = (rows: readonly Row[] | undefined, name: string): Row => {
  const row = rows?.find(({ NAME }) => NAME === name);
  if (!row) throw new Error(`there is no row of ${name}`);
  return row;
};

/** Gives an account one bucket that is what is asked, and no other. */
function only(account: Account, name: string, bucket: Partial<BucketState>): void {
  account.changeContent<S3State>('s3', ({ buckets }) => {
    buckets.clear();
    const createdAt = new Date('2025-01-01T00:00:00Z');
    buckets.set(name, {
      name,
      region: 'eu-west-1',
      createdAt,
      versioning: {},
      grants: [],
      tags: [],
      ...bucket,
    });
  });
}

describe('buckets', () => {
  test('are listed once for all regions, and asked where they are', async () => {
    const [, , account] = reader.members;
    if (!account) throw new Error('members are needed');
    s3Of({ world: reader.world, account });
    reader.aws.resetMetrics();
    const { rows, units } = await read(account);
    const { buckets } = s3Of({ world: reader.world, account });
    expect(units.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(new Set(rows.get(BUCKETS)?.map(({ NAME, REGION }) => `${NAME} ${REGION}`))).toEqual(
      new Set([...buckets.values()].map(({ name, region }) => `${name} ${region}`)),
    );
    expect(rows.get(BUCKETS)?.every(({ BLIND_TO }) => Array.isArray(BLIND_TO) && BLIND_TO.length === 0)).toBe(
      true,
    );
    const calls = reader.aws.metrics.byAccountAction(account.id);
    expect(calls['s3:ListBuckets']).toBe(1);
    const perBucket = Object.entries(calls).filter(([action]) => action.startsWith('s3:Get'));
    const asked = perBucket.reduce((sum, [, count]) => sum + count, 0);
    const extra = [...buckets.values()].filter(({ ownership }) => ownership !== 'BucketOwnerEnforced').length;
    const open = [...buckets.values()].filter(({ policy }) =>
      policy?.Statement.some(({ Effect }) => Effect === 'Allow'),
    ).length;
    expect(asked).toBe(6 * buckets.size + extra + open);
  });

  test('of which nothing is set are known to have nothing set, and are blind to nothing', async () => {
    const { member } = reader;
    only(member, 'bare', {});
    const { rows } = await read(member);
    expect(rowOf(rows.get(BUCKETS), 'bare')).toMatchObject({
      BLOCKS_PUBLIC_ACLS: false,
      RESTRICTS_PUBLIC_BUCKETS: false,
      POLICY_IS_PUBLIC: false,
      VERSIONING: 'Off',
      MFA_DELETE: false,
      LOGS_ACCESS: false,
      OBJECT_OWNERSHIP: 'ObjectWriter',
      TAGS: {},
      BLIND_TO: [],
    });
    expect(rowOf(rows.get(BUCKETS), 'bare')).not.toHaveProperty('POLICY');
  });

  test('that refuse their owner are a row that is blind, and take no other with them', async () => {
    const [, account] = reader.members;
    if (!account) throw new Error('members are needed');
    only(account, 'locked', { ownership: 'BucketOwnerEnforced' });
    account.changeContent<S3State>('s3', ({ buckets }) => {
      buckets.set('open', { ...[...buckets.values()][0], name: 'open' } as BucketState);
    });
    lockBucket(reader.world, account, 'locked');
    const outcome = await read(account, ['eu-west-1']);
    const locked = rowOf(outcome.rows.get(BUCKETS), 'locked');
    expect(locked.BLIND_TO).toEqual([
      'OwnershipControls',
      'PublicAccessBlock',
      'Policy',
      'PolicyStatus',
      'Acl',
      'Encryption',
      'Versioning',
      'Logging',
    ]);
    // What could not be read is never what means off.
    for (const column of [
      'BLOCKS_PUBLIC_ACLS',
      'POLICY_IS_PUBLIC',
      'POLICY',
      'VERSIONING',
      'MFA_DELETE',
      'LOGS_ACCESS',
    ]) {
      expect(locked, column).not.toHaveProperty(column);
    }
    expect(rowOf(outcome.rows.get(BUCKETS), 'open').BLIND_TO).toEqual([]);
    const unit = outcome.unit('s3.buckets', 'eu-west-1');
    expect(unit).toMatchObject({ status: 'ok', rows: 2, rowsBlind: 1, code: 'rows_blind' });
    expect(unit.reason).toContain(
      '1 of 2 rows could be read in part only: OwnershipControls of arn:aws:s3:::locked (AccessDenied)',
    );
  });

  test('deleted since they were listed are no rows', async () => {
    const { member } = reader;
    only(member, 'here', {});
    reader.aws.faults.add({
      match: { operation: 'GetBucketVersioning', accountId: member.id, times: 1 },
      action: {
        error: { code: 'NoSuchBucket', message: 'The specified bucket does not exist', status: 404 },
      },
    });
    const outcome = await read(member, ['eu-west-1']);
    expect(outcome.rows.get(BUCKETS) ?? []).toEqual([]);
    expect(outcome.unit('s3.buckets', 'eu-west-1')).toMatchObject({ status: 'ok', rows: 0 });
  });

  test('of which one read fails everywhere fail as a unit: what was known of them is better', async () => {
    const { member } = reader;
    only(member, 'here', {});
    const fault = reader.aws.faults.add({
      match: { operation: 'GetBucketEncryption', accountId: member.id },
      action: 'http500',
    });
    const outcome = await read(member, ['eu-west-1']);
    fault.remove();
    expect(outcome.unit('s3.buckets', 'eu-west-1')).toMatchObject({
      status: 'failed',
      code: 'InternalError',
    });
  });
});

test('an account that nobody set a block of lets everything be made public, as a fact', async () => {
  const { member } = reader;
  member.changeContent<S3State>('s3', (state) => {
    state.publicAccessBlock = undefined;
  });
  const { rows } = await reader.read(reader.access(), member, {
    collectors: collectors('s3.account_public_access_block'),
  });
  expect(rows.get('AWS_S3_ACCOUNT_PUBLIC_ACCESS_BLOCK')).toMatchObject([
    { RESOURCE_ID: member.id, BLOCKS_PUBLIC_ACLS: false, RESTRICTS_PUBLIC_BUCKETS: false },
  ]);
});

test('a read that the role may not do leaves every row blind to it and to nothing else', async () => {
  const [, , , account] = reader.members;
  if (!account) throw new Error('members are needed');
  only(account, 'one', {});
  denyAction(reader.world, 's3:GetBucketVersioning');
  const outcome = await read(account, ['eu-west-1']);
  expect(rowOf(outcome.rows.get(BUCKETS), 'one')).toMatchObject({
    BLIND_TO: ['Versioning'],
    OBJECT_OWNERSHIP: 'ObjectWriter',
  });
  expect(outcome.unit('s3.buckets', 'eu-west-1').rowsBlind).toBe(1);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/table.ts';
import type { Account, PolicyDocument } from '../../../sandbox/aws/contract.ts';
import { denyAction } from '../../../sandbox/aws/world/plant.ts';
import { type AccessPointState, type S3State, s3Of } from '../../../sandbox/aws/world/s3.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const REGION = 'us-east-1';
const entry = collectors('s3.access_points');

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ assetRegions: [REGION, 'eu-west-1'] });
});
afterAll(() => reader[Symbol.asyncDispose]());

const read = async (account: Account) => {
  reader.aws.resetMetrics();
  const outcome = await reader.read(reader.access(), account, { collectors: entry, regions: [REGION] });
  return { ...outcome, points: outcome.rows.get('AWS_S3_ACCESS_POINTS') ?? [] };
};
const rowOf = (rows: readonly Row[], name: string): Row => {
  const row = rows.find(({ NAME }) => NAME === name);
  if (!row) throw new Error(`there is no row of ${name}`);
  return row;
};

/** Gives an account exactly these access points. */
function only(account: Account, points: Readonly<Record<string, Partial<AccessPointState>>>): void {
  account.changeContent<S3State>('s3', ({ accessPoints }) => {
    accessPoints.length = 0;
    for (const [Name, point] of Object.entries(points)) {
      const AccessPointArn = `arn:aws:s3:${REGION}:${account.id}:accesspoint/${Name}`;
      const base = { Name, AccessPointArn, Bucket: 'data', BucketAccountId: account.id };
      accessPoints.push({
        region: REGION,
        ...point,
        settings: { NetworkOrigin: 'Internet', ...base, ...point.settings },
      });
    }
  });
}

const open: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
};
const fixed: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 's3:GetObject', Resource: '*' }],
};

describe('access points', () => {
  test('are those of the region, at most three calls each', async () => {
    for (const account of reader.members) {
      const { points, unit } = await read(account);
      const here = s3Of({ world: reader.world, account }).accessPoints.filter(
        ({ region }) => region === REGION,
      );
      expect(unit('s3.access_points')).toMatchObject({ status: 'ok' });
      expect(points).toHaveLength(here.length);
      const calls = reader.aws.metrics.byAccountAction(account.id);
      expect(calls['s3:ListAccessPoints']).toBe(1);
      expect(calls['s3:GetAccessPoint'] ?? 0).toBe(here.length);
      expect(calls['s3:GetAccessPointPolicy'] ?? 0).toBe(here.length);
      const doubtful = here.filter(({ policy }) => policy !== undefined).length;
      expect(calls['s3:GetAccessPointPolicyStatus'] ?? 0).toBe(doubtful);
    }
  });

  test('that let in the public tell so, and those that nobody gave a policy are not public', async () => {
    const { member } = reader;
    only(member, { open: { policy: open }, fixed: { policy: fixed }, plain: {} });
    const { points } = await read(member);
    expect(rowOf(points, 'open')).toMatchObject({ POLICY_IS_PUBLIC: true, NETWORK_ORIGIN: 'Internet' });
    expect(rowOf(points, 'fixed')).toMatchObject({ POLICY_IS_PUBLIC: false, BLIND_TO: [] });
    expect(rowOf(points, 'plain')).toMatchObject({ POLICY_IS_PUBLIC: false, BLIND_TO: [] });
    expect(rowOf(points, 'plain')).not.toHaveProperty('POLICY');
  });

  test('deleted since they were listed are no rows, and more than a page holds are all read', async () => {
    const { member } = reader;
    only(member, Object.fromEntries(Array.from({ length: 1_005 }, (_, index) => [`many-${index}`, {}])));
    reader.aws.faults.add({
      match: { operation: 'GetAccessPoint', accountId: member.id, times: 1 },
      action: {
        error: {
          code: 'NoSuchAccessPoint',
          message: 'The specified accesspoint does not exist',
          status: 404,
        },
      },
    });
    expect((await read(member)).points).toHaveLength(1_004);
    expect(reader.aws.metrics.byAccountAction(member.id)['s3:ListAccessPoints']).toBe(2);
  });

  test('of which the policy may not be read may be public', async () => {
    const { member } = reader;
    only(member, { plain: {}, open: { policy: open } });
    denyAction(reader.world, 's3:GetAccessPointPolicy');
    const { points, unit } = await read(member);
    expect(rowOf(points, 'plain')).toMatchObject({ BLIND_TO: ['Policy'], POLICY_IS_PUBLIC: false });
    denyAction(reader.world, 's3:GetAccessPointPolicyStatus');
    const blind = rowOf((await read(member)).points, 'open');
    expect(blind.BLIND_TO).toEqual(['Policy', 'PolicyStatus']);
    expect(blind).not.toHaveProperty('POLICY_IS_PUBLIC');
    expect(unit('s3.access_points').rowsBlind).toBe(2);
  });

  test('that may not be listed are a unit that is denied', async () => {
    denyAction(reader.world, 's3:ListAccessPoints');
    expect((await read(reader.member)).unit('s3.access_points')).toMatchObject({ status: 'denied', rows: 0 });
  });
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RamState, ramOf } from '../../../sandbox/aws/world/ram.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const region = 'us-east-1';

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ assetRegions: [region] });
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(() => {
  ramOf({ world: reader.world, account: reader.member, region });
  reader.member.changeContent<RamState>(`ram ${region}`, ({ shares, associations }) => {
    shares.splice(0);
    associations.splice(0);
  });
});

/** Shares with as many accounts outside the organization as this. */
function shareWith(count: number): void {
  const resourceShareArn = `arn:aws:ram:${region}:${reader.member.id}:resource-share/planted`;
  reader.member.changeContent<RamState>(`ram ${region}`, ({ shares, associations }) => {
    shares.push({ resourceShareArn, name: 'planted', status: 'ACTIVE', allowExternalPrincipals: true });
    for (let index = 0; index < count; index += 1) {
      associations.push({
        resourceShareArn,
        associatedEntity: String(100_000_000_000 + index),
        associationType: 'PRINCIPAL',
        status: 'ASSOCIATED',
        external: true,
      });
    }
  });
}

async function read() {
  reader.aws.resetMetrics();
  const { unit, rows } = await reader.read(reader.access(), reader.member, {
    collectors: collectors('ram.shares'),
    regions: [region],
  });
  const { 'ec2:DescribeRegions': _, ...calls } = reader.aws.metrics.byAccountAction(reader.member.id);
  return {
    unit: unit('ram.shares'),
    shares: rows.get('AWS_RAM_SHARES') ?? [],
    associations: rows.get('AWS_RAM_SHARE_ASSOCIATIONS') ?? [],
    calls,
  };
}

test('an account that shares nothing is asked once', async () => {
  const { unit, shares, calls } = await read();
  expect(unit).toMatchObject({ status: 'ok', rows: 0 });
  expect(shares).toEqual([]);
  expect(calls).toEqual({ 'ram:GetResourceShares': 1 });
});

test('with whom something is shared is read page by page', async () => {
  shareWith(600);
  const { unit, shares, associations, calls } = await read();
  expect(unit).toMatchObject({ status: 'ok' });
  expect(shares).toMatchObject([{ NAME: 'planted', ALLOWS_EXTERNAL_PRINCIPALS: true }]);
  expect(associations).toHaveLength(600);
  expect(associations[0]).toMatchObject({ TYPE: 'PRINCIPAL', IS_EXTERNAL: true });
  expect(calls).toEqual({ 'ram:GetResourceShares': 1, 'ram:GetResourceShareAssociations': 3 });
});

test('a share of which we may not see with whom leaves the unit denied, and no half of it', async () => {
  shareWith(1);
  const fault = reader.aws.faults.add({
    match: { operation: 'GetResourceShareAssociations' },
    action: { error: { code: 'AccessDeniedException', message: 'no', status: 403 } },
  });
  const { unit } = await read();
  fault.remove();
  expect(unit).toMatchObject({ status: 'denied' });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectors, inventory, type Reader, startReader, statuses } from '../aws/reader.ts';
import { allowMemberOnly, denyAction, denyRegionByScp } from '../sandbox/aws/world/plant.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
});
afterEach(() => reader[Symbol.asyncDispose]());

const byText = (a: string, b: string): number => a.localeCompare(b);
const REGIONS = ['us-east-1', 'eu-west-1'];
const regional = inventory.filter(({ scope }) => scope === 'region');
const vpcs = collectors('ec2.vpcs');
const closed = (): string => {
  const region = reader.world.regions.find(
    ({ name, optIn }) => optIn && !reader.member.optedInRegions.has(name),
  );
  if (!region) throw new Error('every region is opted in');
  return region.name;
};

test('all: those enabled are read, the others are absent', async () => {
  const { units } = await reader.read(reader.access(), reader.member, {
    regions: 'all',
    collectors: vpcs,
    unitConcurrency: 16,
  });
  const enabled = reader.member.enabledRegions();
  expect(statuses(units)).toEqual({
    ok: enabled.length,
    absent: reader.world.regions.length - enabled.length,
  });
  expect(
    units
      .filter(({ status }) => status === 'ok')
      .map(({ region }) => region)
      .sort(byText),
  ).toEqual(enabled.sort(byText));
});

test('a region that is named twice is read once', async () => {
  const { units } = await reader.read(reader.access(), reader.member, {
    regions: ['us-east-1', 'us-east-1'],
    collectors: vpcs,
  });
  expect(units).toMatchObject([{ status: 'ok', region: 'us-east-1' }]);
});

test('a region that is named but not enabled is absent, without a call', async () => {
  const region = closed();
  const { unit } = await reader.read(reader.access(), reader.member, {
    regions: ['us-east-1', region],
    collectors: vpcs,
  });
  expect(unit('ec2.vpcs', 'us-east-1').status).toBe('ok');
  expect(unit('ec2.vpcs', region)).toMatchObject({ status: 'absent', code: 'region_not_enabled', rows: 0 });
  expect(reader.aws.metrics.byAccountAction(reader.member.id)['ec2:DescribeVpcs']).toBe(1);
});

test('a region that an SCP denies is denied, in AWS’s words, and the others are read', async () => {
  denyRegionByScp(reader.world, [reader.member.id], 'eu-west-1');
  const { units, unit } = await reader.read(reader.access(), reader.member, { regions: REGIONS });
  // The list of buckets comes from the home region; what the SCP hides of each one stands in its row.
  const denied = regional.filter(({ name }) => !name.startsWith('s3.bucket'));
  expect(unit('s3.buckets', 'eu-west-1')).toMatchObject({ status: 'ok', rows: 1, rowsBlind: 1 });
  for (const { name } of denied) {
    expect(unit(name, 'us-east-1').status).toBe('ok');
    expect(unit(name, 'eu-west-1')).toMatchObject({ status: 'denied', rows: 0 });
    expect(unit(name, 'eu-west-1').code).toMatch(/^(?:UnauthorizedOperation|AccessDenied(?:Exception)?)$/);
    expect(unit(name, 'eu-west-1').reason).toContain('explicit deny in a service control policy');
  }
  expect(statuses(units)).toEqual({ ok: units.length - denied.length, denied: denied.length });
});

test('an account that does not tell its regions: named ones are tried, and what fails may be closed', async () => {
  denyAction(reader.world, 'ec2:DescribeRegions');
  const region = closed();
  const { units, unit } = await reader.read(reader.access(), reader.member, {
    regions: ['us-east-1', region],
    collectors: collectors('ec2.regions', 'ec2.vpcs'),
  });
  expect(units).toHaveLength(3);
  expect(unit('ec2.regions')).toMatchObject({ status: 'denied', code: 'UnauthorizedOperation' });
  expect(unit('ec2.vpcs', 'us-east-1').status).toBe('ok');
  expect(unit('ec2.vpcs', region)).toMatchObject({ status: 'denied', code: 'AuthFailure' });
  expect(unit('ec2.vpcs', region).reason).toContain(`may not have enabled ${region}`);
});

test('an account that does not tell its regions: all means the default ones, and the rest stays open', async () => {
  denyAction(reader.world, 'ec2:DescribeRegions');
  const { units, unit } = await reader.read(reader.access(), reader.member, {
    regions: 'all',
    collectors: vpcs,
    unitConcurrency: 16,
  });
  const byDefault = reader.world.regions.filter(({ optIn }) => !optIn);
  expect(statuses(units)).toEqual({ ok: byDefault.length, denied: 1 });
  expect(unit('ec2.vpcs', '*')).toMatchObject({ status: 'denied', code: 'UnauthorizedOperation', rows: 0 });
  expect(unit('ec2.vpcs', '*').reason).toContain('ec2:DescribeRegions');
});

test('a region that AWS does not list is failed, never absent, and the others are read', async () => {
  // A region that is told of, and that this organization's AWS does not have yet.
  const { unit } = await reader.read(reader.access(), reader.member, {
    regions: ['us-east-1', 'me-west-1'],
    collectors: vpcs,
  });
  expect(unit('ec2.vpcs', 'us-east-1').status).toBe('ok');
  expect(unit('ec2.vpcs', 'me-west-1')).toMatchObject({
    status: 'failed',
    code: 'region_not_listed',
    rows: 0,
  });
});

describe('an SCP that closes the home region', () => {
  test('leaves the regions to be told by another one', async () => {
    denyRegionByScp(reader.world, [reader.member.id], 'us-east-1');
    reader.member.optedInRegions.add(closed());
    const { units, unit } = await reader.read(reader.access(), reader.member, {
      collectors: collectors('ec2.regions', 'ec2.vpcs'),
      regions: 'all',
      unitConcurrency: 16,
    });
    expect(unit('ec2.regions').status).toBe('ok');
    expect(units.filter(({ region }) => region === '*')).toEqual([]);
    expect(unit('ec2.vpcs', 'us-east-1').status).toBe('denied');
    const optedIn = [...reader.member.optedInRegions];
    expect(optedIn.length).toBeGreaterThan(0);
    for (const region of optedIn) expect(unit('ec2.vpcs', region).status).toBe('ok');
    expect(reader.aws.metrics.byAccountAction(reader.member.id)['ec2:DescribeRegions']).toBe(2);
  });

  test('with every other one leaves the regions untold, in AWS’s words, after one call each', async () => {
    const regions = reader.world.regions.filter(({ optIn }) => !optIn).map(({ name }) => name);
    for (const region of regions) denyRegionByScp(reader.world, [reader.member.id], region);
    const { unit } = await reader.read(reader.access(), reader.member, { collectors: vpcs, regions: 'all' });
    expect(unit('ec2.vpcs', '*')).toMatchObject({ status: 'denied' });
    expect(unit('ec2.vpcs', '*').reason).toContain('service control policy');
    expect(reader.aws.metrics.byAccountAction(reader.member.id)['ec2:DescribeRegions']).toBe(regions.length);
  });
});

test('an account whose role has no permission to ask for regions is asked once: it has it nowhere', async () => {
  allowMemberOnly(reader.world, reader.member.id, ['ec2:DescribeVpcs']);
  const { unit } = await reader.read(reader.access(), reader.member, { collectors: vpcs, regions: 'all' });
  expect(unit('ec2.vpcs', '*').status).toBe('denied');
  expect(reader.aws.metrics.byAccountAction(reader.member.id)['ec2:DescribeRegions']).toBe(1);
});

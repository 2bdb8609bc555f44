import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Collector } from '../../src/aws/catalogue/entry.ts';
import { EmptyRegions } from '../../src/ledger/known/empty-regions.ts';
import { UnitInstants } from '../../src/ledger/known/unit-instants.ts';
import { collectors, inventory, type Reader, type ReadOutcome, startReader } from '../aws/reader.ts';
import type { Account, RegionState } from '../sandbox/aws/contract.ts';
import { type LambdaState, lambdaOf } from '../sandbox/aws/world/lambda.ts';

const USED = 'us-east-1';
/** Holds what AWS puts into every region, and nothing else. */
const UNUSED = 'eu-west-1';
const SWEPT_AT = '2026-01-02T03:04:05.000Z';

const regional = inventory.filter(({ scope }) => scope === 'region');
const withRole = (...roles: readonly string[]) =>
  regional.filter(({ whenEmpty }) => roles.includes(whenEmpty));

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ assetRegions: [USED] });
});
afterAll(() => reader[Symbol.asyncDispose]());

/** Calls about the region since the last reset. */
function callsIn(region: string): readonly string[] {
  return reader.aws.metrics.log
    .filter((call) => call.region === region && call.accountId !== undefined)
    .map(({ service, operation }) => `${service}:${operation}`)
    .filter((action) => action !== 'ec2:DescribeRegions' && action !== 'sts:AssumeRole');
}

/** Their list tells the buckets of all regions. */
const OF_ALL_REGIONS = ['s3.bucket_settings', 's3.buckets'];

/** Where that is not one: the region has an analyzer, which is asked what it has found. */
const CALLS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(OF_ALL_REGIONS.map((name) => [name, 0])),
  'accessanalyzer.findings': 2,
};

describe('a region in which nobody has anything', () => {
  test.each(regional.map((collector) => [collector.name, collector] as const))(
    'costs %s one call, or none',
    async (_name, collector) => {
      reader.aws.resetMetrics();
      const readPlan = { lookbackMs: 3_600_000, overlapMs: 0, keptMs: 7_776_000_000, readOnly: false };
      const { units } = await reader.read(reader.access(), reader.member, {
        collectors: [collector],
        regions: [UNUSED],
        events: { readPlan, watermarks: new UnitInstants(), until: new Date() },
      });
      expect(units).toMatchObject([{ status: 'ok' }]);
      // One list tells the buckets of all regions, and is asked for in the home region.
      expect(callsIn(UNUSED)).toHaveLength(CALLS[collector.name] ?? 1);
    },
  );

  test('is empty to everybody who is asked', async () => {
    const { units } = await reader.read(reader.access(), reader.member, { regions: [UNUSED] });
    const asked = units.filter(({ empty }) => empty !== undefined);
    expect(asked.map(({ collector }) => collector).toSorted()).toEqual(
      withRole('probe', 'wait')
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(asked.filter(({ empty }) => !empty)).toEqual([]);
    expect(asked.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(10);
  });

  test('without its default VPC is empty, too', async () => {
    const [, other] = reader.members as [Account, Account];
    other.changeRegion(UNUSED, (state) => {
      for (const list of Object.values(state)) if (Array.isArray(list)) list.splice(0);
    });
    const { units } = await reader.read(reader.access(), other, { regions: [UNUSED] });
    expect(units.filter(({ empty, status }) => empty === false || status !== 'ok')).toEqual([]);
  });
});

/** Says nothing of use: every region has it, or another collector tells. */
const NEVER_TELLS = [
  'accessanalyzer.analyzers',
  'accessanalyzer.findings',
  'config.aggregators',
  'config.recorders',
  'ec2.account_vpc_encryption_control',
  'ec2.ebs_default_kms_key',
  'ec2.ebs_encryption_by_default',
  'ec2.image_block_public_access',
  'ec2.instance_metadata_defaults',
  'ec2.security_group_rules',
  'ec2.snapshot_block_public_access',
  'guardduty.detectors',
  'securityhub.hubs',
  'ec2.vpc_block_public_access',
];

/** What the world has only as AWS makes it. */
function makeByHand(state: RegionState): void {
  const [vpc] = state.vpcs;
  for (const { SnapshotId = '' } of state.snapshots) {
    state.createVolumePermissions.set(SnapshotId, [{ Group: 'all' }]);
  }
  state.networkAcls.push({ NetworkAclId: 'acl-0planted0000000000', VpcId: vpc?.VpcId, IsDefault: false });
  state.internetGateways.push({ InternetGatewayId: 'igw-0planted0000000000', Attachments: [] });
  state.dhcpOptions.push({
    DhcpOptionsId: 'dopt-0planted000000000',
    DhcpConfigurations: [{ Key: 'domain-name-servers', Values: [{ Value: '10.0.0.2' }] }],
  });
}

test('what somebody made shows to every collector that it can show to', async () => {
  reader.member.changeRegion(USED, makeByHand);
  const outcomes = await Promise.all(
    reader.members.map((member) => reader.read(reader.access(), member, { regions: [USED] })),
  );
  const telling = new Set(
    outcomes.flatMap(({ units }) => units.flatMap((unit) => (unit.empty === false ? [unit.collector] : []))),
  );
  const expected = withRole('probe', 'wait').flatMap(({ name }) =>
    NEVER_TELLS.includes(name) ? [] : [name],
  );
  expect(telling).toEqual(new Set(expected));
});

test('four collectors of EC2 are probes, and nothing else of an inventory is read in an empty region, but for a list that costs it nothing', () => {
  const names = (role: string) => new Set(withRole(role).map(({ name }) => name));
  expect(names('probe')).toEqual(
    new Set(['ec2.images', 'ec2.network_interfaces', 'ec2.snapshots', 'ec2.volumes']),
  );
  expect(names('read')).toEqual(new Set(['cloudtrail.events', 'cloudtrail.trails', ...OF_ALL_REGIONS]));
  for (const { scope, whenEmpty } of inventory) if (scope !== 'region') expect(whenEmpty).toBe('read');
});

/** Reads the region as one that was empty. */
function readEmpty(account: Account, regions: readonly string[] = [UNUSED], which?: readonly Collector[]) {
  const emptyRegions = new EmptyRegions();
  for (const region of regions) emptyRegions.set(account.id, region, new Date(SWEPT_AT));
  reader.aws.resetMetrics();
  return reader.read(reader.access(), account, {
    regions,
    collectors: which ?? withRole('probe', 'wait'),
    emptyRegions,
  });
}

const statusesOf = ({ units }: ReadOutcome) => new Set(units.map(({ status }) => status));

describe('a region that was empty', () => {
  const edits: Readonly<Record<string, (state: RegionState) => void>> = {
    'an interface': ({ networkInterfaces, subnets: [subnet] }) =>
      networkInterfaces.push({
        NetworkInterfaceId: 'eni-0planted0000000000',
        VpcId: subnet?.VpcId,
        SubnetId: subnet?.SubnetId,
        Status: 'available',
        InterfaceType: 'interface',
      }),
    'a volume': ({ volumes }) => volumes.push({ VolumeId: 'vol-0planted0000000000', State: 'available' }),
    'a snapshot': ({ snapshots, createVolumePermissions }) => {
      snapshots.push({ SnapshotId: 'snap-0123456789abcdef0', OwnerId: reader.member.id, State: 'completed' });
      createVolumePermissions.set('snap-0123456789abcdef0', []);
    },
    'an image': ({ images, launchPermissions }) => {
      images.push({ ImageId: 'ami-0123456789abcdef0', OwnerId: reader.member.id, State: 'available' });
      launchPermissions.set('ami-0123456789abcdef0', []);
    },
  };

  const clear = (state: RegionState) => {
    for (const list of [state.networkInterfaces, state.volumes, state.snapshots, state.images])
      list.splice(0);
  };
  afterEach(() => reader.member.changeRegion(UNUSED, clear));

  test('and still is costs the four probes and one question about tags; the rest says since when it was not asked', async () => {
    const { units, rows } = await readEmpty(reader.member);
    expect([...callsIn(UNUSED)].sort()).toEqual([
      'ec2:DescribeImages',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSnapshots',
      'ec2:DescribeVolumes',
      'tagging:GetResources',
    ]);
    expect(units).toHaveLength(withRole('probe', 'wait').length);
    for (const { name } of withRole('wait')) {
      expect(units.find(({ collector }) => collector === name)).toEqual({
        collector: name,
        region: UNUSED,
        status: 'probed',
        code: 'region_empty',
        reason: expect.stringContaining('was empty when it was last read whole'),
        rows: 0,
        durationMs: 0,
        sweptAt: SWEPT_AT,
      });
    }
    expect([...rows.values()].flat()).toEqual([]);
  });

  test.each(Object.entries(edits))('and has %s now is read whole, at once', async (_what, edit) => {
    reader.member.changeRegion(UNUSED, edit);
    const outcome = await readEmpty(reader.member);
    expect(statusesOf(outcome)).toEqual(new Set(['ok']));
    expect(outcome.units.filter(({ empty }) => empty === false).length).toBeGreaterThan(0);
    expect(outcome.rows.get('AWS_EC2_VPCS')).toHaveLength(1);
  });

  test('and has something tagged now, such as a function, is read whole, at once', async () => {
    const place = { world: reader.world, account: reader.member, region: UNUSED };
    const [made] = lambdaOf({ ...place, region: USED }).functions.values();
    if (!made) throw new Error('the member has no function');
    const plant = (tags: Readonly<Record<string, string>>) =>
      reader.member.changeContent<LambdaState>(`lambda ${UNUSED}`, ({ functions }) => {
        functions.set(made.configuration.FunctionName, { ...made, tags });
      });
    lambdaOf(place);
    plant({ team: 'red' });
    const outcome = await readEmpty(reader.member);
    expect(statusesOf(outcome)).toEqual(new Set(['ok']));
    expect(outcome.unit('lambda.functions')).toMatchObject({ rows: 1, empty: false });
    plant({});
    const untagged = await readEmpty(reader.member);
    expect(statusesOf(untagged)).toEqual(new Set(['ok', 'probed']));
    reader.member.changeContent<LambdaState>(`lambda ${UNUSED}`, ({ functions }) => functions.clear());
  });

  test('asks nobody about tags where all that waits is of EC2, which its own probes show', async () => {
    await readEmpty(
      reader.member,
      [UNUSED],
      withRole('probe', 'wait').filter(({ name }) => name.startsWith('ec2.')),
    );
    expect(callsIn(UNUSED)).toHaveLength(4);
  });

  test.each([
    ['refused', { code: 'AccessDeniedException', message: 'not authorized', status: 400 }],
    ['broken', { code: 'InternalServiceException', message: 'try again', status: 500 }],
  ])('is read whole where the question about tags is %s', async (_how, error) => {
    const fault = reader.aws.faults.add({ match: { operation: 'GetResources' }, action: { error } });
    const outcome = await readEmpty(reader.member);
    fault.remove();
    expect(statusesOf(outcome)).toEqual(new Set(['ok']));
  });

  test('is read whole where a probe is refused: it says nothing of the others', async () => {
    const fault = reader.aws.faults.add({
      match: { operation: 'DescribeImages' },
      action: { error: { code: 'UnauthorizedOperation', message: 'not authorized', status: 403 } },
    });
    const outcome = await readEmpty(reader.member);
    fault.remove();
    expect(statusesOf(outcome)).toEqual(new Set(['ok', 'denied']));
  });

  test('and is not enabled any more is absent', async () => {
    const optIn = reader.world.regions.find(({ optIn: isOptIn }) => isOptIn)?.name ?? '';
    const outcome = await readEmpty(reader.member, [optIn], collectors('ec2.volumes', 'ec2.vpcs'));
    expect(statusesOf(outcome)).toEqual(new Set(['absent']));
  });

  test('says nothing of another region', async () => {
    reader.member.changeRegion(UNUSED, edits['a volume'] ?? clear);
    const { units } = await readEmpty(reader.member, [UNUSED, 'eu-north-1']);
    expect(new Set(units.map(({ region, status }) => `${region} ${status}`))).toEqual(
      new Set([`${UNUSED} ok`, 'eu-north-1 ok', 'eu-north-1 probed']),
    );
  });
});

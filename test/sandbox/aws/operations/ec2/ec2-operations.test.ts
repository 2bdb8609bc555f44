import {
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Filter,
  GetManagedPrefixListEntriesCommand,
  paginateDescribeInstances,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account, RegionState } from '../../contract.ts';
import { allOf, type MemberReader, startMemberReader } from '../../member-reader.ts';

const region = 'us-east-1';
let reader: MemberReader;
let account: Account;
let ec2: EC2Client;
let truth: RegionState;

beforeAll(async () => {
  reader = await startMemberReader();
  const found = reader.world.accounts.get(reader.accountAt(3));
  if (found === undefined) throw new Error('no such account');
  account = found;
  ec2 = await reader.ec2(account.id, region);
  truth = account.region(region);
});
afterAll(async () => {
  expect(reader.defects()).toEqual([]);
  await reader[Symbol.asyncDispose]();
});

const describeInstances = (input: DescribeInstancesCommandInput) =>
  ec2.send(new DescribeInstancesCommand(input));
const instancesOf = (state: Pick<RegionState, 'reservations'>) =>
  state.reservations.flatMap(({ Instances = [] }) => Instances);

async function idsWhere(Filters: Filter[]): Promise<(string | undefined)[]> {
  const { Reservations = [] } = await describeInstances({ Filters });
  return instancesOf({ reservations: Reservations }).map(({ InstanceId }) => InstanceId);
}

describe('DescribeInstances', () => {
  test.each([5, 100, 1000])('gives every instance once in pages of %i', async (pageSize) => {
    const pages = await allOf(paginateDescribeInstances({ client: ec2, pageSize }, {}));
    const found = pages.flatMap(({ Reservations = [] }) => instancesOf({ reservations: Reservations }));
    expect(found.map(({ InstanceId }) => InstanceId)).toEqual(
      instancesOf(truth).map(({ InstanceId }) => InstanceId),
    );
    expect(pages.length).toBeGreaterThan(instancesOf(truth).length / pageSize - 1);
  });

  test('carries an instance over the wire unharmed', async () => {
    const all = instancesOf(truth);
    const { Reservations = [] } = await describeInstances({});
    for (const [index, instance] of instancesOf({ reservations: Reservations }).entries()) {
      expect(instance.Tags ?? []).toEqual(all[index]?.Tags);
      expect(instance.MetadataOptions).toEqual(all[index]?.MetadataOptions);
      expect(instance.LaunchTime).toEqual(all[index]?.LaunchTime);
      expect(instance.NetworkInterfaces).toEqual(all[index]?.NetworkInterfaces);
    }
  });

  test('cuts a reservation in two at the end of a page', async () => {
    const pages = await allOf(paginateDescribeInstances({ client: ec2, pageSize: 5 }, {}));
    const seen = pages.flatMap(({ Reservations = [] }) =>
      Reservations.map(({ ReservationId }) => ReservationId),
    );
    expect(new Set(seen).size).toBe(truth.reservations.length);
    expect(seen.length).toBeGreaterThan(truth.reservations.length);
  });

  test('filters by state, tag, wildcard and several values', async () => {
    const running = await idsWhere([{ Name: 'instance-state-name', Values: ['running'] }]);
    expect(running).toEqual(
      instancesOf(truth)
        .filter(({ State }) => State?.Name === 'running')
        .map(({ InstanceId }) => InstanceId),
    );
    const named = await idsWhere([{ Name: 'tag:Name', Values: ['web-?', 'db-1*'] }]);
    expect(named.length).toBeGreaterThan(0);
    expect(named).toEqual(
      instancesOf(truth)
        .filter(({ Tags = [] }) =>
          Tags.some(({ Key, Value = '' }) => Key === 'Name' && /^(web-.|db-1.*)$/u.test(Value)),
        )
        .map(({ InstanceId }) => InstanceId),
    );
    expect(await idsWhere([{ Name: 'ip-address', Values: ['*'] }])).toHaveLength(
      instancesOf(truth).filter(({ PublicIpAddress }) => PublicIpAddress !== undefined).length,
    );
  });

  test('finds by id and refuses ids that do not exist or are none', async () => {
    const id = instancesOf(truth)[7]?.InstanceId ?? '';
    const { Reservations = [] } = await describeInstances({ InstanceIds: [id] });
    expect(instancesOf({ reservations: Reservations })).toHaveLength(1);
    await expect(describeInstances({ InstanceIds: ['i-0123456789abcdef0'] })).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
    await expect(describeInstances({ InstanceIds: ['web-1'] })).rejects.toMatchObject({
      name: 'InvalidInstanceID.Malformed',
    });
    await expect(describeInstances({ InstanceIds: [id], MaxResults: 10 })).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
    });
  });

  test('refuses page sizes, tokens and filters that EC2 refuses', async () => {
    const refused = { name: 'InvalidParameterValue' };
    await expect(describeInstances({ MaxResults: 4 })).rejects.toMatchObject(refused);
    await expect(describeInstances({ MaxResults: 1001 })).rejects.toMatchObject(refused);
    await expect(describeInstances({ NextToken: 'made up' })).rejects.toMatchObject(refused);
    await expect(idsWhere([{ Name: 'colour', Values: ['red'] }])).rejects.toMatchObject(refused);
    const { NextToken } = await describeInstances({ MaxResults: 5 });
    await expect(ec2.send(new DescribeVpcsCommand({ NextToken }))).rejects.toMatchObject(refused);
    const elsewhere = await reader.ec2(account.id, 'eu-west-1');
    await expect(
      elsewhere.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken })),
    ).rejects.toMatchObject(refused);
  });
});

describe('the network of a region', () => {
  test('gives every security group, rule, VPC and subnet once', async () => {
    const paging = { client: ec2, pageSize: 5 };
    const groups = await allOf(paginateDescribeSecurityGroups(paging, {}));
    expect(groups.flatMap((page) => page.SecurityGroups ?? []).map(({ GroupId }) => GroupId)).toEqual(
      truth.securityGroups.map(({ GroupId }) => GroupId),
    );
    const vpcs = await allOf(paginateDescribeVpcs(paging, {}));
    expect(vpcs.flatMap((page) => page.Vpcs ?? [])).toEqual(truth.vpcs);
    const subnets = await allOf(paginateDescribeSubnets(paging, {}));
    expect(subnets.flatMap((page) => page.Subnets ?? [])).toEqual(truth.subnets);
    const rules = await allOf(paginateDescribeSecurityGroupRules(paging, {}));
    const ids = rules
      .flatMap((page) => page.SecurityGroupRules ?? [])
      .map((rule) => rule.SecurityGroupRuleId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(truth.securityGroups.length);
    expect(ids.every((id) => /^sgr-0[0-9a-f]{16}$/.test(id ?? ''))).toBe(true);
  });

  test('gives what a prefix list holds in pages of 1 to 100, and refuses lists that there are not', async () => {
    const [list] = truth.managedPrefixLists;
    const PrefixListId = list?.PrefixListId ?? '';
    const entries = (input: object) =>
      ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId, ...input }));
    const pages = await allOf(
      paginateGetManagedPrefixListEntries({ client: ec2, pageSize: 1 }, { PrefixListId }),
    );
    expect(pages.flatMap((page) => page.Entries ?? [])).toEqual(truth.prefixListEntries.get(PrefixListId));
    expect(pages.length).toBeGreaterThan(1);
    for (const MaxResults of [0, 101]) {
      await expect(entries({ MaxResults })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    }
    await expect(entries({ PrefixListId: 'pl-00000000' })).rejects.toMatchObject({
      name: 'InvalidPrefixListID.NotFound',
    });
    await expect(entries({ PrefixListId: 'list' })).rejects.toMatchObject({
      name: 'InvalidPrefixListID.Malformed',
    });
    await expect(entries({ PrefixListId: '' })).rejects.toMatchObject({ name: 'MissingParameter' });
  });

  test('carries every kind of rule unharmed', async () => {
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    expect(SecurityGroups.map(({ IpPermissions }) => IpPermissions)).toEqual(
      truth.securityGroups.map(({ IpPermissions }) => IpPermissions),
    );
    const permissions = SecurityGroups.flatMap(({ IpPermissions = [] }) => IpPermissions);
    expect(new Set(permissions.map(({ IpProtocol }) => IpProtocol))).toEqual(
      new Set(['-1', 'tcp', 'udp', 'icmp', '50']),
    );
  });

  test('finds groups by what their rules say', async () => {
    const { SecurityGroups = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'ip-permission.to-port', Values: ['5432'] }] }),
    );
    expect(SecurityGroups.length).toBeGreaterThan(0);
    expect(SecurityGroups.every(({ GroupName }) => GroupName?.startsWith('db-'))).toBe(true);
    await expect(
      ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0123456789abcdef0'] })),
    ).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  });
});

describe('regions and zones', () => {
  test('are those the account has, all of them only on request', async () => {
    const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));
    expect(Regions.map(({ RegionName }) => RegionName)).toEqual(account.enabledRegions());
    const every = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
    expect(every.Regions).toHaveLength(34);
    expect(new Set(every.Regions?.map(({ OptInStatus }) => OptInStatus))).toEqual(
      new Set(['opt-in-not-required', 'opted-in', 'not-opted-in']),
    );
    const { Regions: optedIn = [] } = await ec2.send(
      new DescribeRegionsCommand({ Filters: [{ Name: 'opt-in-status', Values: ['opted-in'] }] }),
    );
    expect(new Set(optedIn.map(({ RegionName }) => RegionName))).toEqual(account.optedInRegions);
    await expect(
      ec2.send(new DescribeRegionsCommand({ RegionNames: ['mars-north-1'] })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('hold the subnets', async () => {
    const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
    expect(AvailabilityZones).toHaveLength(6);
    const zones = new Map(AvailabilityZones.map(({ ZoneName, ZoneId }) => [ZoneName, ZoneId]));
    for (const { AvailabilityZone, AvailabilityZoneId } of truth.subnets) {
      expect(zones.get(AvailabilityZone)).toBe(AvailabilityZoneId);
    }
  });
});

import * as ec2Sdk from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RegionState } from './contract.ts';
import { allOf, type MemberReader, startMemberReader } from './member-reader.ts';

type Kind = { [K in keyof RegionState]: RegionState[K] extends object[] ? K : never }[keyof RegionState];

const region = 'us-east-1';
let reader: MemberReader;
let ec2: ec2Sdk.EC2Client;
let truth: RegionState;

beforeAll(async () => {
  reader = await startMemberReader();
  const account = reader.world.accounts.get(reader.accountAt(3));
  if (account === undefined) throw new Error('no such account');
  ec2 = await reader.ec2(account.id, region);
  // So that every list has several pages, whatever the world holds.
  account.changeRegion(region, (state) => {
    for (const [, , kind, id] of [...paged, ...unpaged]) {
      const items = Array.from({ length: 12 }, (_, index) => ({ [id]: `planted-${index}` }));
      (state[kind] as object[]).push(...items);
    }
  });
  truth = account.region(region);
});
afterAll(async () => {
  expect(reader.defects()).toEqual([]);
  await reader[Symbol.asyncDispose]();
});

const sdk = ec2Sdk as unknown as Record<string, unknown>;

type Paginate = (
  config: { client: ec2Sdk.EC2Client; pageSize: number },
  input: object,
) => AsyncIterable<Record<string, object[] | undefined>>;

/** All items of an operation, page by page. */
async function listed(operation: string, member: string, pageSize: number, input: object): Promise<object[]> {
  const pages = await allOf(
    (sdk[`paginate${operation}`] as Paginate)({ client: ec2, pageSize }, { ...input }),
  );
  return pages.flatMap((page) => page[member] ?? []);
}

/** The answer to one call. */
async function answerTo(operation: string, input: object): Promise<Record<string, unknown>> {
  const Command = sdk[`${operation}Command`] as new (input: object) => ec2Sdk.DescribeVpcsCommand;
  return (await ec2.send(new Command(input))) as unknown as Record<string, unknown>;
}

const self = { OwnerIds: ['self'] };
const owned = { Owners: ['self'], IncludeDisabled: true };

/** Operation, member of its answer, what it lists, its id, fewest and most items of a page. */
const paged: readonly [string, string, Kind, string, number, number, object?][] = [
  ['DescribeRouteTables', 'RouteTables', 'routeTables', 'RouteTableId', 5, 100],
  ['DescribeNetworkAcls', 'NetworkAcls', 'networkAcls', 'NetworkAclId', 5, 1000],
  ['DescribeNetworkInterfaces', 'NetworkInterfaces', 'networkInterfaces', 'NetworkInterfaceId', 5, 1000],
  ['DescribeDhcpOptions', 'DhcpOptions', 'dhcpOptions', 'DhcpOptionsId', 5, 1000],
  ['DescribeFlowLogs', 'FlowLogs', 'flowLogs', 'FlowLogId', 1, 1000],
  ['DescribeManagedPrefixLists', 'PrefixLists', 'managedPrefixLists', 'PrefixListId', 1, 100],
  ['DescribeInternetGateways', 'InternetGateways', 'internetGateways', 'InternetGatewayId', 5, 1000],
  [
    'DescribeEgressOnlyInternetGateways',
    'EgressOnlyInternetGateways',
    'egressOnlyInternetGateways',
    'EgressOnlyInternetGatewayId',
    5,
    255,
  ],
  ['DescribeNatGateways', 'NatGateways', 'natGateways', 'NatGatewayId', 5, 1000],
  [
    'DescribeVpcPeeringConnections',
    'VpcPeeringConnections',
    'vpcPeeringConnections',
    'VpcPeeringConnectionId',
    5,
    1000,
  ],
  ['DescribeVpcEndpoints', 'VpcEndpoints', 'vpcEndpoints', 'VpcEndpointId', 1, 1000],
  ['DescribeTransitGateways', 'TransitGateways', 'transitGateways', 'TransitGatewayId', 5, 1000],
  [
    'DescribeTransitGatewayAttachments',
    'TransitGatewayAttachments',
    'transitGatewayAttachments',
    'TransitGatewayAttachmentId',
    5,
    1000,
  ],
  ['DescribeVolumes', 'Volumes', 'volumes', 'VolumeId', 5, 1000],
  ['DescribeSnapshots', 'Snapshots', 'snapshots', 'SnapshotId', 5, 1000, self],
  ['DescribeLaunchTemplates', 'LaunchTemplates', 'launchTemplates', 'LaunchTemplateId', 1, 200],
  ['DescribeImages', 'Images', 'images', 'ImageId', 1, 1000, owned],
  [
    'DescribeCapacityReservations',
    'CapacityReservations',
    'capacityReservations',
    'CapacityReservationId',
    1,
    1000,
  ],
];

/** Operation, member of its answer, what it lists, its id. */
const unpaged: readonly [string, string, Kind, string][] = [
  ['DescribeAddresses', 'Addresses', 'addresses', 'AllocationId'],
  ['DescribeKeyPairs', 'KeyPairs', 'keyPairs', 'KeyPairId'],
  ['DescribeVpnConnections', 'VpnConnections', 'vpnConnections', 'VpnConnectionId'],
  ['DescribeVpnGateways', 'VpnGateways', 'vpnGateways', 'VpnGatewayId'],
  ['DescribeCustomerGateways', 'CustomerGateways', 'customerGateways', 'CustomerGatewayId'],
  ['DescribeReservedInstances', 'ReservedInstances', 'reservedInstances', 'ReservedInstancesId'],
];

const idsOf = (items: readonly object[], member: string): unknown[] =>
  items.map((item) => (item as Record<string, unknown>)[member]);

describe.each(paged)('%s', (operation, member, kind, id, fewest, most, input = {}) => {
  test('gives everything once, in pages', async () => {
    const items = await listed(operation, member, Math.max(fewest, 5), input);
    expect(items.length).toBeGreaterThan(5);
    expect(idsOf(items, id)).toEqual(idsOf(truth[kind], id));
    expect(new Set(idsOf(items, id)).size).toBe(items.length);
  });

  test('refuses page sizes out of its bounds and tokens of others', async () => {
    const refused = { name: 'InvalidParameterValue' };
    await expect(answerTo(operation, { ...input, MaxResults: most + 1 })).rejects.toMatchObject(refused);
    await expect(answerTo(operation, { ...input, MaxResults: fewest - 1 })).rejects.toMatchObject(refused);
    await expect(answerTo(operation, { ...input, NextToken: 'made up' })).rejects.toMatchObject(refused);
  });
});

describe('what does not page', () => {
  test.each(unpaged)('%s gives all of it at once', async (operation, member, kind, id) => {
    const answer = await answerTo(operation, {});
    expect((answer[member] as object[]).length).toBeGreaterThan(5);
    expect(idsOf(answer[member] as object[], id)).toEqual(idsOf(truth[kind], id));
    expect(answer).not.toHaveProperty('NextToken');
  });
});

describe('ids', () => {
  test('that nothing has, or that are none, are errors by name', async () => {
    await expect(answerTo('DescribeVolumes', { VolumeIds: ['vol-0123456789abcdef0'] })).rejects.toMatchObject(
      {
        name: 'InvalidVolume.NotFound',
      },
    );
    await expect(answerTo('DescribeVolumes', { VolumeIds: ['disk'] })).rejects.toMatchObject({
      name: 'InvalidVolume.Malformed',
    });
  });

  test('and a page size exclude each other where AWS says so', async () => {
    const VolumeIds = [truth.volumes[0]?.VolumeId ?? ''];
    expect((await answerTo('DescribeVolumes', { VolumeIds })).Volumes).toHaveLength(1);
    await expect(answerTo('DescribeVolumes', { VolumeIds, MaxResults: 5 })).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
    });
  });
});

describe('images', () => {
  test('that are disabled show only on request', async () => {
    const all = await listed('DescribeImages', 'Images', 1000, owned);
    const enabled = await listed('DescribeImages', 'Images', 1000, { Owners: ['self'] });
    const disabled = truth.images.filter(({ State }) => State === 'disabled');
    expect(all.length - enabled.length).toBe(disabled.length);
  });
});

describe('launch templates', () => {
  test('cannot be listed without saying which version of all', async () => {
    await expect(answerTo('DescribeLaunchTemplateVersions', {})).rejects.toMatchObject({
      name: 'MissingParameter',
    });
    await expect(answerTo('DescribeLaunchTemplateVersions', { Versions: ['1'] })).rejects.toMatchObject({
      name: 'MissingParameter',
    });
  });

  test('have one latest and one default version each', async () => {
    const templates = new Set(truth.launchTemplateVersions.map(({ LaunchTemplateId }) => LaunchTemplateId));
    for (const version of ['$Latest', '$Default']) {
      const answer = await answerTo('DescribeLaunchTemplateVersions', { Versions: [version] });
      expect(answer.LaunchTemplateVersions).toHaveLength(templates.size);
    }
  });
});

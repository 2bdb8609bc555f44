import type {
  DhcpOptions,
  FlowLog,
  ManagedPrefixList,
  NetworkAcl,
  NetworkAclEntry,
  PrefixListEntry,
  Reservation,
  Route,
  RouteTable,
} from '@aws-sdk/client-ec2';
import type { NetworkAssets } from '../../region-assets.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { resourceId } from '../identifiers.ts';
import { createRandom } from '../random.ts';
import { newest, oldest } from '../times.ts';
import { type GatewayAssets, generateGateways } from './gateways.ts';
import { instanceAddresses, instanceInterfaces } from './instance-network.ts';
import type { Network } from './vpcs.ts';

/** The network of a region: what AWS makes with every VPC, and what people add to those of their own. */
export function generateNetwork(
  blueprint: Blueprint,
  region: string,
  networks: readonly Network[],
  reservations: readonly Reservation[],
): NetworkAssets {
  const gateways = generateGateways(blueprint, region, networks);
  const { interfaces, addresses, ...assets } = gateways;
  const prefixLists = managedPrefixLists(blueprint, region, networks);
  return {
    ...assets,
    routeTables: networks.flatMap((network) => routeTables(blueprint, region, network, gateways)),
    networkAcls: networks.map((network) => networkAcl(blueprint, region, network)),
    networkInterfaces: [...interfaces, ...instanceInterfaces(reservations)],
    addresses: [...addresses, ...instanceAddresses(blueprint, region, reservations)],
    dhcpOptions: networks.map((network) => dhcpOptions(blueprint, region, network)),
    flowLogs: networks.flatMap((network) => flowLogs(blueprint, region, network)),
    managedPrefixLists: prefixLists,
    prefixListEntries: new Map(prefixLists.map((list) => [list.PrefixListId ?? '', prefixListEntries(list)])),
  };
}

/** The main table of every VPC, and one for the private subnets of a VPC with a NAT gateway. */
function routeTables(
  blueprint: Blueprint,
  region: string,
  { vpc, subnets }: Network,
  gateways: GatewayAssets,
): RouteTable[] {
  const random = randomOf(blueprint, region, vpc.VpcId ?? '', 'routes');
  const local = (vpc.CidrBlockAssociationSet ?? []).map(
    ({ CidrBlock }): Route => ({
      DestinationCidrBlock: CidrBlock,
      GatewayId: 'local',
      Origin: 'CreateRouteTable',
      State: 'active',
    }),
  );
  const everywhere: Route = { DestinationCidrBlock: '0.0.0.0/0', Origin: 'CreateRoute', State: 'active' };
  const internet = gateways.internetGateways.find(({ Attachments }) => Attachments?.[0]?.VpcId === vpc.VpcId);
  const nat = gateways.natGateways.find(({ VpcId }) => VpcId === vpc.VpcId);
  const table = (
    routes: Route[],
    associations: readonly (string | undefined)[],
    tags: boolean,
  ): RouteTable => {
    const id = resourceId(random, 'rtb');
    return {
      RouteTableId: id,
      VpcId: vpc.VpcId,
      OwnerId: blueprint.accountId,
      Routes: [...local, ...routes],
      PropagatingVgws: [],
      Associations: associations.map((SubnetId) => ({
        RouteTableAssociationId: resourceId(random, 'rtbassoc'),
        RouteTableId: id,
        Main: SubnetId === undefined,
        ...(SubnetId === undefined ? {} : { SubnetId }),
        AssociationState: { State: 'associated' },
      })),
      Tags: tags ? [{ Key: 'Name', Value: `private-${region}` }] : [],
    };
  };
  return [
    table(internet ? [{ ...everywhere, GatewayId: internet.InternetGatewayId }] : [], [undefined], false),
    ...(nat
      ? [
          table(
            [{ ...everywhere, NatGatewayId: nat.NatGatewayId }],
            subnets
              .filter(({ MapPublicIpOnLaunch }) => !MapPublicIpOnLaunch)
              .map(({ SubnetId }) => SubnetId ?? ''),
            true,
          ),
        ]
      : []),
  ];
}

/** AWS's own: everything in, everything out, and the rule that closes both. */
function networkAcl(blueprint: Blueprint, region: string, { vpc, subnets }: Network): NetworkAcl {
  const random = randomOf(blueprint, region, vpc.VpcId ?? '', 'acl');
  const id = resourceId(random, 'acl');
  const entry = (Egress: boolean, RuleNumber: number, RuleAction: 'allow' | 'deny'): NetworkAclEntry => ({
    CidrBlock: '0.0.0.0/0',
    Egress,
    Protocol: '-1',
    RuleAction,
    RuleNumber,
  });
  const closed = 32767;
  return {
    NetworkAclId: id,
    VpcId: vpc.VpcId,
    OwnerId: blueprint.accountId,
    IsDefault: true,
    Entries: [
      entry(true, 100, 'allow'),
      entry(true, closed, 'deny'),
      entry(false, 100, 'allow'),
      entry(false, closed, 'deny'),
    ],
    Associations: subnets.map(({ SubnetId }) => ({
      NetworkAclAssociationId: resourceId(random, 'aclassoc'),
      NetworkAclId: id,
      SubnetId,
    })),
    Tags: vpc.IsDefault ? [] : [{ Key: 'managed-by', Value: 'terraform' }],
  };
}

function dhcpOptions(blueprint: Blueprint, region: string, { vpc }: Network): DhcpOptions {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return {
    DhcpOptionsId: vpc.DhcpOptionsId,
    OwnerId: blueprint.accountId,
    DhcpConfigurations: [
      { Key: 'domain-name', Values: [{ Value: domain }] },
      { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
    ],
    Tags: vpc.IsDefault ? [] : [{ Key: 'managed-by', Value: 'terraform' }],
  };
}

const fields = ['version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'action'];

/** Two in three VPCs that people made have one; of these one in four cannot deliver. */
function flowLogs(blueprint: Blueprint, region: string, { vpc }: Network): FlowLog[] {
  const random = randomOf(blueprint, region, vpc.VpcId ?? '', 'flow log');
  if (vpc.IsDefault || !random.chance(0.67)) return [];
  const fails = random.chance(0.25);
  return [
    {
      FlowLogId: resourceId(random, 'fl'),
      ResourceId: vpc.VpcId,
      CreationTime: random.date(oldest, newest),
      FlowLogStatus: 'ACTIVE',
      TrafficType: random.pick(['ALL', 'ALL', 'REJECT']),
      DeliverLogsStatus: fails ? 'FAILED' : 'SUCCESS',
      ...(fails ? { DeliverLogsErrorMessage: 'Access error' } : {}),
      LogDestinationType: 's3',
      LogDestination: `arn:${blueprint.partition}:s3:::flow-logs-${blueprint.accountId}`,
      LogFormat: fields.map((field) => `\${${field}}`).join(' '),
      MaxAggregationInterval: random.pick([60, 600]),
      Tags: [{ Key: 'managed-by', Value: 'terraform' }],
    },
  ];
}

/** Those of AWS are in every region; a list of one's own where there is a VPC of one's own. */
function managedPrefixLists(
  blueprint: Blueprint,
  region: string,
  networks: readonly Network[],
): ManagedPrefixList[] {
  const { partition, accountId } = blueprint;
  const random = randomOf(blueprint, region, 'prefix lists');
  const arn = (owner: string, id: string) => `arn:${partition}:ec2:${region}:${owner}:prefix-list/${id}`;
  const ofAws = ['s3', 'dynamodb'].map((service): ManagedPrefixList => {
    const id = `pl-${createRandom(region, service).text('0123456789abcdef', 8)}`;
    return {
      PrefixListId: id,
      PrefixListArn: arn('aws', id),
      PrefixListName: `com.amazonaws.${region}.${service}`,
      AddressFamily: 'IPv4',
      State: 'create-complete',
      OwnerId: 'AWS',
    };
  });
  if (!networks.some(({ vpc }) => !vpc.IsDefault)) return ofAws;
  const id = resourceId(random, 'pl');
  return [
    ...ofAws,
    {
      PrefixListId: id,
      PrefixListArn: arn(accountId, id),
      PrefixListName: 'offices',
      AddressFamily: 'IPv4',
      State: 'create-complete',
      MaxEntries: 20,
      Version: random.integer(1, 9),
      OwnerId: accountId,
      Tags: [{ Key: 'team', Value: 'network' }],
    },
  ];
}

/** Addresses of AWS's service, or of people's offices. */
function prefixListEntries({ OwnerId, PrefixListName }: ManagedPrefixList): PrefixListEntry[] {
  return OwnerId === 'AWS'
    ? ['52.216.0.0/15', '54.231.0.0/16'].map((Cidr) => ({ Cidr, Description: '' }))
    : ['198.51.100.0/24', '203.0.113.0/24'].map((Cidr, index) => ({
        Cidr,
        Description: `${PrefixListName} ${index + 1}`,
      }));
}

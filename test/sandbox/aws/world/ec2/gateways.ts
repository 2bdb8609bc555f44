import type {
  Address,
  EgressOnlyInternetGateway,
  InternetGateway,
  NatGateway,
  NetworkInterface,
  Subnet,
  VpcEndpoint,
  VpcPeeringConnection,
} from '@aws-sdk/client-ec2';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { accountId, resourceId } from '../identifiers.ts';
import type { Random } from '../random.ts';
import { newest, oldest } from '../times.ts';
import type { Network } from './vpcs.ts';

/** The ways in and out of a region's VPCs, with the interfaces and addresses they need. */
export interface GatewayAssets {
  readonly internetGateways: InternetGateway[];
  readonly egressOnlyInternetGateways: EgressOnlyInternetGateway[];
  readonly natGateways: NatGateway[];
  readonly vpcEndpoints: VpcEndpoint[];
  readonly vpcPeeringConnections: VpcPeeringConnection[];
  readonly interfaces: NetworkInterface[];
  readonly addresses: Address[];
}

interface Place {
  readonly blueprint: Blueprint;
  readonly region: string;
  readonly random: Random;
  readonly network: Network;
}

/** An internet gateway for every VPC; NAT, endpoints and peering for those that people made. */
export function generateGateways(
  blueprint: Blueprint,
  region: string,
  networks: readonly Network[],
): GatewayAssets {
  const places = networks.map((network) => ({
    blueprint,
    region,
    random: randomOf(blueprint, region, network.vpc.VpcId ?? '', 'gateways'),
    network,
  }));
  const custom = places.filter(({ network }) => !network.vpc.IsDefault);
  const nats = custom.filter(({ random }) => random.chance(0.8)).map(natGateway);
  const endpoints = custom.flatMap((place) => [gatewayEndpoint(place), interfaceEndpoint(place)]);
  return {
    internetGateways: places.map(internetGateway),
    egressOnlyInternetGateways: custom.flatMap(egressOnlyGateway),
    natGateways: nats.map(({ gateway }) => gateway),
    vpcEndpoints: endpoints.map(({ endpoint }) => endpoint),
    vpcPeeringConnections: custom.filter(({ random }) => random.chance(0.4)).map(peering),
    interfaces: [...nats, ...endpoints].flatMap(({ networkInterface }) => networkInterface ?? []),
    addresses: nats.map(({ address }) => address),
  };
}

function internetGateway({ blueprint, random, network: { vpc } }: Place): InternetGateway {
  return {
    InternetGatewayId: resourceId(random, 'igw'),
    OwnerId: blueprint.accountId,
    Attachments: [{ State: 'available' as string as 'attached', VpcId: vpc.VpcId }],
    Tags: vpc.IsDefault ? [] : [{ Key: 'Name', Value: 'internet' }],
  };
}

/** What a VPC with IPv6 has for its private subnets. */
function egressOnlyGateway({ random, network: { vpc } }: Place): EgressOnlyInternetGateway[] {
  if (!vpc.Ipv6CidrBlockAssociationSet?.length) return [];
  return [
    {
      EgressOnlyInternetGatewayId: resourceId(random, 'eigw'),
      Attachments: [{ State: 'attached', VpcId: vpc.VpcId }],
      Tags: [{ Key: 'managed-by', Value: 'terraform' }],
    },
  ];
}

function natGateway(place: Place): {
  gateway: NatGateway;
  address: Address;
  networkInterface: NetworkInterface;
} {
  const { blueprint, region, random, network } = place;
  const subnet = network.subnets.find(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch);
  const id = resourceId(random, 'nat');
  const seen = serviceInterface(place, subnet, {
    InterfaceType: interfaceType('nat_gateway'),
    Description: `Interface for NAT Gateway ${id}`,
    RequesterId: accountId(random, false),
  });
  const common = {
    AllocationId: resourceId(random, 'eipalloc'),
    AssociationId: resourceId(random, 'eipassoc'),
    NetworkInterfaceId: seen.NetworkInterfaceId,
    PublicIp: `203.0.117.${random.integer(1, 254)}`,
  };
  return {
    gateway: {
      NatGatewayId: id,
      VpcId: network.vpc.VpcId,
      SubnetId: subnet?.SubnetId,
      State: 'available',
      ConnectivityType: 'public',
      CreateTime: random.date(oldest, newest),
      NatGatewayAddresses: [
        { ...common, PrivateIp: seen.PrivateIpAddress, IsPrimary: true, Status: 'succeeded' },
      ],
      Tags: [{ Key: 'Name', Value: `nat-${region}` }],
    },
    address: {
      ...common,
      Domain: 'vpc',
      NetworkInterfaceOwnerId: blueprint.accountId,
      PrivateIpAddress: seen.PrivateIpAddress,
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: region,
    },
    networkInterface: {
      ...seen,
      Association: {
        AllocationId: common.AllocationId,
        AssociationId: common.AssociationId,
        PublicIp: common.PublicIp,
        IpOwnerId: blueprint.accountId,
        PublicDnsName: '',
      },
      SourceDestCheck: false,
    },
  };
}

/** The interface that a service keeps in a subnet, at an address near its end. */
function serviceInterface(
  { blueprint, random, network }: Place,
  subnet: Subnet | undefined,
  facts: Pick<NetworkInterface, 'InterfaceType' | 'Description' | 'RequesterId'>,
): NetworkInterface {
  const [first, second, third] = (subnet?.CidrBlock ?? '').split('.');
  const address = `${first}.${second}.${Number(third) + 15}.${random.integer(4, 250)}`;
  return {
    ...facts,
    NetworkInterfaceId: resourceId(random, 'eni'),
    Status: 'in-use',
    OwnerId: blueprint.accountId,
    RequesterManaged: true,
    SubnetId: subnet?.SubnetId,
    VpcId: network.vpc.VpcId,
    AvailabilityZone: subnet?.AvailabilityZone,
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    SourceDestCheck: true,
    Groups: [],
    TagSet: [],
  };
}

function gatewayEndpoint({ blueprint, region, random, network }: Place): {
  endpoint: VpcEndpoint;
  networkInterface?: NetworkInterface;
} {
  return {
    endpoint: {
      VpcEndpointId: resourceId(random, 'vpce'),
      VpcEndpointType: 'Gateway',
      VpcId: network.vpc.VpcId,
      OwnerId: blueprint.accountId,
      ServiceName: `com.amazonaws.${region}.s3`,
      State: endpointState('available'),
      PolicyDocument: JSON.stringify({
        Version: '2008-10-17',
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: '*', Resource: 'arn:aws:s3:::100%25-public/*' },
        ],
      }),
      PrivateDnsEnabled: false,
      RequesterManaged: false,
      CreationTimestamp: random.date(oldest, newest),
      Tags: [{ Key: 'managed-by', Value: 'terraform' }],
    },
  };
}

function interfaceEndpoint(place: Place): { endpoint: VpcEndpoint; networkInterface: NetworkInterface } {
  const { blueprint, region, random, network } = place;
  const subnet = network.subnets.find(({ MapPublicIpOnLaunch }) => !MapPublicIpOnLaunch);
  const id = resourceId(random, 'vpce');
  const networkInterface = serviceInterface(place, subnet, {
    InterfaceType: interfaceType('vpc_endpoint'),
    Description: `VPC Endpoint Interface ${id}`,
    RequesterId: accountId(random, false),
  });
  return {
    endpoint: {
      VpcEndpointId: id,
      VpcEndpointType: 'Interface',
      VpcId: network.vpc.VpcId,
      OwnerId: blueprint.accountId,
      ServiceName: `com.amazonaws.${region}.${random.pick(['ssm', 'kms', 'sts', 'logs'])}`,
      State: endpointState('available'),
      SubnetIds: [subnet?.SubnetId ?? ''],
      Groups: [{ GroupId: resourceId(random, 'sg'), GroupName: 'endpoints' }],
      NetworkInterfaceIds: [networkInterface.NetworkInterfaceId ?? ''],
      PrivateDnsEnabled: true,
      RequesterManaged: false,
      CreationTimestamp: random.date(oldest, newest),
      Tags: [],
    },
    networkInterface,
  };
}

/** EC2 writes it in lower case, whatever the SDK's type says. */
function endpointState(state: string): NonNullable<VpcEndpoint['State']> {
  return state as NonNullable<VpcEndpoint['State']>;
}

/** EC2 writes it in snake case, whatever the SDK's type says of some. */
function interfaceType(type: string): NonNullable<NetworkInterface['InterfaceType']> {
  return type as NonNullable<NetworkInterface['InterfaceType']>;
}

/** With a partner outside the organization, as often waiting for the partner's word as not. */
function peering({ blueprint, region, random, network: { vpc } }: Place): VpcPeeringConnection {
  const isActive = random.chance(0.6);
  return {
    VpcPeeringConnectionId: resourceId(random, 'pcx'),
    RequesterVpcInfo: {
      OwnerId: blueprint.accountId,
      Region: region,
      VpcId: vpc.VpcId,
      CidrBlock: vpc.CidrBlock,
    },
    AccepterVpcInfo: {
      OwnerId: accountId(random, false),
      Region: region,
      VpcId: resourceId(random, 'vpc'),
      ...(isActive ? { CidrBlock: '192.168.0.0/16' } : {}),
    },
    Status: isActive
      ? { Code: 'active', Message: 'Active' }
      : { Code: 'pending-acceptance', Message: 'Pending Acceptance by partner' },
    Tags: [{ Key: 'Name', Value: 'partner' }],
  };
}

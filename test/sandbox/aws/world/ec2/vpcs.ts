import type { Subnet, Tag, Vpc } from '@aws-sdk/client-ec2';
import type { AvailabilityZoneName } from '../../contract.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { resourceId } from '../identifiers.ts';
import type { Random } from '../random.ts';
import { zonesOf } from './zones.ts';

/** A VPC with the subnets inside it. */
export interface Network {
  readonly vpc: Vpc;
  readonly subnets: Subnet[];
}

/** 172.31.0.0/16 with a public /20 in every zone, as AWS makes it in every region of a new account. */
export function defaultNetwork(blueprint: Blueprint, region: string): Network {
  const random = randomOf(blueprint, region, 'default vpc');
  const vpc = vpcOf(blueprint, random, { cidr: '172.31.0.0/16', isDefault: true, tags: [] });
  const subnets = zonesOf(blueprint, region).map((zone, index) =>
    subnetOf(blueprint, region, random, vpc, zone, {
      cidr: `172.31.${16 * index}.0/20`,
      isDefault: true,
      isPublic: true,
      tags: [],
    }),
  );
  return { vpc, subnets };
}

/** A VPC people made: a public and a private subnet in up to three zones, IPv6 and a second range in some. */
export function customNetwork(blueprint: Blueprint, region: string, index: number): Network {
  const random = randomOf(blueprint, region, 'vpc', index);
  const name = random.pick(['main', 'shared', 'legacy', 'data', 'edge']);
  const second = random.integer(0, 63) * 4 + index;
  const hasIpv6 = random.chance(0.3);
  const vpc = vpcOf(blueprint, random, {
    cidr: `10.${second}.0.0/16`,
    ...(random.chance(0.25) ? { secondary: `100.${64 + index}.0.0/16` } : {}),
    ...(hasIpv6
      ? { ipv6: `2a05:d018:${random.text('0123456789abcdef', 3)}:${second.toString(16)}00::/56` }
      : {}),
    isDefault: false,
    tags: [
      { Key: 'Name', Value: `${name}-${region}` },
      { Key: 'managed-by', Value: 'terraform' },
    ],
  });
  const zones = zonesOf(blueprint, region).slice(0, random.integer(2, 3));
  const subnets = zones.flatMap((zone, zoneIndex) =>
    [true, false].map((isPublic, kind) =>
      subnetOf(blueprint, region, random, vpc, zone, {
        cidr: `10.${second}.${32 * zoneIndex + 16 * kind}.0/20`,
        isDefault: false,
        isPublic,
        tags: [{ Key: 'Name', Value: `${name}-${isPublic ? 'public' : 'private'}-${zone.name}` }],
        ...(hasIpv6 ? { ipv6: ipv6Subnet(vpc, 2 * zoneIndex + kind) } : {}),
      }),
    ),
  );
  return { vpc, subnets };
}

interface VpcFacts {
  readonly cidr: string;
  readonly secondary?: string;
  readonly ipv6?: string;
  readonly isDefault: boolean;
  readonly tags: Tag[];
}

function vpcOf(blueprint: Blueprint, random: Random, facts: VpcFacts): Vpc {
  const cidrs = [facts.cidr, ...(facts.secondary === undefined ? [] : [facts.secondary])];
  return {
    VpcId: resourceId(random, 'vpc'),
    OwnerId: blueprint.accountId,
    CidrBlock: facts.cidr,
    CidrBlockAssociationSet: cidrs.map((CidrBlock) => ({
      AssociationId: resourceId(random, 'vpc-cidr-assoc'),
      CidrBlock,
      CidrBlockState: { State: 'associated' },
    })),
    ...(facts.ipv6 === undefined
      ? {}
      : {
          Ipv6CidrBlockAssociationSet: [
            {
              AssociationId: resourceId(random, 'vpc-cidr-assoc'),
              Ipv6CidrBlock: facts.ipv6,
              Ipv6CidrBlockState: { State: 'associated' },
              Ipv6Pool: 'Amazon',
            },
          ],
        }),
    DhcpOptionsId: resourceId(random, 'dopt'),
    InstanceTenancy: 'default',
    IsDefault: facts.isDefault,
    State: 'available',
    ...(facts.tags.length > 0 ? { Tags: facts.tags } : {}),
  };
}

interface SubnetFacts {
  readonly cidr: string;
  readonly ipv6?: string;
  readonly isDefault: boolean;
  readonly isPublic: boolean;
  readonly tags: Tag[];
}

function subnetOf(
  blueprint: Blueprint,
  region: string,
  random: Random,
  vpc: Vpc,
  zone: AvailabilityZoneName,
  facts: SubnetFacts,
): Subnet {
  const id = resourceId(random, 'subnet');
  return {
    SubnetId: id,
    SubnetArn: `arn:${blueprint.partition}:ec2:${region}:${blueprint.accountId}:subnet/${id}`,
    VpcId: vpc.VpcId,
    OwnerId: blueprint.accountId,
    AvailabilityZone: zone.name,
    AvailabilityZoneId: zone.id,
    CidrBlock: facts.cidr,
    AvailableIpAddressCount: 4091 - random.integer(0, 300),
    DefaultForAz: facts.isDefault,
    MapPublicIpOnLaunch: facts.isPublic,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: facts.ipv6 !== undefined,
    EnableDns64: false,
    Ipv6Native: false,
    Ipv6CidrBlockAssociationSet:
      facts.ipv6 === undefined
        ? []
        : [
            {
              AssociationId: resourceId(random, 'subnet-cidr-assoc'),
              Ipv6CidrBlock: facts.ipv6,
              Ipv6CidrBlockState: { State: 'associated' },
            },
          ],
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    State: 'available',
    ...(facts.tags.length > 0 ? { Tags: facts.tags } : {}),
  };
}

/** The /64 at a position inside the VPC's /56. */
function ipv6Subnet(vpc: Vpc, position: number): string {
  const range = vpc.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? '';
  return range.replace(/00::\/56$/, `${position.toString(16).padStart(2, '0')}::/64`);
}

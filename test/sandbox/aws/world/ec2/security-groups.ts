import type { IpPermission, SecurityGroup, Tag } from '@aws-sdk/client-ec2';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { accountId, resourceId } from '../identifiers.ts';
import type { Random } from '../random.ts';

const everywhere = '0.0.0.0/0';
const everything: IpPermission = rule('-1', undefined, { IpRanges: [{ CidrIp: everywhere }] });

/** The group every VPC has: all traffic among its own members. */
export function defaultGroup(blueprint: Blueprint, region: string, vpcId: string): SecurityGroup {
  const random = randomOf(blueprint, region, vpcId, 'default group');
  const id = resourceId(random, 'sg');
  return group(blueprint, region, vpcId, id, {
    name: 'default',
    description: 'default VPC security group',
    ingress: [rule('-1', undefined, { UserIdGroupPairs: [{ GroupId: id, UserId: blueprint.accountId }] })],
  });
}

/** What applications bring: web, app and database tiers that refer to each other, a bastion, odd protocols. */
export function customGroups(blueprint: Blueprint, region: string, vpcId: string): SecurityGroup[] {
  const random = randomOf(blueprint, region, vpcId, 'groups');
  const [web, app, database, bastion, odd] = ['web', 'app', 'db', 'bastion', 'odd'].map((name) => ({
    name: `${name}-${random.text('0123456789abcdef', 4)}`,
    id: resourceId(random, 'sg'),
  }));
  if (!web || !app || !database || !bastion || !odd) throw new Error('five groups were drawn');
  const from = (id: string): Partial<IpPermission> => ({
    UserIdGroupPairs: [{ GroupId: id, UserId: blueprint.accountId }],
  });
  const create = (which: { name: string; id: string }, facts: Omit<GroupFacts, 'name'>): SecurityGroup =>
    group(blueprint, region, vpcId, which.id, { ...facts, name: which.name });

  return [
    create(web, {
      description: 'Web <public>',
      ingress: [rule('tcp', 443, anywhere('HTTPS')), rule('tcp', 80, anywhere('redirect to "443"'))],
      tags: [{ Key: 'Name', Value: web.name }],
    }),
    create(app, { description: 'Application servers', ingress: [rule('tcp', 8080, from(web.id))] }),
    create(database, {
      description: 'PostgreSQL & friends',
      ingress: [
        rule('tcp', 5432, {
          ...from(app.id),
          IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'corporate' }],
        }),
      ],
      egress: [],
    }),
    create(bastion, {
      description: 'Jump hosts',
      ingress: [bastionRule(random)],
      tags: [{ Key: 'tier', Value: 'ops' }],
    }),
    ...(random.chance(0.4)
      ? [create(odd, { description: 'Protocols other than TCP', ingress: oddRules(random) })]
      : []),
  ];
}

/** SSH from the office; from the whole world in about one in eight. */
function bastionRule(random: Random): IpPermission {
  if (random.chance(0.12)) return rule('tcp', 22, anywhere('temporary!'));
  return rule('tcp', 22, { IpRanges: [{ CidrIp: '198.51.100.0/24', Description: 'office' }] });
}

function oddRules(random: Random): IpPermission[] {
  return [
    { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, ...lists(), IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    { IpProtocol: 'udp', FromPort: 32768, ToPort: 65535, ...lists(), Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
    rule('tcp', 443, { PrefixListIds: [{ PrefixListId: `pl-${random.text('0123456789abcdef', 8)}` }] }),
    rule('50', undefined, {
      UserIdGroupPairs: [
        { GroupId: resourceId(random, 'sg'), UserId: accountId(random, false), PeeringStatus: 'active' },
      ],
    }),
  ];
}

function anywhere(description: string): Partial<IpPermission> {
  return {
    IpRanges: [{ CidrIp: everywhere, Description: description }],
    Ipv6Ranges: [{ CidrIpv6: '::/0', Description: description }],
  };
}

function lists(): Required<
  Pick<IpPermission, 'IpRanges' | 'Ipv6Ranges' | 'PrefixListIds' | 'UserIdGroupPairs'>
> {
  return { IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
}

/** One permission; the lists that do not apply are empty, as AWS answers them. */
export function rule(
  protocol: string,
  port: number | undefined,
  sources: Partial<IpPermission>,
): IpPermission {
  return {
    IpProtocol: protocol,
    ...(port === undefined ? {} : { FromPort: port, ToPort: port }),
    ...lists(),
    ...sources,
  };
}

interface GroupFacts {
  readonly name: string;
  readonly description: string;
  readonly ingress: IpPermission[];
  /** Default: everything, as AWS sets up a new group. */
  readonly egress?: IpPermission[];
  readonly tags?: Tag[];
}

function group(
  blueprint: Blueprint,
  region: string,
  vpcId: string,
  id: string,
  facts: GroupFacts,
): SecurityGroup {
  return {
    GroupId: id,
    GroupName: facts.name,
    SecurityGroupArn: `arn:${blueprint.partition}:ec2:${region}:${blueprint.accountId}:security-group/${id}`,
    Description: facts.description,
    OwnerId: blueprint.accountId,
    VpcId: vpcId,
    IpPermissions: facts.ingress,
    IpPermissionsEgress: facts.egress ?? [structuredClone(everything)],
    ...(facts.tags === undefined ? {} : { Tags: facts.tags }),
  };
}

import type {
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  IpPermission,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { AwsError, type OperationCall } from '../../contract.ts';
import { applyFilters, type FilterTable } from './filters.ts';
import { tokenPage, withIds } from './pages.ts';

export function describeSecurityGroups(
  call: OperationCall<DescribeSecurityGroupsRequest>,
): DescribeSecurityGroupsResult {
  const { Filters, GroupIds, GroupNames } = call.input;
  const all = call.account.region(call.region).securityGroups;
  const named = withNames(all, GroupNames);
  const chosen = withIds(named, GroupIds, ({ GroupId }) => GroupId, {
    prefix: 'sg',
    code: 'InvalidGroup',
    noun: 'security group',
  });
  const { items, rest } = tokenPage(
    call,
    'DescribeSecurityGroups',
    applyFilters(chosen, Filters, securityGroupFilters),
  );
  return { SecurityGroups: items, ...rest };
}

function withNames(groups: readonly SecurityGroup[], names: readonly string[] | undefined): SecurityGroup[] {
  if (names === undefined || names.length === 0) return [...groups];
  const unknown = names.find((name) => !groups.some(({ GroupName }) => GroupName === name));
  if (unknown !== undefined) {
    throw new AwsError('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`);
  }
  return groups.filter(({ GroupName = '' }) => names.includes(GroupName));
}

const securityGroupFilters: FilterTable<SecurityGroup> = {
  description: ({ Description }) => Description,
  'group-id': ({ GroupId }) => GroupId,
  'group-name': ({ GroupName }) => GroupName,
  'owner-id': ({ OwnerId }) => OwnerId,
  'vpc-id': ({ VpcId }) => VpcId,
  ...permissionFilters('ip-permission', ({ IpPermissions = [] }) => IpPermissions),
  ...permissionFilters('egress.ip-permission', ({ IpPermissionsEgress = [] }) => IpPermissionsEgress),
};

function permissionFilters(
  prefix: string,
  permissionsOf: (group: SecurityGroup) => IpPermission[],
): FilterTable<SecurityGroup> {
  const facts: FilterTable<IpPermission> = {
    cidr: ({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp),
    'from-port': ({ FromPort }) => FromPort,
    'group-id': ({ UserIdGroupPairs = [] }) => UserIdGroupPairs.map(({ GroupId }) => GroupId),
    'ipv6-cidr': ({ Ipv6Ranges = [] }) => Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
    'prefix-list-id': ({ PrefixListIds = [] }) => PrefixListIds.map(({ PrefixListId }) => PrefixListId),
    protocol: ({ IpProtocol }) => IpProtocol,
    'to-port': ({ ToPort }) => ToPort,
    'user-id': ({ UserIdGroupPairs = [] }) => UserIdGroupPairs.map(({ UserId }) => UserId),
  };
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      `${prefix}.${name}`,
      (group: SecurityGroup) => permissionsOf(group).flatMap((permission) => fact(permission)),
    ]),
  );
}

import { createHash } from 'node:crypto';
import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  IpPermission,
  SecurityGroup,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { OperationCall } from '../../contract.ts';
import { applyFilters } from './filters.ts';
import { tokenPage, withIds } from './pages.ts';

/** Every source of every permission is a rule of its own. */
export function describeSecurityGroupRules(
  call: OperationCall<DescribeSecurityGroupRulesRequest>,
): DescribeSecurityGroupRulesResult {
  const all = call.account
    .region(call.region)
    .securityGroups.flatMap((group) => [
      ...(group.IpPermissions ?? []).flatMap((permission) => rulesOf(group, permission, false)),
      ...(group.IpPermissionsEgress ?? []).flatMap((permission) => rulesOf(group, permission, true)),
    ]);
  const chosen = withIds(
    all,
    call.input.SecurityGroupRuleIds,
    ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
    {
      prefix: 'sgr',
      code: 'InvalidSecurityGroupRuleId',
      noun: 'security group rule',
    },
  );
  const filtered = applyFilters(chosen, call.input.Filters, {
    'group-id': ({ GroupId }) => GroupId,
    'security-group-rule-id': ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
  });
  const { items, rest } = tokenPage(call, 'DescribeSecurityGroupRules', filtered);
  return { SecurityGroupRules: items, ...rest };
}

function rulesOf(group: SecurityGroup, permission: IpPermission, isEgress: boolean): SecurityGroupRule[] {
  const sources: SecurityGroupRule[] = [
    ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) => ({ CidrIpv4: CidrIp, Description })),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => ({ CidrIpv6, Description })),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId, Description }) => ({
      PrefixListId,
      Description,
    })),
    ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, UserId, VpcId, PeeringStatus, Description }) => ({
      ReferencedGroupInfo: { GroupId, UserId, VpcId, PeeringStatus },
      Description,
    })),
  ];
  return sources.map((source) => {
    const { IpProtocol, FromPort = -1, ToPort = -1 } = permission;
    const id = ruleId(JSON.stringify([group.GroupId, isEgress, IpProtocol, FromPort, ToPort, source]));
    return {
      ...source,
      SecurityGroupRuleId: id,
      SecurityGroupRuleArn: group.SecurityGroupArn?.replace(
        /security-group\/.*$/,
        `security-group-rule/${id}`,
      ),
      GroupId: group.GroupId,
      GroupOwnerId: group.OwnerId,
      IsEgress: isEgress,
      IpProtocol,
      FromPort,
      ToPort,
      Tags: [],
    };
  });
}

/** A rule's id follows from what it says, so that it is the same at every look. */
function ruleId(content: string): string {
  return `sgr-0${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}

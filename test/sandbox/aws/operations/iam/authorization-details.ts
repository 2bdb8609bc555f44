import type {
  EntityType,
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse,
  GroupDetail,
  ManagedPolicyDetail,
  RoleDetail,
  UserDetail,
} from '@aws-sdk/client-iam';
import type { IamGroup, IamUser, ManagedPolicy, OperationCall } from '../../contract.ts';
import { attachedPolicies, boundaryOf, inlinePolicies } from './documents.ts';
import { markedPage, maxItems } from './pages.ts';
import { describePolicy, versionOf } from './policies.ts';
import { type PolicyUsage, policyUsage, usedAwsPolicies } from './policy-usage.ts';
import { bareRole, profilesOf, roleUse } from './roles.ts';
import { bareUser } from './users.ts';
import { requireOneOf } from './validation.ts';

const entityTypes: readonly EntityType[] = [
  'User',
  'Role',
  'Group',
  'LocalManagedPolicy',
  'AWSManagedPolicy',
];

interface Details {
  readonly UserDetailList: UserDetail[];
  readonly GroupDetailList: GroupDetail[];
  readonly RoleDetailList: RoleDetail[];
  readonly Policies: ManagedPolicyDetail[];
}
/** Puts one entity into the list it belongs to; run only for the entities of the page asked for. */
type Entry = (details: Details) => void;

/**
 * Users, groups, roles and policies of the account in one list. Each page but the last is kept a tenth short,
 * because AWS may answer fewer than MaxItems with IsTruncated set and readers must not take a short page for
 * the last one.
 */
export function getAccountAuthorizationDetails(
  call: OperationCall<GetAccountAuthorizationDetailsRequest>,
): GetAccountAuthorizationDetailsResponse {
  for (const type of call.input.Filter ?? []) requireOneOf(type, 'filter', entityTypes);
  const wanted = maxItems(call.input);
  const entries = allEntries(call);
  const short = entries.length > wanted ? Math.max(1, wanted - Math.floor(wanted / 10)) : wanted;
  const { items, rest } = markedPage(call, 'GetAccountAuthorizationDetails', entries, short);
  const details: Details = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] };
  for (const put of items) put(details);
  return { ...details, ...rest };
}

function allEntries({
  account,
  input,
  world,
}: OperationCall<GetAccountAuthorizationDetailsRequest>): Entry[] {
  const iam = account.iam();
  const usage = policyUsage(iam);
  const filter = input.Filter ?? [];
  const include = <Item>(type: EntityType, items: Iterable<Item>, put: (item: Item) => Entry): Entry[] =>
    filter.length === 0 || filter.includes(type) ? [...items].map(put) : [];
  const policy = (item: ManagedPolicy): Entry => {
    return (details) => details.Policies.push(policyDetail(item, usage(item.Arn)));
  };
  return [
    ...include(
      'User',
      iam.users.values(),
      (user) => (details) => details.UserDetailList.push(userDetail(user)),
    ),
    ...include('Group', iam.groups.values(), (group) => (details) => {
      details.GroupDetailList.push(groupDetail(group));
    }),
    ...include('Role', iam.roles.values(), (role) => (details) => {
      details.RoleDetailList.push({
        ...bareRole(role),
        InstanceProfileList: profilesOf(role),
        RolePolicyList: inlinePolicies(role.inlinePolicies),
        AttachedManagedPolicies: attachedPolicies(role.attachedPolicyArns),
        ...boundaryOf(role),
        Tags: role.tags,
        ...roleUse(role),
      });
    }),
    ...include('LocalManagedPolicy', iam.policies.values(), policy),
    ...include('AWSManagedPolicy', usedAwsPolicies(world, iam), policy),
  ];
}

function userDetail(user: IamUser): UserDetail {
  return {
    ...bareUser(user),
    ...(user.inlinePolicies.length > 0 ? { UserPolicyList: inlinePolicies(user.inlinePolicies) } : {}),
    GroupList: user.groups,
    AttachedManagedPolicies: attachedPolicies(user.attachedPolicyArns),
    ...boundaryOf(user),
    Tags: user.tags,
  };
}

function groupDetail(group: IamGroup): GroupDetail {
  const { Path, GroupName, GroupId, Arn, CreateDate } = group;
  return {
    ...{ Path, GroupName, GroupId, Arn, CreateDate },
    GroupPolicyList: inlinePolicies(group.inlinePolicies),
    AttachedManagedPolicies: attachedPolicies(group.attachedPolicyArns),
  };
}

function policyDetail(policy: ManagedPolicy, usage: PolicyUsage): ManagedPolicyDetail {
  return {
    ...describePolicy(policy, usage),
    ...(policy.Description === undefined ? {} : { Description: policy.Description }),
    PolicyVersionList: policy.versions.map((version) => versionOf(policy, version)),
  };
}

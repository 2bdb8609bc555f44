import type {
  AttachedPolicy,
  Group,
  ListAttachedUserPoliciesResponse,
  ListGroupsForUserRequest,
  ListGroupsForUserResponse,
  ListUserPoliciesResponse,
  PolicyDetail,
} from '@aws-sdk/client-iam';
import type { IamState, NamedDocument, OperationCall } from '../../contract.ts';
import { attachedPolicies, inlinePolicies } from './documents.ts';
import { type MarkedRequest, markedPage } from './pages.ts';
import { namedUser } from './users.ts';
import { noSuchEntity } from './validation.ts';

/** What asks for the policies of one entity: by the name of a user, a group or a role. */
interface EntityRequest extends MarkedRequest {
  readonly UserName?: string;
  readonly GroupName?: string;
  readonly RoleName?: string;
  readonly PolicyName?: string;
  readonly PathPrefix?: string;
}

interface Entity {
  readonly inlinePolicies: NamedDocument[];
  readonly attachedPolicyArns: string[];
}

/** ListAttached{User,Group,Role}Policies: three operations with one answer. */
export function listAttachedPolicies(call: OperationCall<EntityRequest>): ListAttachedUserPoliciesResponse {
  const attached: AttachedPolicy[] = attachedPolicies(entityOf(call).attachedPolicyArns);
  const { items, rest } = markedPage(call, 'ListAttachedPolicies', attached);
  return { AttachedPolicies: items, ...rest };
}

/** List{User,Group,Role}Policies: the names of inline policies. */
export function listInlinePolicies(call: OperationCall<EntityRequest>): ListUserPoliciesResponse {
  const names = entityOf(call).inlinePolicies.map(({ PolicyName }) => PolicyName);
  const { items, rest } = markedPage(call, 'ListInlinePolicies', names);
  return { PolicyNames: items, ...rest };
}

/** Get{User,Group,Role}Policy: one inline policy, with the name of the entity that was asked for. */
export function getInlinePolicy(call: OperationCall<EntityRequest>): PolicyDetail & EntityRequest {
  const { PolicyName, UserName, GroupName, RoleName } = call.input;
  const [policy] = inlinePolicies(
    entityOf(call).inlinePolicies.filter((each) => each.PolicyName === PolicyName),
  );
  if (policy === undefined) throw noSuchEntity(`The policy with name ${PolicyName} cannot be found.`);
  return {
    ...(UserName === undefined ? {} : { UserName }),
    ...(GroupName === undefined ? {} : { GroupName }),
    ...(RoleName === undefined ? {} : { RoleName }),
    ...policy,
  } as PolicyDetail & EntityRequest;
}

export function listGroupsForUser(call: OperationCall<ListGroupsForUserRequest>): ListGroupsForUserResponse {
  const { groups } = call.account.iam();
  const found = namedUser(call).groups.flatMap((name): Group[] => {
    const group = groups.get(name);
    if (group === undefined) return [];
    const { Path, GroupName, GroupId, Arn, CreateDate } = group;
    return [{ Path, GroupName, GroupId, Arn, CreateDate }];
  });
  const { items, rest } = markedPage(call, 'ListGroupsForUser', found);
  return { Groups: items, ...rest };
}

function entityOf({ account, input }: OperationCall<EntityRequest>): Entity {
  const iam: IamState = account.iam();
  const { UserName, GroupName, RoleName } = input;
  const [kind, name, entity] =
    UserName !== undefined
      ? ['user', UserName, iam.users.get(UserName)]
      : GroupName !== undefined
        ? ['group', GroupName, iam.groups.get(GroupName)]
        : ['role', RoleName, iam.roles.get(RoleName ?? '')];
  if (entity === undefined) throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
  return entity as Entity;
}

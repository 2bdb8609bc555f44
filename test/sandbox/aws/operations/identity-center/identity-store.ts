import type * as sdk from '@aws-sdk/client-identitystore';
import type { Operation, OperationCall } from '../../contract.ts';
import type { IdentityCenterState } from '../../identity-center-state.ts';
import { typed } from '../typed.ts';
import { cut, instanceIn, notFound, requireAdministrator } from './reach.ts';

/** The identity store of IAM Identity Center, read side. */
export const identityStoreOperations: Readonly<Record<string, Operation>> = {
  ListUsers: typed<sdk.ListUsersRequest, sdk.ListUsersResponse>((call) => {
    const { items, next } = cut(call, 'ListUsers', store(call).users);
    return { Users: items, ...next };
  }),

  ListGroups: typed<sdk.ListGroupsRequest, sdk.ListGroupsResponse>((call) => {
    const { items, next } = cut(call, 'ListGroups', store(call).groups);
    return { Groups: items, ...next };
  }),

  ListGroupMemberships: typed<sdk.ListGroupMembershipsRequest, sdk.ListGroupMembershipsResponse>((call) => {
    const { GroupId } = call.input;
    const { groups, memberships } = store(call);
    if (!groups.some((group) => group.GroupId === GroupId)) throw notFound('GROUP');
    const members = memberships.filter((membership) => membership.GroupId === GroupId);
    const { items, next } = cut(call, `ListGroupMemberships ${GroupId}`, members);
    return { GroupMemberships: items, ...next };
  }),
};

function store(
  call: OperationCall & { readonly input: { IdentityStoreId: string | undefined } },
): IdentityCenterState {
  const instance = instanceIn(call);
  if (!instance || instance.identityStoreId !== call.input.IdentityStoreId) throw notFound('IDENTITY_STORE');
  requireAdministrator(call);
  return instance;
}

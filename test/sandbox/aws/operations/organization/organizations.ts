import type * as sdk from '@aws-sdk/client-organizations';
import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { cut, fromAdministrator, fromMember, invalidInput } from './calls.ts';
import { organizationDelegationOperations } from './delegation.ts';
import { effectivePolicyOperations } from './effective-policies.ts';
import { organizationHandshakeOperations } from './handshakes.ts';
import { organizationPolicyOperations } from './policies.ts';
import { responsibilityTransferOperations } from './responsibility-transfers.ts';
import { describeAccount, describeOrganization, describeRoot, describeUnit, resourceTags } from './views.ts';

/** AWS Organizations, read side. All but DescribeOrganization answer administrators of the organization only. */
export const organizationsOperations: Readonly<Record<string, Operation>> = {
  DescribeOrganization: fromMember<object, sdk.DescribeOrganizationResponse>(({ world }) => ({
    Organization: describeOrganization(world),
  })),

  ListRoots: fromAdministrator<sdk.ListRootsRequest, sdk.ListRootsResponse>((call) => {
    const { items, next } = cut(call, 'ListRoots', [describeRoot(call.world)]);
    return { Roots: items, ...next };
  }),

  ListAccounts: fromAdministrator<sdk.ListAccountsRequest, sdk.ListAccountsResponse>((call) => {
    const { items, next } = cut(call, 'ListAccounts', [...call.world.accounts.values()]);
    return { Accounts: items.map((account) => describeAccount(call.world, account)), ...next };
  }),

  DescribeAccount: fromAdministrator<sdk.DescribeAccountRequest, sdk.DescribeAccountResponse>(
    ({ input, world }) => {
      const account = world.accounts.get(input.AccountId ?? '');
      if (!account)
        throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
      return { Account: describeAccount(world, account) };
    },
  ),

  ListAccountsForParent: fromAdministrator<
    sdk.ListAccountsForParentRequest,
    sdk.ListAccountsForParentResponse
  >((call) => {
    const accounts = accountsUnder(call, call.input.ParentId);
    const { items, next } = cut(call, `ListAccountsForParent ${call.input.ParentId}`, accounts);
    return { Accounts: items.map((account) => describeAccount(call.world, account)), ...next };
  }),

  ListOrganizationalUnitsForParent: fromAdministrator<
    sdk.ListOrganizationalUnitsForParentRequest,
    sdk.ListOrganizationalUnitsForParentResponse
  >((call) => {
    const units = unitsUnder(call, call.input.ParentId);
    const { items, next } = cut(call, `ListOrganizationalUnitsForParent ${call.input.ParentId}`, units);
    return { OrganizationalUnits: items.map((unit) => describeUnit(call.world, unit)), ...next };
  }),

  ListChildren: fromAdministrator<sdk.ListChildrenRequest, sdk.ListChildrenResponse>((call) => {
    const { ParentId, ChildType } = call.input;
    if (ChildType !== 'ACCOUNT' && ChildType !== 'ORGANIZATIONAL_UNIT') throw invalidInput('INVALID_ENUM');
    const children = ChildType === 'ACCOUNT' ? accountsUnder(call, ParentId) : unitsUnder(call, ParentId);
    const { items, next } = cut<{ id: string }>(call, `ListChildren ${ParentId} ${ChildType}`, children);
    return { Children: items.map(({ id }) => ({ Id: id, Type: ChildType })), ...next };
  }),

  ListParents: fromAdministrator<sdk.ListParentsRequest, sdk.ListParentsResponse>((call) => {
    const { ChildId = '' } = call.input;
    const child = call.world.accounts.get(ChildId) ?? call.world.organizationalUnits.get(ChildId);
    if (!child) throw new AwsError('ChildNotFoundException', "You specified a child that doesn't exist.");
    const type = child.parentId === call.world.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
    const { items, next } = cut(call, `ListParents ${ChildId}`, [
      { Id: child.parentId, Type: type } as const,
    ]);
    return { Parents: items, ...next };
  }),

  DescribeOrganizationalUnit: fromAdministrator<
    sdk.DescribeOrganizationalUnitRequest,
    sdk.DescribeOrganizationalUnitResponse
  >(({ input, world }) => {
    const unit = world.organizationalUnits.get(input.OrganizationalUnitId ?? '');
    if (!unit) {
      throw new AwsError(
        'OrganizationalUnitNotFoundException',
        "You specified an organizational unit that doesn't exist.",
      );
    }
    return { OrganizationalUnit: describeUnit(world, unit) };
  }),

  ListTagsForResource: fromAdministrator<sdk.ListTagsForResourceRequest, sdk.ListTagsForResourceResponse>(
    (call) => {
      const { ResourceId = '' } = call.input;
      const tags = resourceTags(call.world, ResourceId);
      if (!tags) throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
      // The request has no MaxResults; AWS allows fifty tags on a resource, and so does one page.
      const { items, next } = cut(call, `ListTagsForResource ${ResourceId}`, tags, 50);
      return { Tags: items, ...next };
    },
  ),

  ...organizationPolicyOperations,
  ...organizationDelegationOperations,
  ...organizationHandshakeOperations,
  ...responsibilityTransferOperations,
  ...effectivePolicyOperations,
};

function accountsUnder({ world }: OperationCall, parentId: string | undefined) {
  requireParent(world, parentId);
  return [...world.accounts.values()].filter((account) => account.parentId === parentId);
}

function unitsUnder({ world }: OperationCall, parentId: string | undefined) {
  requireParent(world, parentId);
  return [...world.organizationalUnits.values()].filter((unit) => unit.parentId === parentId);
}

function requireParent(world: OperationCall['world'], parentId = ''): void {
  if (parentId !== world.rootId && !world.organizationalUnits.has(parentId)) {
    throw new AwsError('ParentNotFoundException', "You specified parent that doesn't exist.");
  }
}

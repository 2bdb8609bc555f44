import type * as sdk from '@aws-sdk/client-organizations';
import { PolicyType } from '@aws-sdk/client-organizations';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import {
  describeAccount,
  describeOrganization,
  describeRoot,
  describeUnit,
  resourceTags,
} from './organization-views.ts';
import { typed } from './typed.ts';

const pageLimit = 20;
const policyTypes: ReadonlySet<string> = new Set(Object.values(PolicyType));

/** AWS Organizations, read side. All but DescribeOrganization answer the management account only. */
export const organizationsOperations: Readonly<Record<string, Operation>> = {
  DescribeOrganization: typed<object, sdk.DescribeOrganizationResponse>(({ world }) => ({
    Organization: describeOrganization(world),
  })),

  ListRoots: fromManagement<sdk.ListRootsRequest, sdk.ListRootsResponse>((call) => {
    const { items, next } = cut(call, 'ListRoots', [describeRoot(call.world)]);
    return { Roots: items, ...next };
  }),

  ListAccounts: fromManagement<sdk.ListAccountsRequest, sdk.ListAccountsResponse>((call) => {
    const { items, next } = cut(call, 'ListAccounts', [...call.world.accounts.values()]);
    return { Accounts: items.map((account) => describeAccount(call.world, account)), ...next };
  }),

  DescribeAccount: fromManagement<sdk.DescribeAccountRequest, sdk.DescribeAccountResponse>(
    ({ input, world }) => {
      const account = world.accounts.get(input.AccountId ?? '');
      if (!account)
        throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
      return { Account: describeAccount(world, account) };
    },
  ),

  ListAccountsForParent: fromManagement<sdk.ListAccountsForParentRequest, sdk.ListAccountsForParentResponse>(
    (call) => {
      const accounts = accountsUnder(call, call.input.ParentId);
      const { items, next } = cut(call, `ListAccountsForParent ${call.input.ParentId}`, accounts);
      return { Accounts: items.map((account) => describeAccount(call.world, account)), ...next };
    },
  ),

  ListOrganizationalUnitsForParent: fromManagement<
    sdk.ListOrganizationalUnitsForParentRequest,
    sdk.ListOrganizationalUnitsForParentResponse
  >((call) => {
    const units = unitsUnder(call, call.input.ParentId);
    const { items, next } = cut(call, `ListOrganizationalUnitsForParent ${call.input.ParentId}`, units);
    return { OrganizationalUnits: items.map((unit) => describeUnit(call.world, unit)), ...next };
  }),

  ListChildren: fromManagement<sdk.ListChildrenRequest, sdk.ListChildrenResponse>((call) => {
    const { ParentId, ChildType } = call.input;
    if (ChildType !== 'ACCOUNT' && ChildType !== 'ORGANIZATIONAL_UNIT') throw invalidInput('INVALID_ENUM');
    const children = ChildType === 'ACCOUNT' ? accountsUnder(call, ParentId) : unitsUnder(call, ParentId);
    const { items, next } = cut<{ id: string }>(call, `ListChildren ${ParentId} ${ChildType}`, children);
    return { Children: items.map(({ id }) => ({ Id: id, Type: ChildType })), ...next };
  }),

  ListParents: fromManagement<sdk.ListParentsRequest, sdk.ListParentsResponse>((call) => {
    const { ChildId = '' } = call.input;
    const child = call.world.accounts.get(ChildId) ?? call.world.organizationalUnits.get(ChildId);
    if (!child) throw new AwsError('ChildNotFoundException', "You specified a child that doesn't exist.");
    const type = child.parentId === call.world.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
    const { items, next } = cut(call, `ListParents ${ChildId}`, [
      { Id: child.parentId, Type: type } as const,
    ]);
    return { Parents: items, ...next };
  }),

  DescribeOrganizationalUnit: fromManagement<
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

  ListTagsForResource: fromManagement<sdk.ListTagsForResourceRequest, sdk.ListTagsForResourceResponse>(
    (call) => {
      const { ResourceId = '' } = call.input;
      const tags = resourceTags(call.world, ResourceId);
      if (!tags) throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
      // The request has no MaxResults; AWS allows fifty tags on a resource, and so does one page.
      const { items, next } = cut(call, `ListTagsForResource ${ResourceId}`, tags, 50);
      return { Tags: items, ...next };
    },
  ),

  ListPolicies: fromManagement<sdk.ListPoliciesRequest, sdk.ListPoliciesResponse>((call) => {
    const { world, input } = call;
    if (!policyTypes.has(input.Filter ?? '')) throw invalidInput('INVALID_ENUM_POLICY_TYPE');
    const policies = input.Filter === 'SERVICE_CONTROL_POLICY' ? world.serviceControlPolicies : [];
    const { items, next } = cut(call, `ListPolicies ${input.Filter}`, policies);
    return {
      Policies: items.map(({ id, name }) => ({
        Id: id,
        Arn:
          id === 'p-FullAWSAccess'
            ? `arn:${world.partition}:organizations::aws:policy/service_control_policy/${id}`
            : `arn:${world.partition}:organizations::${world.managementAccountId}:policy/${world.organizationId}/service_control_policy/${id}`,
        Name: name,
        Type: 'SERVICE_CONTROL_POLICY' as const,
        AwsManaged: id === 'p-FullAWSAccess',
      })),
      ...next,
    };
  }),

  /** No generated organization has delegated any service. */
  ListDelegatedAdministrators: fromManagement<
    sdk.ListDelegatedAdministratorsRequest,
    sdk.ListDelegatedAdministratorsResponse
  >(() => ({ DelegatedAdministrators: [] })),
};

function fromManagement<Input, Output extends object>(
  run: (call: OperationCall<Input>) => Output,
): Operation {
  return typed<Input, Output>((call) => {
    if (!call.account.isManagement) {
      throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
    }
    return run(call);
  });
}

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

interface PagedInput {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}

function cut<T>(
  call: OperationCall & { readonly input: PagedInput },
  list: string,
  items: readonly T[],
  limit = pageLimit,
): { items: T[]; next: { NextToken?: string } } {
  const { MaxResults = limit, NextToken } = call.input;
  if (MaxResults < 1) throw invalidInput('MIN_VALUE_EXCEEDED');
  if (MaxResults > limit) throw invalidInput('MAX_VALUE_EXCEEDED');
  const page = pageOf(call, {
    list,
    items,
    size: MaxResults,
    token: NextToken,
    invalidToken: () => invalidInput('INVALID_NEXT_TOKEN'),
  });
  return { items: [...page.items], next: page.nextToken === undefined ? {} : { NextToken: page.nextToken } };
}

function invalidInput(reason: string): AwsError {
  return new AwsError('InvalidInputException', 'You specified an invalid value.', 400, { Reason: reason });
}

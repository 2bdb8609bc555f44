import type * as sdk from '@aws-sdk/client-sso-admin';
import type { Operation, OperationCall } from '../../contract.ts';
import type { PermissionSetState } from '../../identity-center-state.ts';
import { typed } from '../typed.ts';
import { applicationOperations } from './applications.ts';
import { administered, cut, instanceIn, notFound } from './reach.ts';

type PermissionSetCall = OperationCall & {
  readonly input: { InstanceArn: string | undefined; PermissionSetArn: string | undefined };
};

/** IAM Identity Center's administration, read side. It signs as `sso`. */
export const identityCenterOperations: Readonly<Record<string, Operation>> = {
  /** Every account of the organization sees the instance in its region; elsewhere there is just none. */
  ListInstances: typed<sdk.ListInstancesRequest, sdk.ListInstancesResponse>((call) => {
    const instance = instanceIn(call);
    const { items, next } = cut(call, 'ListInstances', instance ? [instance] : []);
    return {
      Instances: items.map(({ instanceArn, identityStoreId, createdAt }) => ({
        InstanceArn: instanceArn,
        IdentityStoreId: identityStoreId,
        OwnerAccountId: call.world.managementAccountId,
        Name: 'organization',
        CreatedDate: createdAt,
        Status: 'ACTIVE' as const,
      })),
      ...next,
    };
  }),

  ListPermissionSets: typed<sdk.ListPermissionSetsRequest, sdk.ListPermissionSetsResponse>((call) => {
    const { permissionSets } = administered(call);
    const { items, next } = cut(call, 'ListPermissionSets', permissionSets);
    return { PermissionSets: items.map(({ set }) => set.PermissionSetArn), ...next };
  }),

  DescribePermissionSet: typed<sdk.DescribePermissionSetRequest, sdk.DescribePermissionSetResponse>(
    (call) => ({ PermissionSet: permissionSet(call).set }),
  ),

  GetInlinePolicyForPermissionSet: typed<
    sdk.GetInlinePolicyForPermissionSetRequest,
    sdk.GetInlinePolicyForPermissionSetResponse
  >((call) => ({ InlinePolicy: permissionSet(call).inlinePolicy })),

  ListManagedPoliciesInPermissionSet: typed<
    sdk.ListManagedPoliciesInPermissionSetRequest,
    sdk.ListManagedPoliciesInPermissionSetResponse
  >((call) => {
    const list = `ListManagedPolicies ${call.input.PermissionSetArn}`;
    const { items, next } = cut(call, list, permissionSet(call).managedPolicies);
    return { AttachedManagedPolicies: items, ...next };
  }),

  ListCustomerManagedPolicyReferencesInPermissionSet: typed<
    sdk.ListCustomerManagedPolicyReferencesInPermissionSetRequest,
    sdk.ListCustomerManagedPolicyReferencesInPermissionSetResponse
  >((call) => {
    const list = `ListCustomerManagedPolicyReferences ${call.input.PermissionSetArn}`;
    const { items, next } = cut(call, list, permissionSet(call).customerManagedPolicies);
    return { CustomerManagedPolicyReferences: items, ...next };
  }),

  /** A permission set without a boundary has nothing to find. */
  GetPermissionsBoundaryForPermissionSet: typed<
    sdk.GetPermissionsBoundaryForPermissionSetRequest,
    sdk.GetPermissionsBoundaryForPermissionSetResponse
  >((call) => {
    const { boundary } = permissionSet(call);
    if (!boundary) throw notFound('PermissionsBoundary');
    return { PermissionsBoundary: boundary };
  }),

  ListAccountsForProvisionedPermissionSet: typed<
    sdk.ListAccountsForProvisionedPermissionSetRequest,
    sdk.ListAccountsForProvisionedPermissionSetResponse
  >((call) => {
    const { assignments } = administered(call);
    const { set } = permissionSet(call);
    const provisioned = assignments.filter((one) => one.PermissionSetArn === set.PermissionSetArn);
    const accounts = [...new Set(provisioned.map(({ AccountId = '' }) => AccountId))];
    const { items, next } = cut(call, `ListAccounts ${set.PermissionSetArn}`, accounts);
    return { AccountIds: items, ...next };
  }),

  ListAccountAssignments: typed<sdk.ListAccountAssignmentsRequest, sdk.ListAccountAssignmentsResponse>(
    (call) => {
      const { assignments } = administered(call);
      const { set } = permissionSet(call);
      const { AccountId } = call.input;
      const found = assignments.filter(
        (one) => one.AccountId === AccountId && one.PermissionSetArn === set.PermissionSetArn,
      );
      const { items, next } = cut(call, `ListAccountAssignments ${AccountId} ${set.PermissionSetArn}`, found);
      return { AccountAssignments: items, ...next };
    },
  ),

  ...applicationOperations,
};

function permissionSet(call: PermissionSetCall): PermissionSetState {
  const { PermissionSetArn = '' } = call.input;
  const found = administered(call).permissionSets.find(
    ({ set }) => set.PermissionSetArn === PermissionSetArn,
  );
  if (!found) throw notFound('PermissionSet');
  return found;
}

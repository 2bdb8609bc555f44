import type * as sdk from '@aws-sdk/client-sso-admin';
import { jsonDocument } from '../../policy/policy-document.ts';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { ofEach, unlessNotFound } from '../not-found.ts';
import { readInstance } from './instance.ts';
import { identityCenter } from './service.ts';

/** The most that a page of Identity Center holds. */
const pageSize = 100;

/** AWS's code for a permission set that was deleted since it was listed, and for one without a boundary. */
const gone = ['ResourceNotFoundException'];

/** How a call names a permission set. */
export interface PermissionSetRef {
  readonly InstanceArn: string;
  readonly PermissionSetArn: string;
}

/** A permission set with all that it grants. */
export interface PermissionSetFacts extends sdk.PermissionSet {
  /** JSON, or text where it is none; missing where there is no inline policy. */
  readonly InlinePolicy?: unknown;
  readonly ManagedPolicies: readonly sdk.AttachedManagedPolicy[];
  readonly CustomerManagedPolicies: readonly sdk.CustomerManagedPolicyReference[];
  readonly PermissionsBoundary?: sdk.PermissionsBoundary;
}

/** Every permission set of the instance, listed once for all collectors. */
export function readPermissionSets(context: CollectContext): Promise<readonly PermissionSetRef[]> {
  return context.once('identitycenter:permission_sets', async (shared) => {
    const { InstanceArn } = await readInstance(shared);
    const request = { input: { InstanceArn }, pageSize };
    const arns = await listAll(shared, identityCenter, 'ListPermissionSets', 'PermissionSets', request);
    return arns.map((PermissionSetArn) => ({ InstanceArn, PermissionSetArn }));
  });
}

/** Policies and settings of each permission set, at five calls a set. */
export async function* readPermissionSetFacts(context: CollectContext): AsyncGenerator<PermissionSetFacts> {
  const items = await readPermissionSets(context);
  yield* ofEach({ items, gone, things: 'permission sets' }, async (set) => [await readFacts(context, set)]);
}

async function readFacts(context: CollectContext, set: PermissionSetRef): Promise<PermissionSetFacts> {
  // First, for AWS answers that the boundary is not found where the set has none; the next call tells the set itself.
  const boundary = await unlessNotFound(gone, () =>
    ask(context, identityCenter, 'GetPermissionsBoundaryForPermissionSet', set),
  );
  const { PermissionSet } = await ask(context, identityCenter, 'DescribePermissionSet', set);
  if (!PermissionSet) throw withoutMember('DescribePermissionSet', 'PermissionSet');
  const { InlinePolicy } = await ask(context, identityCenter, 'GetInlinePolicyForPermissionSet', set);
  return {
    ...PermissionSet,
    ...(InlinePolicy ? { InlinePolicy: jsonDocument(InlinePolicy) } : {}),
    ManagedPolicies: await listAll(
      context,
      identityCenter,
      'ListManagedPoliciesInPermissionSet',
      'AttachedManagedPolicies',
      { input: set, pageSize },
    ),
    CustomerManagedPolicies: await listAll(
      context,
      identityCenter,
      'ListCustomerManagedPolicyReferencesInPermissionSet',
      'CustomerManagedPolicyReferences',
      { input: set, pageSize },
    ),
    ...(boundary?.PermissionsBoundary ? { PermissionsBoundary: boundary.PermissionsBoundary } : {}),
  };
}

import {
  type AttachedManagedPolicy,
  type CustomerManagedPolicyReference,
  DescribePermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  GetPermissionsBoundaryForPermissionSetCommand,
  type PermissionSet,
  type PermissionsBoundary,
  paginateListCustomerManagedPolicyReferencesInPermissionSet,
  paginateListManagedPoliciesInPermissionSet,
  paginateListPermissionSets,
  ResourceNotFoundException,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { requiredList, withoutMember } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { jsonDocument } from '../policy-document.ts';
import { readInstance } from './instance.ts';

/** The most that a page of Identity Center holds. */
const pageSize = 100;

/** How a call names a permission set. */
export interface PermissionSetRef {
  readonly InstanceArn: string;
  readonly PermissionSetArn: string;
}

/** A permission set with all that it grants. */
export interface PermissionSetFacts extends PermissionSet {
  /** JSON, or text where it is none; missing where there is no inline policy. */
  readonly InlinePolicy?: unknown;
  readonly ManagedPolicies: readonly AttachedManagedPolicy[];
  readonly CustomerManagedPolicies: readonly CustomerManagedPolicyReference[];
  readonly PermissionsBoundary?: PermissionsBoundary;
}

/** Every permission set of the instance, listed once for whoever needs them. */
export function readPermissionSets(context: CollectContext): Promise<readonly PermissionSetRef[]> {
  return context.once('identitycenter:permission_sets', async () => {
    const { InstanceArn } = await readInstance(context);
    const config = { client: context.client(SSOAdminClient), pageSize };
    const sets: PermissionSetRef[] = [];
    for await (const page of paginateListPermissionSets(
      config,
      { InstanceArn },
      { abortSignal: context.signal },
    )) {
      for (const PermissionSetArn of requiredList(
        page.PermissionSets,
        'ListPermissionSets',
        'PermissionSets',
      )) {
        sets.push({ InstanceArn, PermissionSetArn });
      }
    }
    return sets;
  });
}

/** What each permission set grants, at five calls a set. */
export async function* permissionSets(context: CollectContext): AsyncGenerator<PermissionSetFacts> {
  for (const set of await readPermissionSets(context)) {
    const facts = await unlessGone(() => readFacts(context, set));
    if (facts) yield facts;
  }
}

/** Nothing where the permission set was deleted since it was listed. */
async function unlessGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function readFacts(context: CollectContext, set: PermissionSetRef): Promise<PermissionSetFacts> {
  const client = context.client(SSOAdminClient);
  const options = { abortSignal: context.signal };
  // First, for AWS answers that the boundary is not found where the set has none; the next call tells the set itself.
  const boundary = await unlessGone(() =>
    client.send(new GetPermissionsBoundaryForPermissionSetCommand(set), options),
  );
  const { PermissionSet } = await client.send(new DescribePermissionSetCommand(set), options);
  if (!PermissionSet) throw withoutMember('DescribePermissionSet', 'PermissionSet');
  const { InlinePolicy } = await client.send(new GetInlinePolicyForPermissionSetCommand(set), options);
  return {
    ...PermissionSet,
    ...(InlinePolicy ? { InlinePolicy: jsonDocument(InlinePolicy) } : {}),
    ManagedPolicies: await managedPolicies(context, set),
    CustomerManagedPolicies: await customerManagedPolicies(context, set),
    ...(boundary?.PermissionsBoundary ? { PermissionsBoundary: boundary.PermissionsBoundary } : {}),
  };
}

async function managedPolicies(
  context: CollectContext,
  set: PermissionSetRef,
): Promise<AttachedManagedPolicy[]> {
  const config = { client: context.client(SSOAdminClient), pageSize };
  const options = { abortSignal: context.signal };
  const policies: AttachedManagedPolicy[] = [];
  for await (const page of paginateListManagedPoliciesInPermissionSet(config, { ...set }, options)) {
    const operation = 'ListManagedPoliciesInPermissionSet';
    policies.push(...requiredList(page.AttachedManagedPolicies, operation, 'AttachedManagedPolicies'));
  }
  return policies;
}

async function customerManagedPolicies(
  context: CollectContext,
  set: PermissionSetRef,
): Promise<CustomerManagedPolicyReference[]> {
  const config = { client: context.client(SSOAdminClient), pageSize };
  const options = { abortSignal: context.signal };
  const policies: CustomerManagedPolicyReference[] = [];
  const pages = paginateListCustomerManagedPolicyReferencesInPermissionSet(config, { ...set }, options);
  for await (const page of pages) {
    const [operation, member] = [
      'ListCustomerManagedPolicyReferencesInPermissionSet',
      'CustomerManagedPolicyReferences',
    ];
    policies.push(...requiredList(page.CustomerManagedPolicyReferences, operation, member));
  }
  return policies;
}

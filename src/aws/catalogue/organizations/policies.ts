import type { PolicySummary, PolicyTargetSummary } from '@aws-sdk/client-organizations';
import { jsonDocument } from '../../policy/policy-document.ts';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { listAll } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { organizations } from './service.ts';
import { readRoots } from './tree.ts';

/** A policy with its content, as JSON where it is any. */
export interface OrganizationPolicy extends PolicySummary {
  readonly Content: unknown;
}

/** Target to which a policy is attached. */
export interface PolicyAttachment extends PolicyTargetSummary {
  readonly PolicyId: string | undefined;
  readonly PolicyName: string | undefined;
  readonly PolicyType: string | undefined;
}

/**
 * Every policy of the types that the root has enabled, with content and attachments: a call per type, two per policy,
 * and one more per further twenty attachments.
 */
export async function* organizationPolicies(
  context: CollectContext,
): AsyncGenerator<readonly [OrganizationPolicy, readonly PolicyAttachment[]]> {
  const roots = await readRoots(context);
  const types = new Set(roots.flatMap((root) => root.PolicyTypes ?? []).flatMap(({ Type }) => Type ?? []));
  const gone = ['PolicyNotFoundException'];
  for (const Filter of types) {
    const items = await listAll(context, organizations, 'ListPolicies', 'Policies', { input: { Filter } });
    yield* ofEach({ items, gone, things: 'policies' }, async (summary) => [
      await Promise.all([described(context, summary), attachmentsOf(context, summary)]),
    ]);
  }
}

async function described(context: CollectContext, summary: PolicySummary): Promise<OrganizationPolicy> {
  const { Policy } = await ask(context, organizations, 'DescribePolicy', { PolicyId: summary.Id });
  if (Policy?.Content === undefined) throw withoutMember('DescribePolicy', 'Policy.Content');
  return { ...summary, ...Policy.PolicySummary, Content: jsonDocument(Policy.Content) };
}

async function attachmentsOf(context: CollectContext, policy: PolicySummary): Promise<PolicyAttachment[]> {
  const { Id: PolicyId, Name: PolicyName, Type: PolicyType } = policy;
  const request = { input: { PolicyId } };
  const targets = await listAll(context, organizations, 'ListTargetsForPolicy', 'Targets', request);
  return targets.map((target) => ({ ...target, PolicyId, PolicyName, PolicyType }));
}

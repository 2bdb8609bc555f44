import {
  DescribePolicyCommand,
  OrganizationsClient,
  PolicyNotFoundException,
  type PolicySummary,
  type PolicyTargetSummary,
  type PolicyType,
  paginateListPolicies,
  paginateListTargetsForPolicy,
} from '@aws-sdk/client-organizations';
import { requiredList, withoutMember } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { jsonDocument } from '../policy-document.ts';
import { readRoots } from './tree.ts';

/** A policy with its content, as JSON where it is any. */
export interface OrganizationPolicy extends PolicySummary {
  readonly Content: unknown;
}

/** What a policy is attached to. */
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
  for (const type of types) {
    for await (const summary of policiesOf(context, type)) {
      try {
        yield await Promise.all([described(context, summary), attachmentsOf(context, summary)]);
      } catch (error) {
        // Deleted since it was listed.
        if (!(error instanceof PolicyNotFoundException)) throw error;
      }
    }
  }
}

async function* policiesOf(context: CollectContext, type: PolicyType): AsyncGenerator<PolicySummary> {
  const client = context.client(OrganizationsClient);
  const pages = paginateListPolicies({ client }, { Filter: type }, { abortSignal: context.signal });
  for await (const page of pages) yield* requiredList(page.Policies, 'ListPolicies', 'Policies');
}

async function described(context: CollectContext, summary: PolicySummary): Promise<OrganizationPolicy> {
  const command = new DescribePolicyCommand({ PolicyId: summary.Id });
  const client = context.client(OrganizationsClient);
  const { Policy } = await client.send(command, { abortSignal: context.signal });
  if (Policy?.Content === undefined) throw withoutMember('DescribePolicy', 'Policy.Content');
  return { ...summary, ...Policy.PolicySummary, Content: jsonDocument(Policy.Content) };
}

async function attachmentsOf(context: CollectContext, policy: PolicySummary): Promise<PolicyAttachment[]> {
  const client = context.client(OrganizationsClient);
  const attachments: PolicyAttachment[] = [];
  const pages = paginateListTargetsForPolicy(
    { client },
    { PolicyId: policy.Id },
    { abortSignal: context.signal },
  );
  for await (const page of pages) {
    const targets = requiredList(page.Targets, 'ListTargetsForPolicy', 'Targets');
    attachments.push(
      ...targets.map((target) => ({
        ...target,
        PolicyId: policy.Id,
        PolicyName: policy.Name,
        PolicyType: policy.Type,
      })),
    );
  }
  return attachments;
}

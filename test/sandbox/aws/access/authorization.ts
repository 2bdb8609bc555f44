import type { Account, PolicyDocument, World } from '../contract.ts';
import { lineage } from '../organization-tree.ts';
import type { ConditionKeys } from './condition-keys.ts';
import type { Identity } from './credentials.ts';
import { identityPolicies } from './identity-policies.ts';
import { judge } from './policy.ts';

export interface AuthorizationQuestion {
  readonly action: string;
  readonly resource: string;
  readonly keys: ConditionKeys;
  /** What the touched resource's own policy says, where it has one that may stand in for an identity policy. */
  readonly grantedByResource?: boolean;
}

/**
 * Why the caller may not do this, in AWS's words after "is not authorized to perform: …"; undefined if it may
 * (evaluation logic in the IAM guide, reference_policies_evaluation-logic).
 */
export function denial(identity: Identity, question: AuthorizationQuestion): string | undefined {
  const { account, world, caller } = identity;
  const { policies, boundary } = identityPolicies(world, account, caller);
  const layers: readonly (readonly [kind: string, documents: readonly PolicyDocument[]])[] = [
    ...controlLevels(world, account).map((level) => ['service control policy', level] as const),
    ...(boundary ? [['permissions boundary', [boundary]] as const] : []),
    ...(identity.sessionPolicies.length > 0 ? [['session policy', identity.sessionPolicies] as const] : []),
    ['identity-based policy', policies] as const,
  ];
  const verdicts = layers.map(([kind, documents]) => [kind, judge(documents, question)] as const);
  const denied = verdicts.find(([, verdict]) => verdict === 'deny');
  if (denied) return `with an explicit deny in ${article(denied[0])} ${denied[0]}`;
  const silent = verdicts.find(
    ([kind, verdict]) =>
      verdict === 'silent' && !(kind === 'identity-based policy' && question.grantedByResource),
  );
  return silent && `because no ${silent[0]} allows the ${question.action} action`;
}

/** The control policies from the root down to the account, level by level: each level must allow. Without all features there are none. */
function controlLevels(world: World, account: Account): PolicyDocument[][] {
  if (account.isManagement || world.featureSet !== 'ALL') return [];
  return [...lineage(world, account.parentId), account.id].map((id) =>
    world.serviceControlPolicies
      .filter(({ targets }) => targets.includes(id))
      .map(({ document }) => document),
  );
}

function article(kind: string): string {
  return kind === 'identity-based policy' ? 'an' : 'a';
}

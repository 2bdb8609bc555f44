import type { PolicyDocument, PolicyStatement } from '../contract.ts';
import type { ConditionKeys } from './condition-keys.ts';
import { conditionsHold } from './conditions.ts';
import { listOf, matches, withVariables } from './patterns.ts';

export type Verdict = 'allow' | 'deny' | 'silent';

/** One question to a policy. */
export interface AccessQuestion {
  /** `iam:ListUsers`. */
  readonly action: string;
  /** The ARN touched, or `*` for an action that names none: then only a statement about `*` speaks of it. */
  readonly resource: string;
  readonly keys: ConditionKeys;
  /** Who asks, in every form a resource's policy may name it; identity policies have no principals. */
  readonly principals?: ReadonlySet<string>;
}

/** What the documents together say: a deny anywhere wins, then an allow anywhere. */
export function judge(documents: Iterable<PolicyDocument>, question: AccessQuestion): Verdict {
  let verdict: Verdict = 'silent';
  for (const { Statement } of documents) {
    for (const statement of Statement) {
      if (statement.Effect === 'Allow' && verdict === 'allow') continue;
      if (!speaksOf(statement, question)) continue;
      if (statement.Effect === 'Deny') return 'deny';
      verdict = 'allow';
    }
  }
  return verdict;
}

function speaksOf(
  statement: PolicyStatement,
  { action, resource, keys, principals }: AccessQuestion,
): boolean {
  return (
    namesAction(statement, action) &&
    namesResource(statement, resource, keys) &&
    namesPrincipal(statement, principals) &&
    conditionsHold(statement.Condition, keys)
  );
}

function namesAction({ Action, NotAction }: PolicyStatement, action: string): boolean {
  if (NotAction !== undefined) return !matchesAny(NotAction, action.toLowerCase(), lowered);
  return Action !== undefined && matchesAny(Action, action.toLowerCase(), lowered);
}

/** A trust policy has no resource: it is about the role it hangs on. */
function namesResource(
  { Resource, NotResource }: PolicyStatement,
  resource: string,
  keys: ConditionKeys,
): boolean {
  const pattern = (text: string): string => withVariables(text, keys);
  if (NotResource !== undefined) return !matchesAny(NotResource, resource, pattern);
  return Resource === undefined || matchesAny(Resource, resource, pattern);
}

function namesPrincipal(
  { Principal }: PolicyStatement,
  principals: ReadonlySet<string> | undefined,
): boolean {
  if (principals === undefined) return true;
  if (Principal === undefined) return false;
  if (Principal === '*') return true;
  const { AWS = [] } = Principal;
  return listOf(AWS).some((name) => name === '*' || principals.has(name));
}

function matchesAny(
  patterns: string | readonly string[],
  text: string,
  prepare: (pattern: string) => string,
): boolean {
  return typeof patterns === 'string'
    ? matches(prepare(patterns), text)
    : patterns.some((pattern) => matches(prepare(pattern), text));
}

function lowered(pattern: string): string {
  return pattern.toLowerCase();
}

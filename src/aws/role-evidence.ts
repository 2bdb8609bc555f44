import { GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { AccountSession } from './account-session.ts';
import { principalOf } from './caller.ts';
import { homeRegion } from './home-region.ts';
import { asList, type PolicyStatement, statementsOf } from './policy/policy-document.ts';
import { type Hop, roleOf } from './role-session.ts';

/** Nature of a role that refuses us, where we may look at it; `unknown` where we may not. */
export type RoleEvidence =
  | { readonly kind: 'unknown' | 'missing' }
  | { readonly kind: 'distrusts'; readonly trusted: readonly string[] }
  | { readonly kind: 'external_id_wrong' | 'external_id_missing' }
  /** The trust policy names us under conditions: their keys. */
  | { readonly kind: 'conditions'; readonly keys: readonly string[] };

/**
 * Looks at a role from the session that was refused. Only a session of the role's own account that may iam:GetRole
 * sees it: STS itself answers a missing role, a trust policy and an external id alike.
 */
export async function lookAtRole(
  session: AccountSession,
  callerArn: string,
  hop: Hop,
  signal: AbortSignal,
): Promise<RoleEvidence> {
  const { accountId, roleName } = roleOf(hop);
  if (accountId !== session.accountId) return { kind: 'unknown' };
  const client = session.client(IAMClient, homeRegion(session.partition));
  try {
    const command = new GetRoleCommand({ RoleName: roleName });
    const { Role } = await client.send(command, { abortSignal: signal });
    if (Role?.Arn !== hop.roleArn) return { kind: 'missing' };
    return judgeTrust(statementsOf(Role.AssumeRolePolicyDocument), callerArn, hop.externalId);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: error instanceof NoSuchEntityException ? 'missing' : 'unknown' };
  }
}

function judgeTrust(
  statements: readonly PolicyStatement[],
  callerArn: string,
  externalId: string | undefined,
): RoleEvidence {
  const allowing = statements.filter(
    ({ Effect, Action }) =>
      Effect === 'Allow' && asList(Action).some((action) => /^(?:\*|sts:(?:\*|AssumeRole))$/i.test(action)),
  );
  const names = namesOf(callerArn);
  const ours = allowing.filter((statement) => principalsOf(statement).some((name) => names.has(name)));
  if (ours.length === 0) return { kind: 'distrusts', trusted: allowing.flatMap(principalsOf) };
  const asked = ours.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap(Object.entries));
  const external = asked.filter(([key]) => key.toLowerCase() === 'sts:externalid');
  const accepted = external.flatMap(([, values]) => asList(values));
  if (external.length > 0 && externalId === undefined) return { kind: 'external_id_missing' };
  if (external.length > 0 && !accepted.includes(externalId ?? '')) return { kind: 'external_id_wrong' };
  return { kind: 'conditions', keys: [...new Set(asked.map(([key]) => key))] };
}

function principalsOf({ Principal = '' }: PolicyStatement): readonly string[] {
  return typeof Principal === 'string' ? [Principal] : asList(Principal.AWS);
}

/** Every way a trust policy can name the caller: itself, its role, its account, everybody. */
function namesOf(callerArn: string): ReadonlySet<string> {
  const [, partition = '', , , accountId = ''] = callerArn.split(':');
  const root = `arn:${partition}:iam::${accountId}:root`;
  return new Set(['*', callerArn, principalOf(callerArn), root, accountId]);
}

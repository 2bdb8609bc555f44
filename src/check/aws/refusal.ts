import type { AccountSession } from '../../aws/account-session.ts';
import { principalOf } from '../../aws/caller.ts';
import { denialOf } from '../../aws/denial.ts';
import { awsFailure, isDenied } from '../../aws/outcome.ts';
import { lookAtRole, type RoleEvidence } from '../../aws/role-evidence.ts';
import { type Hop, roleOf } from '../../aws/role-session.ts';
import { type Details, failed } from '../cause.ts';
import type { Finding, Place } from '../finding.ts';
import { credentialFailure, wordsOf } from './aws-failure.ts';

/** The session that asked for a role. */
export interface CallingSession {
  readonly session: AccountSession;
  readonly arn: string;
}

/** A role that does not let us in, and as much of the reason as can be found out. */
export interface Refusal {
  readonly place: Place;
  readonly said: string;
  readonly details: Details;
  /** Explained, or undefined where it is one of several things. */
  readonly finding: Finding | undefined;
}

/** Finds out why a role was not assumed: from AWS's words, else from the role itself, where we may look at it. */
export async function investigate(
  place: Place,
  hop: Hop,
  error: unknown,
  caller: CallingSession,
  signal: AbortSignal,
): Promise<Refusal> {
  const said = wordsOf(error);
  const details = detailsOf(hop, caller);
  const explained = (finding: Finding): Refusal => ({ place, said, details, finding });
  if (!isDenied(error)) return explained(otherFailure(place, error));
  const denial = denialOf(awsFailure(error).message);
  if (denial) {
    const code =
      denial.policy === 'identity-based policy' && !denial.explicit
        ? 'caller_lacks_assume_role'
        : 'caller_denied';
    return explained(failed(place, code, said, { ...details, policy: denial.policy }));
  }
  const evidence = await lookAtRole(caller.session, caller.arn, hop, signal);
  return { place, said, details, finding: fromEvidence(place, said, details, evidence) };
}

function otherFailure(place: Place, error: unknown): Finding {
  const { message } = awsFailure(error);
  return message.includes('MaxSessionDuration')
    ? failed(place, 'session_too_long', wordsOf(error))
    : credentialFailure(place, error);
}

function fromEvidence(
  place: Place,
  said: string,
  details: Details,
  evidence: RoleEvidence,
): Finding | undefined {
  switch (evidence.kind) {
    case 'unknown':
      return undefined;
    case 'missing':
      return failed(place, 'role_missing', said, details);
    case 'distrusts':
      return failed(place, 'trust_refuses_us', said, {
        ...details,
        trusted: evidence.trusted.join(', ') || 'nobody',
      });
    case 'conditions':
      return failed(place, 'trust_conditions', said, {
        ...details,
        conditions: evidence.keys.join(', ') || 'a statement that denies',
      });
    default:
      return failed(place, evidence.kind, said, details);
  }
}

function detailsOf(hop: Hop, { arn }: CallingSession): Details {
  const { accountId, roleName } = roleOf(hop);
  return {
    account: accountId,
    role: hop.roleArn,
    name: roleName,
    caller: principalOf(arn),
    trust: trustStatement(principalOf(arn), hop.externalId !== undefined),
  };
}

function trustStatement(principal: string, withExternalId: boolean): string {
  return JSON.stringify({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'sts:AssumeRole',
    ...(withExternalId ? { Condition: { StringEquals: { 'sts:ExternalId': '<external_id>' } } } : {}),
  });
}

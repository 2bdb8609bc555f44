import type { AwsAccess } from '../../aws/access.ts';
import type { AccountSession } from '../../aws/account-session.ts';
import { principalOf } from '../../aws/caller.ts';
import { isDenied } from '../../aws/outcome.ts';
import { type Hop, roleOf } from '../../aws/role-session.ts';
import { throughProxy } from '../../settings/proxy-words.ts';
import { failed, warning } from '../cause.ts';
import { type Finding, ok, type Place } from '../finding.ts';
import type { Way } from '../way.ts';
import { credentialFailure } from './aws-failure.ts';
import { type CallingSession, investigate } from './refusal.ts';

/** Findings of a step, and the session it ends in; none where it cannot go on. */
export interface Entered {
  readonly findings: readonly Finding[];
  readonly caller: CallingSession | undefined;
}

/** The caller that the process is, before any role. */
export async function checkProcessCredentials(way: Way): Promise<Entered> {
  const place = { step: 'process_credentials' } as const;
  try {
    const access = await way.access([]);
    const before = await access.enter({ id: 'process', partition: way.readPlan.partition }, undefined);
    const { arn, accountId, clockOffsetMs } = await way.caller(before);
    const session = await access.enter({ id: accountId, partition: way.readPlan.partition }, undefined);
    const minutes = Math.round(clockOffsetMs / 60_000);
    const clock =
      minutes === 0
        ? []
        : [
            failed(
              place,
              'clock_skew',
              `AWS's clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} ours.`,
            ),
          ];
    return {
      findings: [...clock, ok(place, `${arn}${throughProxy(way.environment.settings.proxy)}`)],
      caller: { session, arn },
    };
  } catch (error) {
    way.environment.signal.throwIfAborted();
    return { findings: [credentialFailure(place, error)], caller: undefined };
  }
}

/** Assumes the roles that all accounts share, one after another, until one refuses. */
export async function checkHops(way: Way, start: CallingSession): Promise<Entered> {
  const { chain, partition } = way.readPlan;
  const findings: Finding[] = [];
  let caller = start;
  for (const [index, hop] of chain.entries()) {
    const access = await way.access(chain.slice(0, index));
    const { accountId } = roleOf(hop);
    const place = { step: 'hop', account: accountId } as const;
    try {
      const session = await access.enter({ id: accountId, partition }, hop);
      findings.push(ok(place, hop.roleArn), ...(await checkExternalId(access, session, hop, caller)));
      caller = { session, arn: hop.roleArn };
    } catch (error) {
      way.environment.signal.throwIfAborted();
      const { finding, said, details } = await investigate(place, hop, error, caller, way.environment.signal);
      findings.push(finding ?? failed(place, 'assume_role_refused', said, details));
      return { findings, caller: undefined };
    }
  }
  return { findings, caller };
}

/** Trial of the role without its external id, as AWS advises: a role that lets us in then lets anybody in. */
export async function checkExternalId(
  access: AwsAccess,
  session: AccountSession,
  hop: Hop,
  caller: CallingSession,
): Promise<readonly Finding[]> {
  if (hop.externalId === undefined) return [];
  const place: Place = { step: 'external_id', account: session.accountId };
  try {
    await access.enter({ id: session.accountId, partition: session.partition }, { roleArn: hop.roleArn });
  } catch (error) {
    access.signal.throwIfAborted();
    if (!isDenied(error)) return [credentialFailure(place, error)];
    return [ok(place, `${hop.roleArn} refuses who does not bring it`)];
  }
  const details = { role: hop.roleArn, caller: principalOf(caller.arn) };
  return [
    warning(place, 'external_id_not_required', `${hop.roleArn} was assumed without an external id.`, details),
  ];
}

import type { AwsAccess } from '../aws/access.ts';
import type { AccountSession } from '../aws/account-session.ts';
import type { PlannedAccount } from '../connectors/connector.ts';
import { checkActions } from './actions.ts';
import { credentialFailure } from './aws-failure.ts';
import { type Finding, ok } from './finding.ts';
import { checkExternalId } from './hops.ts';
import { checkOrganization } from './organization.ts';
import { type CallingSession, investigate, type Refusal } from './refusal.ts';
import { checkRegions } from './regions.ts';
import type { Way } from './way.ts';

/** What was found of one account: not let in, or everything after that. */
export interface AccountChecked {
  readonly account: PlannedAccount;
  readonly refusal?: Refusal;
  readonly findings: readonly Finding[];
}

/** Enters one account as a run would, and asks there for all that a run needs. */
export async function checkAccount(
  way: Way,
  access: AwsAccess,
  caller: CallingSession,
  account: PlannedAccount,
): Promise<AccountChecked> {
  const { hop } = account;
  const { signal } = way.environment;
  const place = { step: 'role', account: account.id } as const;
  let session: AccountSession;
  try {
    session = await access.enter(account, hop);
    if (!hop) await access.confirm(session);
  } catch (error) {
    signal.throwIfAborted();
    if (!hop) return { account, findings: [credentialFailure(place, error)] };
    return { account, refusal: await investigate(place, hop, error, caller, signal), findings: [] };
  }
  const role = hop?.roleArn ?? caller.arn;
  return {
    account,
    findings: [
      ok(place, role),
      ...(hop ? await checkExternalId(access, session, hop, caller) : []),
      ...(await inside(way, session, role)),
    ],
  };
}

async function inside(way: Way, session: AccountSession, role: string): Promise<readonly Finding[]> {
  const organization = await checkOrganization(way, session, role);
  if (!organization.goOn) return organization.findings;
  const regions = await checkRegions(way, session, role);
  const { identityCenter, management } = organization;
  const actions = await checkActions(way, {
    session,
    role,
    region: regions.open,
    identityCenter,
    management,
  });
  return [...organization.findings, ...regions.findings, ...actions];
}

import type { AwsAccess } from '../../aws/access.ts';
import type { AccountSession } from '../../aws/account-session.ts';
import { inParallel } from '../../concurrency/in-parallel.ts';
import type { PlannedAccount } from '../../connectors/connector.ts';
import { failed } from '../cause.ts';
import { type Finding, ok, STEPS } from '../finding.ts';
import type { Way } from '../way.ts';
import { credentialFailure } from './aws-failure.ts';
import { checkActions } from './check-actions.ts';
import { checkExternalId } from './check-hops.ts';
import { checkOrganization } from './check-organization.ts';
import { checkRegions } from './check-regions.ts';
import { type CallingSession, investigate, type Refusal } from './refusal.ts';

const ORDER = Object.keys(STEPS);

/** Findings about one account: the refusal to let us in, or everything after that. */
interface AccountChecked {
  readonly account: PlannedAccount;
  readonly refusal?: Refusal;
  readonly findings: readonly Finding[];
}

/** Checks the accounts side by side; the findings come step by step, and in the accounts' order. */
export async function checkAccounts(
  way: Way,
  access: AwsAccess,
  caller: CallingSession,
  accounts: readonly PlannedAccount[],
): Promise<readonly Finding[]> {
  const { settings, onProgress } = way.environment;
  let done = 0;
  const checked = await inParallel(accounts, settings.run.accountConcurrency, async (account) => {
    const result = await checkAccount(way, access, caller, account);
    done += 1;
    onProgress?.({ done, total: accounts.length });
    return result;
  });
  const findings = checked.flatMap((each) => [...refusalOf(each, checked), ...each.findings]);
  return findings.toSorted((a, b) => ORDER.indexOf(a.step) - ORDER.indexOf(b.step));
}

/** Enters one account as a run would, and asks there for all that a run needs. */
async function checkAccount(
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

/** A role that refuses without a word is explained by how the same role answers in other accounts. */
function refusalOf({ refusal }: AccountChecked, all: readonly AccountChecked[]): readonly Finding[] {
  if (!refusal) return [];
  return [refusal.finding ?? compared(refusal, all)];
}

function compared({ place, said, details }: Refusal, all: readonly AccountChecked[]): Finding {
  const accepting = all.filter(({ refusal }) => refusal === undefined).length;
  const code =
    all.length === 1
      ? 'assume_role_refused'
      : accepting > 0
        ? 'assume_role_refused_here'
        : 'assume_role_refused_everywhere';
  return failed(place, code, said, {
    ...details,
    accepting: String(accepting),
    asked: String(all.length),
  });
}

/** A sample of the accounts, evenly spread over the list. */
export function sampleOf<T>(accounts: readonly T[], size: number | undefined): readonly T[] {
  if (size === undefined || size >= accounts.length) return accounts;
  return Array.from(
    { length: size },
    (_, index) => accounts[Math.floor((index * accounts.length) / size)],
  ).filter((account) => account !== undefined);
}

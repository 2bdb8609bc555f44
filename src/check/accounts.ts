import type { AwsAccess } from '../aws/access.ts';
import { inParallel } from '../concurrency/in-parallel.ts';
import type { PlannedAccount } from '../connectors/connector.ts';
import { type AccountChecked, checkAccount } from './account.ts';
import { failed } from './cause.ts';
import { type Finding, STEPS } from './finding.ts';
import type { CallingSession, Refusal } from './refusal.ts';
import type { Way } from './way.ts';

const ORDER = Object.keys(STEPS);

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

/** So many accounts, evenly spread over the list. */
export function sampleOf<T>(accounts: readonly T[], size: number | undefined): readonly T[] {
  if (size === undefined || size >= accounts.length) return accounts;
  return Array.from(
    { length: size },
    (_, index) => accounts[Math.floor((index * accounts.length) / size)],
  ).filter((account) => account !== undefined);
}

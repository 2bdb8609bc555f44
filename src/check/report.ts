import { namedAccounts, withoutAccounts } from '../text/account-ids.ts';
import { counted } from '../text/figures.ts';
import { type Finding, STEPS } from './finding.ts';

/** Findings that say the same of several accounts. */
interface Alike {
  readonly first: Finding;
  readonly accounts: readonly string[];
}

const MARKS = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' } as const;
const INDENT = ' '.repeat(9);

/** Findings for a person to read: one that holds for many accounts is said once. */
export function describeFindings(findings: readonly Finding[]): string {
  return groupAlike(findings).map(describe).join('');
}

/** The last lines: how many steps went how. */
export function summarize(findings: readonly Finding[]): string {
  const groups = groupAlike(findings);
  const count = (status: Finding['status']): number =>
    groups.filter(({ first }) => first.status === status).length;
  const failures = count('failed');
  const warnings = count('warning');
  if (failures === 0) return `all is well${warnings > 0 ? `, with ${counted(warnings, 'warning')}` : ''}\n`;
  return `${failures} failed${warnings > 0 ? `, ${counted(warnings, 'warning')}` : ''}; steps that need what failed were left out, so check again when it is mended\n`;
}

function groupAlike(findings: readonly Finding[]): readonly Alike[] {
  return [...Map.groupBy(findings, keyOf).values()].flatMap((alike) => {
    const [first] = alike;
    const accounts = [...new Set(alike.flatMap(({ account }) => account ?? []))];
    return first ? [{ first, accounts }] : [];
  });
}

/** The key that two findings share to be said once: all but accounts, and AWS's words, in which session names differ. */
function keyOf({ step, status, account, region, code, message, cause, fix }: Finding): string {
  const said = account === undefined ? message : '';
  return withoutAccounts([step, status, region, code, said, cause, fix].join('\n'));
}

function describe({ first, accounts }: Alike): string {
  const { step, status, region, message, cause, fix } = first;
  const where = [namedAccounts(accounts), region].filter(Boolean).join(', ');
  const many = accounts.length > 1;
  const head = `${MARKS[status]}  ${STEPS[step]}`;
  if (status === 'ok') return `${head}: ${many ? `${accounts.length} accounts` : message}\n`;
  return [
    `${head}${where ? `: ${where}` : ''}`,
    `${INDENT}${many ? 'said, for the first: ' : 'said: '}${message}`,
    ...(cause === undefined ? [] : [`${INDENT}cause: ${cause}`]),
    ...(fix === undefined ? [] : [`${INDENT}fix: ${fix}`]),
    '',
  ].join('\n');
}

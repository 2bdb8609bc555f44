import { isBlind } from '../ledger/coverage.ts';
import type { CoverageCell } from './view.ts';

/** Outcome of one account, by service. */
export interface AccountCoverage {
  readonly id: string;
  readonly name: string | undefined;
  readonly cells: ReadonlyMap<string, CoverageCell>;
  /** Services of which something could not be read. */
  readonly blind: number;
}

/** Accounts that fared alike; a blind account stands alone unless many are blind in the same way. */
export interface CoverageGroup {
  readonly accounts: readonly [AccountCoverage, ...AccountCoverage[]];
  readonly isBlind: boolean;
}

/** So many accounts that are blind in the same way are shown one by one. */
const SHOWN_SINGLY = 12;

/** Services of the coverage, by name. */
export function servicesOf(cells: readonly CoverageCell[]): readonly string[] {
  return [...new Set(cells.map((cell) => cell.service))].sort(inOrder);
}

/** Accounts of which AWS did not let something be read. */
export function blindAccounts(cells: readonly CoverageCell[]): ReadonlySet<string> {
  return new Set(cells.filter((cell) => isBlind(cell) && !isNotLoaded(cell)).map((cell) => cell.accountId));
}

/** Whether AWS told what Snowflake then did not take: one trouble of Snowflake, however many accounts it strikes. */
export function isNotLoaded({ status, code }: CoverageCell): boolean {
  return status === 'failed' && code === 'load_failed';
}

/** The accounts in the order in which they want attention: the blindest first, the largest group of the rest first. */
export function groupCoverage(cells: readonly CoverageCell[]): readonly CoverageGroup[] {
  const alike = Map.groupBy(accountsOf(cells), fareOf);
  return [...alike.values()].flatMap(split).sort(byAttention);
}

function accountsOf(cells: readonly CoverageCell[]): AccountCoverage[] {
  return [...Map.groupBy(cells, (cell) => cell.accountId)].map(([id, own]) => ({
    id,
    name: own.find((cell) => cell.accountName !== undefined)?.accountName,
    cells: new Map(own.map((cell) => [cell.service, cell])),
    blind: own.filter((cell) => isBlind(cell)).length,
  }));
}

function fareOf({ cells }: AccountCoverage): string {
  return JSON.stringify(
    [...cells.values()].map(({ service, status }) => `${service} ${status}`).sort(inOrder),
  );
}

function split(accounts: readonly AccountCoverage[]): CoverageGroup[] {
  const sorted = [...accounts].sort((a, b) => inOrder(nameOf(a), nameOf(b)));
  const [first, ...others] = sorted;
  if (!first) return [];
  const blind = first.blind > 0;
  if (!blind || sorted.length > SHOWN_SINGLY) return [{ accounts: [first, ...others], isBlind: blind }];
  return sorted.map((account) => ({ accounts: [account], isBlind: true }));
}

function byAttention(a: CoverageGroup, b: CoverageGroup): number {
  return (
    b.accounts[0].blind - a.accounts[0].blind ||
    b.accounts.length - a.accounts.length ||
    inOrder(nameOf(a.accounts[0]), nameOf(b.accounts[0]))
  );
}

function nameOf({ id, name }: AccountCoverage): string {
  return `${name ?? ''} ${id}`;
}

function inOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

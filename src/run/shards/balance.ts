import type { PlannedAccount } from '../../connectors/connector.ts';

/** Rules by which accounts are divided. */
export interface Balance {
  readonly shards: number;
  /** Accounts that the first shard reads, whatever they cost. */
  readonly ofFirst: ReadonlySet<string>;
  /** Cost of an account, in any unit; undefined for one of which nothing is known. */
  readonly costOf: (accountId: string) => number | undefined;
}

/**
 * The accounts of each shard: the dearest that is left goes to the shard that has least to do. An account of which nothing
 * is known counts as the mean of the others. Those that are not entered stay with the first shard. The same accounts and
 * costs are divided the same way, in whatever order they come.
 */
export function divideAccounts(
  accounts: readonly PlannedAccount[],
  { shards, ofFirst, costOf }: Balance,
): readonly (readonly PlannedAccount[])[] {
  const parts = Array.from({ length: shards }, () => ({ accounts: [] as PlannedAccount[], cost: 0 }));
  const known = accounts.flatMap(({ id }) => costOf(id) ?? []);
  const mean = known.length === 0 ? 1 : known.reduce((sum, cost) => sum + cost, 0) / known.length;
  const priced = accounts
    .map((account) => ({ account, cost: account.verdict ? 0 : (costOf(account.id) ?? mean) }))
    .sort((one, other) => other.cost - one.cost || (one.account.id < other.account.id ? -1 : 1));
  const isOfFirst = ({ id, verdict }: PlannedAccount) => verdict !== undefined || ofFirst.has(id);
  for (const { account, cost } of [
    ...priced.filter((each) => isOfFirst(each.account)),
    ...priced.filter((each) => !isOfFirst(each.account)),
  ]) {
    const part = isOfFirst(account)
      ? parts[0]
      : parts.reduce((least, each) => (each.cost < least.cost ? each : least));
    part?.accounts.push(account);
    if (part) part.cost += cost;
  }
  return parts.map((part) => part.accounts);
}

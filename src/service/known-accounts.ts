import { isBlind } from '../ledger/coverage.ts';
import { isNotLoaded } from './coverage-groups.ts';
import type { ConnectionView, CoverageCell, ServiceView } from './view.ts';

/** Account that some connection lists or reads. */
export interface KnownAccount {
  readonly id: string;
  readonly name: string | undefined;
  /** Path of its organizational unit; undefined where no list has it. */
  readonly unitPath: string | undefined;
  /** Findings by service, of each connection that reads the account. */
  readonly reads: readonly { readonly connection: ConnectionView; readonly cells: readonly CoverageCell[] }[];
  /** Services of which AWS does not let something be seen. */
  readonly blind: number;
  /** Services of which Snowflake did not take what AWS told. */
  readonly notLoaded: number;
}

/** Accounts that the service knows of, by name. */
export function knownAccounts({ connections }: ServiceView): readonly KnownAccount[] {
  const paths = new Map(connections.flatMap(({ unitPaths }) => [...unitPaths]));
  const byAccount = new Map<string, { connection: ConnectionView; cells: CoverageCell[] }[]>();
  for (const id of paths.keys()) byAccount.set(id, []);
  for (const connection of connections) {
    for (const [id, cells] of Map.groupBy(connection.coverage, ({ accountId }) => accountId)) {
      const reads = byAccount.get(id) ?? [];
      reads.push({ connection, cells });
      byAccount.set(id, reads);
    }
  }
  return [...byAccount]
    .map(([id, reads]): KnownAccount => {
      const cells = reads.flatMap((read) => read.cells);
      return {
        id,
        name: cells.find(({ accountName }) => accountName !== undefined)?.accountName,
        unitPath: paths.get(id),
        reads,
        blind: cells.filter((cell) => isBlind(cell) && !isNotLoaded(cell)).length,
        notLoaded: cells.filter(isNotLoaded).length,
      };
    })
    .sort((a, b) => (called(a) < called(b) ? -1 : 1));
}

/** Account that the service knows of; undefined for one that it does not. */
export function knownAccount(view: ServiceView, id: string): KnownAccount | undefined {
  return knownAccounts(view).find((known) => known.id === id);
}

/** Accounts of whose name, id or path every word of the query is a part. */
export function accountsLike(accounts: readonly KnownAccount[], query: string): readonly KnownAccount[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return accounts.filter((account) => {
    const text = called(account).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function called({ name = '', id, unitPath = '' }: KnownAccount): string {
  return `${name} ${id} ${unitPath}`;
}

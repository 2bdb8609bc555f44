import { type ConnectionHistory, readHistory } from '../ledger/run-history.ts';
import { checkClock, executeTimed, NOW } from '../snowflake/clock.ts';
import type { Database } from '../snowflake/database.ts';
import { type ListedTable, listConnectionsAndLedger } from '../snowflake/schema.ts';

/** Tables as they were listed: the connections, and the size of everything that runs write to, by name. */
export interface Listing {
  readonly connections: readonly ListedTable[];
  readonly sizes: ReadonlyMap<string, string>;
}

/** Lists the tables. Needs no warehouse. */
export async function listTables(database: Database): Promise<Listing> {
  const { connections, ledger } = await listConnectionsAndLedger(database);
  return { connections, sizes: new Map([...ledger, ...connections].map(({ name, size }) => [name, size])) };
}

/**
 * Tells when the ledger says something new, whoever wrote it, by the sizes of its tables: those are known without a
 * warehouse, so that looking every minute costs nothing.
 */
export class LedgerWatch {
  #sizes: ReadonlyMap<string, string> | undefined;
  /** The last look found news. A publish may have come after it, which need not change a size. */
  #mayHaveMore = false;

  /**
   * What the ledger knows, where it may know something new since it was last read; undefined where not. While runs of
   * this process are active, only tables that they do not write to tell of others.
   */
  async news(
    database: Database,
    { sizes }: Listing,
    active: readonly string[],
  ): Promise<ReadonlyMap<string, ConnectionHistory> | undefined> {
    const before = this.#sizes;
    const isOwn = (name: string) =>
      active.length > 0 && (name.startsWith('CONNECTOR_') || active.includes(name));
    const isNew = !before || [...sizes].some(([name, size]) => before.get(name) !== size && !isOwn(name));
    if (!isNew && !this.#mayHaveMore) return undefined;
    checkClock(await executeTimed(database.session, `SELECT ${NOW}`, { about: 'clock' }));
    const history = await readHistory(database);
    this.#mayHaveMore = isNew && before !== undefined;
    this.#sizes = sizes;
    return history;
  }

  /** Reads it in the session of a run that has just ended, while the warehouse is up. */
  async afterRun(database: Database): Promise<ReadonlyMap<string, ConnectionHistory>> {
    const { sizes } = await listTables(database);
    const history = await readHistory(database);
    this.#sizes = sizes;
    return history;
  }
}

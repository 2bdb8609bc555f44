import { transientError } from '../errors.ts';
import { type ConnectionHistory, readHistory } from '../ledger/run-history.ts';
import { checkClock, executeTimed, NOW } from '../snowflake/clock.ts';
import { type Database, within } from '../snowflake/database.ts';
import { type ListedTable, listConnectionsAndLedger } from '../snowflake/schema.ts';
import { startDeadline } from '../time/deadline.ts';

/** Tables as they were listed: the connections, and the size of everything that runs write to, by name. */
export interface Listing {
  readonly connections: readonly ListedTable[];
  readonly sizes: ReadonlyMap<string, string>;
}

/** Time in which the tables must be listed, at most. */
const ANSWER_SECONDS = 30;

/** Lists the tables before the next look is due: the driver goes on asking a Snowflake that is away as long as a statement may take. */
export async function listInTime(database: Database, refreshSeconds: number): Promise<Listing> {
  const seconds = Math.min(ANSWER_SECONDS, refreshSeconds);
  const deadline = startDeadline(seconds);
  try {
    return await listTables(within(database, deadline.signal));
  } catch (cause) {
    if (!deadline.signal.aborted) throw cause;
    throw transientError(`no answer within ${seconds} seconds`, { where: 'SHOW TABLES', cause });
  } finally {
    deadline.end();
  }
}

/** Lists the tables. Needs no warehouse. */
async function listTables(database: Database): Promise<Listing> {
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
   * Knowledge of the ledger, where there may be something new since the last read; undefined where there is not. While
   * runs of this process are active, only tables that they do not write to tell of others.
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

/** The last slot of each connection that has had one. */
export function lastSlots(history: ReadonlyMap<string, ConnectionHistory>): ReadonlyMap<string, Date> {
  return new Map(
    [...history].flatMap(([name, { lastSlot }]) => (lastSlot ? [[name, lastSlot] as const] : [])),
  );
}

import type { Log } from '../../log/log.ts';
import type { Database } from '../../snowflake/database.ts';
import { type ListedTable, listDroppedConnectionTables } from '../../snowflake/schema.ts';
import { LeaseStatements } from './lease-statements.ts';

/**
 * Ends the connections that had runs and have no table any more, so that nothing they read stays current: at once where
 * Snowflake shows that the table was dropped, and a week after it was first missed where it may only be hidden from this
 * role. `tables`: the connection tables that this role sees now. Gives the names of the connections without one.
 */
export async function endGoneConnections(
  database: Database,
  tables: readonly Pick<ListedTable, 'name'>[],
): Promise<readonly string[]> {
  const present = new Set(tables.map(({ name }) => name));
  const leases = new LeaseStatements(database);
  const living = await leases.living();
  const isBack = living.filter(({ name, missingSince }) => missingSince !== undefined && present.has(name));
  if (isBack.length > 0) await leases.seeAgain(isBack.map(({ name }) => name));
  const missing = living.filter(({ name }) => !present.has(name)).map(({ name }) => name);
  if (missing.length === 0) return [];
  const dropped = await listDroppedConnectionTables(database);
  await leases.miss(missing, new Set(missing.filter((name) => dropped.has(name))));
  return missing;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Ends connections that have lost their table, also where nothing runs any more: looks at first, when a table has gone,
 * and once a day.
 */
export class GoneWatch {
  readonly #log: Log;
  #present: ReadonlySet<string> | undefined;
  #lookedAt = new Date(0);

  constructor(log: Log) {
    this.#log = log;
  }

  /** `tables`: the connection tables, as they were listed now. */
  async look(database: Database, tables: readonly ListedTable[], now = new Date()): Promise<void> {
    const present = new Set(tables.map(({ name }) => name));
    const isGone = [...(this.#present ?? [])].some((name) => !present.has(name));
    if (this.#present && !isGone && now.getTime() - this.#lookedAt.getTime() < DAY_MS) return;
    const missing = await endGoneConnections(database, tables);
    this.#present = present;
    this.#lookedAt = now;
    if (missing.length > 0)
      this.#log.warn('connections without a table end: see `snowcensus status`', { connections: missing });
  }
}

import type { Collector, TableEntry } from '../../aws/catalogue/entry.ts';
import { bugError, describeError } from '../../errors.ts';
import { landingName } from '../../load/landing.ts';
import type { Database } from '../../snowflake/database.ts';
import { changedRows } from '../../snowflake/decode.ts';
import { objectName } from '../../snowflake/identifiers.ts';
import type { Ledger, RunStart } from '../ledger.ts';
import { COVERAGE, RUNS } from '../ledger-tables.ts';
import {
  deleteConnectionRows,
  deleteCoverage,
  deleteExpiredRows,
  type Expiry,
} from './retention-statements.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What became of old snapshots after a run; neither where nothing was to be done. */
export interface RetentionOutcome {
  readonly expiredRows?: number;
  /** Why they could not be deleted. The run stays published, and the next one tries again. */
  readonly problem?: string;
}

/** Does after a published run what the connection's `retention_days` asks for. Never throws: the run is published. */
export async function keepRetention(
  database: Database,
  { days, collectors }: { readonly days: number | undefined; readonly collectors: readonly Collector[] },
  ledger: Ledger,
  run: RunStart,
): Promise<RetentionOutcome> {
  if (days === undefined || !run.complete) return {};
  const { runId, connection } = run;
  const at = new Date(run.startedAt);
  try {
    const expiredRows = await deleteExpired({ database, days, runId, at, collectors, connection });
    return expiredRows === undefined ? {} : { expiredRows };
  } catch (error) {
    const problem = `published, but old snapshots could not be deleted: ${describeError(error)}`;
    return ledger.note(run.runId, problem).then(
      () => ({ problem }),
      (cause) => ({ problem: `${problem}; nor could that be recorded: ${describeError(cause)}` }),
    );
  }
}

/** Whose snapshots may go, and from which day on they stay. */
interface Retention {
  readonly database: Database;
  readonly connection: string;
  readonly collectors: readonly Collector[];
  readonly days: number;
  /** The run after whose publish this is. */
  readonly runId: string;
  readonly at: Date;
}

/**
 * Deletes the connection's snapshots of the days before the last `days`, once a day: of what was read in full, all but
 * the latest of those days, which is the current state or what the next snapshot is compared with; of events, those
 * that happened then. Coverage goes first, for views show nothing that it does not speak of: whoever dies between two
 * statements leaves rows that nobody sees, and the next to come deletes them. The number of rows is recorded with the
 * run; undefined where today's were deleted before.
 */
export async function deleteExpired(retention: Retention): Promise<number | undefined> {
  const { connection, collectors, days, runId, at } = retention;
  const { session, schema } = retention.database;
  const today = at.getTime() - (at.getTime() % DAY_MS);
  const execute = (sql: string, binds: readonly (string | number)[], about: string) =>
    session.repeat(sql, { binds: [...binds], about });
  const runs = objectName(schema, RUNS.name);

  const [done] = await execute(
    `SELECT COUNT(*) AS RUNS FROM ${runs} WHERE "CONNECTION" = ? AND EXPIRED_ROWS IS NOT NULL AND STARTED_AT >= CAST(? AS TIMESTAMP_LTZ)`,
    [connection, new Date(today).toISOString()],
    RUNS.name,
  );
  if (Number(done?.RUNS) > 0) return undefined;

  const expiry: Expiry = { schema, connection, before: new Date(today - days * DAY_MS).toISOString() };
  const tables = collectors.flatMap((collector) => collector.tables.map((entry) => ({ collector, entry })));
  const steps = [
    { about: COVERAGE.name, statement: deleteCoverage(expiry) },
    ...tables.map(({ collector, entry }) => ({
      about: landingName(entry),
      statement: deleteExpiredRows(expiry, collector, checked(entry)),
    })),
    { about: connection, statement: deleteConnectionRows(expiry) },
  ];
  let deleted = 0;
  for (const { about, statement } of steps) {
    const counts = await execute(statement.sql, statement.binds, `DELETE ${about}`);
    // What coverage said of a snapshot is no row of it.
    if (about !== COVERAGE.name) deleted += changedRows(counts, 'deleted', about);
  }
  await execute(`UPDATE ${runs} SET EXPIRED_ROWS = ? WHERE RUN_ID = ?`, [deleted, runId], RUNS.name);
  return deleted;
}

function checked(entry: TableEntry): TableEntry {
  if (entry.kind !== 'events' || entry.columns.EVENT_TIME) return entry;
  throw bugError(`${entry.name} has events without EVENT_TIME, so their age is not known`);
}

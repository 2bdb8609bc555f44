import { z } from 'zod';
import type { Collector, TableEntry } from '../../aws/catalogue/entry.ts';
import { inParallel } from '../../concurrency/in-parallel.ts';
import { bugError, describeError } from '../../errors.ts';
import { landingName } from '../../load/landing.ts';
import type { Database } from '../../snowflake/database.ts';
import { changedRows, decodeRows, textValue } from '../../snowflake/decode.ts';
import { objectName } from '../../snowflake/identifiers.ts';
import type { Ledger, RunStart } from '../ledger.ts';
import { COVERAGE, RUNS } from '../ledger-tables.ts';
import {
  type Bound,
  countUnpublished,
  deleteConnectionRows,
  deleteCoverage,
  deleteExpiredRows,
  deleteRuns,
  type Expiry,
  markedCollectors,
  markReplaced,
  unmarkReplaced,
} from './retention-statements.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Outcome of the retention after a run; neither member where there was nothing to delete. */
export interface RetentionOutcome {
  readonly expiredRows?: number;
  /**
   * Note of the run, with the reason for which they could not be deleted. The run stays published, and the next one
   * tries again.
   */
  readonly note?: string;
}

/**
 * History that a connection keeps, of the rows of its collectors; `concurrency`: statements that may be under way at
 * once.
 */
export interface RetentionRules {
  readonly days: number | undefined;
  readonly collectors: readonly Collector[];
  readonly concurrency: number;
}

/**
 * Does after a published run what the connection's `retention_days` asks for; `told` is what is told of the run so far.
 * Never throws: the run is published.
 */
export async function keepRetention(
  database: Database,
  { days, collectors, concurrency }: RetentionRules,
  ledger: Ledger,
  run: RunStart,
  told: string | undefined,
): Promise<RetentionOutcome> {
  if (days === undefined || !run.complete) return {};
  const { runId, connection } = run;
  const at = new Date(run.startedAt);
  try {
    const expiredRows = await deleteExpired({
      database,
      days,
      runId,
      at,
      collectors,
      connection,
      concurrency,
    });
    return expiredRows === undefined ? {} : { expiredRows };
  } catch (error) {
    const problem = `published, but old snapshots could not be deleted: ${describeError(error)}`;
    return { note: await ledger.addNote(runId, told, problem) };
  }
}

/** Retention of one connection: its collectors, and the days that are kept. */
interface Retention {
  readonly database: Database;
  readonly connection: string;
  readonly collectors: readonly Collector[];
  readonly days: number;
  readonly concurrency: number;
  /** The run after whose publish this is. */
  readonly runId: string;
  readonly at: Date;
}

/**
 * Deletes what is older than the last `days` of the connection, once a day: of snapshots those that later ones had replaced
 * by then, so that the current state stays and what the first change since is compared with; of events those that happened
 * then; of coverage and runs what says nothing of the days that stay. What is to go is marked first, by a statement after which
 * views show nothing of it: a process that dies between two statements leaves rows that nobody sees, and the next deletes
 * them. As many statements as tables that have something to delete, beside each other, and none that reads what stays.
 * The number of rows is recorded with the run; undefined where today's were deleted before.
 */
export async function deleteExpired(retention: Retention): Promise<number | undefined> {
  const { connection, collectors, days, concurrency, runId, at } = retention;
  const { session, schema } = retention.database;
  const today = at.getTime() - (at.getTime() % DAY_MS);
  const execute = ({ sql, binds }: Bound, about: string) => session.repeat(sql, { binds, about });
  const runs = objectName(schema, RUNS.name);

  const [done] = await execute(
    {
      sql: `SELECT COUNT(*) AS RUNS FROM ${runs} WHERE "CONNECTION" = ? AND EXPIRED_ROWS IS NOT NULL AND STARTED_AT >= CAST(? AS TIMESTAMP_LTZ)`,
      binds: [connection, new Date(today).toISOString()],
    },
    RUNS.name,
  );
  if (Number(done?.RUNS) > 0) return undefined;

  const expiry: Expiry = { schema, connection, before: new Date(today - days * DAY_MS).toISOString() };
  await execute(markReplaced(expiry), `UPDATE ${COVERAGE.name}`);
  const marked = decodeRows(
    await execute(markedCollectors(expiry), COVERAGE.name),
    markedRow,
    COVERAGE.name,
  ).map(({ COLLECTOR }) => COLLECTOR);
  const [failed] = await execute(countUnpublished(expiry), RUNS.name);
  const isAffected = (collector: Collector, { kind }: TableEntry) =>
    kind !== 'state' || marked.includes(collector.name) || Number(failed?.RUNS) > 0;
  const deletions = [
    ...collectors.flatMap((collector) =>
      collector.tables
        .filter((entry) => isAffected(collector, entry))
        .map((entry) => ({
          about: landingName(entry),
          statement: deleteExpiredRows(expiry, collector, checked(entry)),
        })),
    ),
    { about: connection, statement: deleteConnectionRows(expiry) },
  ];
  const counts = await inParallel(deletions, concurrency, async ({ about, statement }) =>
    changedRows(await execute(statement, `DELETE ${about}`), 'deleted', about),
  );
  const deleted = counts.reduce((sum, count) => sum + count, 0);
  await execute(deleteCoverage(expiry), `DELETE ${COVERAGE.name}`);
  if (marked.length > 0) await execute(unmarkReplaced(expiry), `UPDATE ${COVERAGE.name}`);
  await execute(deleteRuns(expiry), `DELETE ${RUNS.name}`);
  await session.repeat(`UPDATE ${runs} SET EXPIRED_ROWS = ? WHERE RUN_ID = ?`, {
    binds: [deleted, runId],
    about: RUNS.name,
  });
  return deleted;
}

const markedRow = z.object({ COLLECTOR: textValue });

function checked(entry: TableEntry): TableEntry {
  if (entry.kind !== 'events' || entry.columns.EVENT_TIME) return entry;
  throw bugError(`${entry.name} has events without EVENT_TIME, so their age is not known`);
}

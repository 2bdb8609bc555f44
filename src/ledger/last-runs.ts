import type { Database } from '../snowflake/database.ts';
import { booleanValue, decodeRows } from '../snowflake/decode.ts';
import { objectName } from '../snowflake/identifiers.ts';
import type { RunStatus } from './ledger.ts';
import { runRow } from './ledger-rows.ts';
import { RUNS } from './ledger-tables.ts';

/** The last run of a connection, however far it is. */
export interface LastRun {
  readonly runId: string;
  readonly status: RunStatus | 'running';
  readonly startedAt: Date;
  readonly error: string | undefined;
  /** Units that it held open until somebody confirms that they may be closed. */
  readonly unitsHeld: number;
}

/** The last runs of a connection. */
export interface LastRuns {
  readonly last: LastRun;
  /** The last that was of all that the connection is to read; a narrowed one says nothing of the rest. */
  readonly lastComplete: LastRun | undefined;
}

/** The last runs of every connection that has had one, by the connection's name. */
export async function readLastRuns({ session, schema }: Database): Promise<ReadonlyMap<string, LastRuns>> {
  const sql =
    `SELECT "CONNECTION", RUN_ID, STATUS, STARTED_AT, ERROR, UNITS_HELD, COALESCE(COMPLETE, TRUE) AS IS_COMPLETE FROM ${objectName(schema, RUNS.name)} WHERE STATUS <> 'missed' ` +
    'QUALIFY ROW_NUMBER() OVER (PARTITION BY "CONNECTION", COALESCE(COMPLETE, TRUE) ORDER BY RUN_ID DESC) = 1 ORDER BY RUN_ID';
  const rows = await session.execute(sql, { about: RUNS.name });
  const found = new Map<string, LastRuns>();
  // The later one comes last.
  for (const row of decodeRows(rows, lastRunRow, RUNS.name)) {
    const last: LastRun = {
      runId: row.RUN_ID,
      status: row.STATUS,
      startedAt: row.STARTED_AT,
      error: row.ERROR,
      unitsHeld: row.UNITS_HELD,
    };
    const lastComplete = row.IS_COMPLETE ? last : found.get(row.CONNECTION)?.lastComplete;
    found.set(row.CONNECTION, { last, lastComplete });
  }
  return found;
}

const lastRunRow = runRow
  .pick({ CONNECTION: true, RUN_ID: true, STARTED_AT: true, ERROR: true, UNITS_HELD: true })
  .extend({ STATUS: runRow.shape.STATUS.exclude(['missed']), IS_COMPLETE: booleanValue });

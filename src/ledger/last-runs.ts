import type { Database } from '../snowflake/database.ts';
import { objectName } from '../snowflake/identifiers.ts';
import type { ResultRow } from '../snowflake/session.ts';
import { instantOf } from '../time/instant.ts';
import type { RunStatus } from './ledger.ts';
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
  for (const row of rows) {
    const connection = String(row.CONNECTION);
    const last = lastRun(row);
    const lastComplete = row.IS_COMPLETE === true ? last : found.get(connection)?.lastComplete;
    found.set(connection, { last, lastComplete });
  }
  return found;
}

function lastRun(row: ResultRow): LastRun {
  return {
    runId: String(row.RUN_ID),
    status: String(row.STATUS) as LastRun['status'],
    startedAt: instantOf(row.STARTED_AT) ?? new Date(0),
    error: typeof row.ERROR === 'string' ? row.ERROR : undefined,
    unitsHeld: Number(row.UNITS_HELD ?? 0),
  };
}

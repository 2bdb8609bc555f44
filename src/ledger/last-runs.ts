import { type Home, objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
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

/** The last run of every connection that has had one, by the connection's name. */
export async function readLastRuns(
  session: SnowflakeSession,
  home: Home,
): Promise<ReadonlyMap<string, LastRun>> {
  const sql =
    `SELECT "CONNECTION", RUN_ID, STATUS, STARTED_AT, ERROR, UNITS_HELD FROM ${objectName(home, RUNS.name)} WHERE STATUS <> 'missed' ` +
    'QUALIFY ROW_NUMBER() OVER (PARTITION BY "CONNECTION" ORDER BY RUN_ID DESC) = 1';
  const rows = await session.execute(sql, { about: RUNS.name });
  return new Map(
    rows.map((row) => [
      String(row.CONNECTION),
      {
        runId: String(row.RUN_ID),
        status: String(row.STATUS) as LastRun['status'],
        startedAt: instantOf(row.STARTED_AT) ?? new Date(0),
        error: typeof row.ERROR === 'string' ? row.ERROR : undefined,
        unitsHeld: Number(row.UNITS_HELD ?? 0),
      },
    ]),
  );
}

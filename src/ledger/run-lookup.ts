import { type Home, objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { RUNS } from './ledger-tables.ts';

/** Those of the runs that are the connection's. */
export async function runsOfConnection(
  session: SnowflakeSession,
  home: Home,
  connection: string,
  runIds: readonly string[],
): Promise<readonly string[]> {
  if (runIds.length === 0) return [];
  const places = runIds.map(() => '?').join(', ');
  const sql = `SELECT RUN_ID FROM ${objectName(home, RUNS.name)} WHERE "CONNECTION" = ? AND RUN_ID IN (${places})`;
  const binds = [connection, ...runIds];
  const rows = await session.repeat(sql, { binds, about: RUNS.name });
  return rows.map((row) => String(row.RUN_ID));
}

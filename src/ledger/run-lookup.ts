import type { Database } from '../snowflake/database.ts';
import { objectName } from '../snowflake/identifiers.ts';
import { RUNS } from './ledger-tables.ts';

/** Those of the runs that are the connection's. */
export async function runsOfConnection(
  { session, schema }: Database,
  connection: string,
  runIds: readonly string[],
): Promise<readonly string[]> {
  if (runIds.length === 0) return [];
  const places = runIds.map(() => '?').join(', ');
  const sql = `SELECT RUN_ID FROM ${objectName(schema, RUNS.name)} WHERE "CONNECTION" = ? AND RUN_ID IN (${places})`;
  const binds = [connection, ...runIds];
  const rows = await session.repeat(sql, { binds, about: RUNS.name });
  return rows.map((row) => String(row.RUN_ID));
}

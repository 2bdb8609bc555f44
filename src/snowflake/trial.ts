import { z } from 'zod';
import type { Database } from './database.ts';
import { countedRows, decodeRows, optionalText } from './decode.ts';
import { objectName, quoted } from './identifiers.ts';
import type { SnowflakeSession } from './session.ts';

/** Identity of a session, as Snowflake sees the session; a name is undefined where the session has none. */
export interface SessionFacts {
  readonly user: string | undefined;
  readonly role: string | undefined;
  readonly warehouse: string | undefined;
}

/** Asks for user, role and warehouse; needs none of the latter. */
export async function readSessionFacts(session: SnowflakeSession): Promise<SessionFacts> {
  const rows = await session.execute(
    'SELECT CURRENT_USER() AS USER_NAME, CURRENT_ROLE() AS ROLE_NAME, CURRENT_WAREHOUSE() AS WAREHOUSE_NAME',
    { about: 'session' },
  );
  const [row] = decodeRows(rows, sessionRow, 'session');
  return { user: row?.USER_NAME, role: row?.ROLE_NAME, warehouse: row?.WAREHOUSE_NAME };
}

const sessionRow = z.object({
  USER_NAME: optionalText,
  ROLE_NAME: optionalText,
  WAREHOUSE_NAME: optionalText,
});

/** Operations of a run on a table, which its role must be allowed. */
export type TableUse = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** Does to a table what a run does, to none of its rows; it has the column. Throws where that is refused. */
export async function tryUse(
  { session, schema }: Database,
  { table, use, column }: { readonly table: string; readonly use: TableUse; readonly column: string },
): Promise<void> {
  const name = objectName(schema, table);
  const set = quoted(column);
  const nothing = 'WHERE 1 = 0';
  const sql: Readonly<Record<TableUse, string>> = {
    SELECT: `SELECT COUNT(*) AS ROW_COUNT FROM ${name} ${nothing}`,
    INSERT: `INSERT INTO ${name} (${set}) SELECT NULL ${nothing}`,
    UPDATE: `UPDATE ${name} SET ${set} = ${set} ${nothing}`,
    DELETE: `DELETE FROM ${name} ${nothing}`,
  };
  await session.execute(sql[use], { about: `${use} ${table}` });
}

/** Does the work in a transaction and takes all of it back, however it ends. */
export async function takenBack<T>(session: SnowflakeSession, work: () => Promise<T>): Promise<T> {
  await session.execute('BEGIN', { about: 'BEGIN' });
  try {
    return await work();
  } finally {
    await session.execute('ROLLBACK', { about: 'ROLLBACK' });
  }
}

/** Rows of a run in a table. */
export async function countRows(
  { session, schema }: Database,
  table: string,
  runId: string,
): Promise<number> {
  const rows = await session.execute(
    `SELECT COUNT(*) AS ROW_COUNT FROM ${objectName(schema, table)} WHERE RUN_ID = ?`,
    { binds: [runId], about: table },
  );
  return countedRows(rows, table);
}

/** Deletes the rows of a run from a table. */
export async function deleteRowsOfRun(
  { session, schema }: Database,
  table: string,
  runId: string,
): Promise<void> {
  await session.execute(`DELETE FROM ${objectName(schema, table)} WHERE RUN_ID = ?`, {
    binds: [runId],
    about: `DELETE ${table}`,
  });
}

import { rowsOf, textOf } from '../duck/rows.ts';
import { duckNameOf } from '../names.ts';
import type { SessionContext } from '../session/session-context.ts';
import { quoteString } from '../syntax/tokens.ts';

/**
 * Tables that were dropped or replaced and that Time Travel still keeps, as SHOW TABLES HISTORY lists them beside those
 * that are there. `roles`: those with a privilege on it, which a dropped table keeps, for UNDROP brings it back with them.
 */
export const DROPPED_TABLES = `CREATE TABLE IF NOT EXISTS sandbox.dropped_tables (
  id VARCHAR NOT NULL, database_name VARCHAR NOT NULL, schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL,
  persistence VARCHAR NOT NULL, created_on TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL, comment VARCHAR NOT NULL,
  cluster_by VARCHAR NOT NULL, retention_time INTEGER NOT NULL, dropped_on TIMESTAMPTZ NOT NULL,
  row_count BIGINT NOT NULL, roles VARCHAR[] NOT NULL)`;

/** Notes a table that is about to be dropped, and forgets those that Time Travel has kept long enough. */
export async function noteDropped({ duck, now }: SessionContext, id: string): Promise<void> {
  const [table] = await rowsOf(
    duck,
    `SELECT database_name, schema_name, name FROM sandbox.tables
     WHERE id = $1 AND kind = 'TABLE' AND session IS NULL AND retention_time > 0`,
    [id],
  );
  if (table === undefined) return;
  const [database, schema, name] = ['database_name', 'schema_name', 'name'].map((key) => textOf(table, key));
  const place = { database: database ?? '', schema: schema ?? '', name: name ?? '' };
  await duck.run(`DELETE FROM sandbox.dropped_tables WHERE NOT (${isKept(now())})`);
  await duck.run(
    `INSERT INTO sandbox.dropped_tables
     SELECT id, database_name, schema_name, name, persistence, created_on, owner, comment, cluster_by, retention_time, ${instant(now())},
       (SELECT COUNT(*) FROM ${duckNameOf(place)}),
       COALESCE((SELECT LIST(grantee) FROM sandbox.grants WHERE NOT future AND grantee_kind = 'ROLE' AND granted_on = 'TABLE'
         AND name = database_name || '.' || schema_name || '.' || t.name), [])
     FROM sandbox.tables AS t WHERE id = $1`,
    [id],
  );
}

/** Query for the dropped tables that are kept, of which one of the roles had a privilege; all of them where no role is given. */
export function keptTables(roles: readonly string[] | undefined, now: Date): string {
  const names = roles?.map(quoteString).join(', ');
  const seen = names === undefined ? '' : ` AND (owner IN (${names}) OR list_has_any(roles, [${names}]))`;
  return `SELECT * FROM sandbox.dropped_tables WHERE ${isKept(now)}${seen}`;
}

function isKept(now: Date): string {
  return `dropped_on + to_days(retention_time) > ${instant(now)}`;
}

function instant(at: Date): string {
  return `CAST(${quoteString(at.toISOString())} AS TIMESTAMPTZ)`;
}

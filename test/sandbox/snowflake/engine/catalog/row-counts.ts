import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf, textOf } from '../duck/rows.ts';
import { duckNameOf } from '../names.ts';
import { quoteString } from '../syntax/tokens.ts';

/** The exact number of rows of every table of a database, by table id. */
export async function rowCounts(
  duck: DuckDBConnection,
  database: string,
): Promise<ReadonlyMap<string, number>> {
  const tables = await rowsOf(
    duck,
    `SELECT id, schema_name, name FROM sandbox.seen_tables WHERE database_name = $1 AND kind = 'TABLE'`,
    [database],
  );
  if (tables.length === 0) return new Map();
  const selects = tables.map((table) => {
    const name = duckNameOf({ database, schema: textOf(table, 'schema_name'), name: textOf(table, 'name') });
    return `SELECT ${quoteString(textOf(table, 'id'))} AS id, count(*) AS rows FROM ${name}`;
  });
  const counted = await rowsOf(duck, selects.join(' UNION ALL '));
  return new Map(counted.map((row) => [textOf(row, 'id'), Number(row.rows)]));
}

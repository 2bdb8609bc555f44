import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

/** One row of the metadata tables: column name to value. */
export type Row = Readonly<Record<string, DuckDBValue>>;

/** Runs a query with `$1`, `$2`, … and reads it whole. */
export async function rowsOf(
  duck: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[] = [],
): Promise<readonly Row[]> {
  const reader = await duck.runAndReadAll(sql, [...values]);
  return reader.getRowObjects();
}

/** A text column; '' where it is NULL. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  return value === null || value === undefined ? '' : String(value);
}

/** A text column that may be NULL. */
export function optionalText(row: Row, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
}

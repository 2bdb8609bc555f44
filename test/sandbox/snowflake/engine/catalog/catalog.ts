import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObjectName } from '../context.ts';
import { optionalText, type Row, rowsOf, textOf } from '../duck/rows.ts';
import { shown } from '../names.ts';
import type { KeptQuery, StoredColumn, StoredTable } from '../session/session-context.ts';
import { parseType, typeName } from '../types/types.ts';

/** Reads one table or view with its columns. */
export async function readTable(duck: DuckDBConnection, name: ObjectName): Promise<StoredTable | undefined> {
  const [found] = await rowsOf(
    duck,
    `SELECT id, kind, persistence, comment FROM sandbox.seen_tables
     WHERE database_name = $1 AND schema_name = $2 AND name = $3`,
    [name.database, name.schema, name.name],
  );
  if (found === undefined) return undefined;
  const id = textOf(found, 'id');
  // Two statements, because DuckDB takes longer to plan a join than to answer both.
  const columns = await rowsOf(duck, 'SELECT * FROM sandbox.columns WHERE table_id = $1 ORDER BY position', [
    id,
  ]);
  return storedTable(found, name, columns);
}

/** Reads the query of a view as it is kept, null of a table; undefined where there is neither. */
export async function readQuery(
  duck: DuckDBConnection,
  name: ObjectName,
): Promise<string | null | undefined> {
  const [found] = await rowsOf(
    duck,
    `SELECT query FROM sandbox.seen_tables WHERE database_name = $1 AND schema_name = $2 AND name = $3`,
    [name.database, name.schema, name.name],
  );
  return found && optionalText(found, 'query');
}

/** Reads the queries of all views as they are kept, and null for each table, by their full names, but for those of one session. */
export async function readQueries(duck: DuckDBConnection): Promise<ReadonlyMap<string, string | null>> {
  const rows = await rowsOf(
    duck,
    `SELECT database_name, schema_name, name, query FROM sandbox.tables WHERE session IS NULL`,
  );
  return new Map(rows.map((row) => [shown(nameOf(row)), optionalText(row, 'query')]));
}

/** Reads all tables and views with their columns, but for those of one session. */
export async function readTables(duck: DuckDBConnection): Promise<readonly StoredTable[]> {
  const tables = await rowsOf(
    duck,
    `SELECT id, database_name, schema_name, name, kind, persistence, comment FROM sandbox.tables
     WHERE session IS NULL`,
  );
  const columns = Map.groupBy(
    await rowsOf(duck, 'SELECT * FROM sandbox.columns ORDER BY table_id, position'),
    (column) => textOf(column, 'table_id'),
  );
  return tables.map((row) => storedTable(row, nameOf(row), columns.get(textOf(row, 'id')) ?? []));
}

function nameOf(row: Row): ObjectName {
  return {
    database: textOf(row, 'database_name'),
    schema: textOf(row, 'schema_name'),
    name: textOf(row, 'name'),
  };
}

function storedTable(row: Row, name: ObjectName, columns: readonly Row[]): StoredTable {
  return {
    id: textOf(row, 'id'),
    name,
    kind: textOf(row, 'kind') === 'VIEW' ? 'VIEW' : 'TABLE',
    persistence: persistenceOf(textOf(row, 'persistence')),
    comment: textOf(row, 'comment'),
    columns: columns.map(storedColumn),
  };
}

function persistenceOf(text: string): StoredTable['persistence'] {
  return text === 'TRANSIENT' || text === 'TEMPORARY' ? text : 'PERMANENT';
}

function storedColumn(row: Row): StoredColumn {
  return {
    name: textOf(row, 'name'),
    type: parseType(textOf(row, 'data_type')),
    nullable: row.nullable === true,
    defaultText: optionalText(row, 'default_text'),
    comment: optionalText(row, 'comment'),
  };
}

/** What a new table or view has beyond its name and columns. */
export interface NewTable {
  readonly id: string;
  readonly kind: StoredTable['kind'];
  readonly persistence: StoredTable['persistence'];
  readonly now: Date;
  readonly owner: string;
  readonly comment: string;
  readonly clusterBy: string;
  readonly retention: number;
  readonly definition: string | null;
  readonly query?: KeptQuery;
  readonly secure: boolean;
}

export async function writeTable(
  duck: DuckDBConnection,
  name: ObjectName,
  table: NewTable,
  columns: readonly StoredColumn[],
): Promise<void> {
  const { database, schema } = name;
  const at = table.now.toISOString();
  await duck.run(
    `INSERT INTO sandbox.tables VALUES ($1, $2, $3, $4, $5, $6, CAST($7 AS TIMESTAMPTZ), CAST($7 AS TIMESTAMPTZ),
      $8, $9, $10, $11, $12, $13, CASE WHEN $6 = 'TEMPORARY' THEN getvariable('CURRENT_SESSION') END, $14)`,
    [
      table.id,
      database,
      schema,
      name.name,
      table.kind,
      table.persistence,
      at,
      table.owner,
      table.comment,
      table.clusterBy,
      table.retention,
      table.definition,
      table.secure,
      table.query === undefined ? null : JSON.stringify(table.query),
    ],
  );
  await writeColumns(duck, table.id, columns, 1);
}

/** Writes columns of one table or view, the first of them in the given position. */
export async function writeColumns(
  duck: DuckDBConnection,
  id: string,
  columns: readonly StoredColumn[],
  position: number,
): Promise<void> {
  const rows = columns.map(
    (_, row) => `($1, ${[2, 3, 4, 5, 6, 7].map((at) => `$${row * 6 + at}`).join(', ')})`,
  );
  const values = columns.flatMap((column, index) => [
    column.name,
    position + index,
    typeName(column.type),
    column.nullable,
    column.defaultText,
    column.comment,
  ]);
  await duck.run(`INSERT INTO sandbox.columns VALUES ${rows.join(', ')}`, [id, ...values]);
}

/** Forgets a table or view, its columns and its load history. */
export async function forgetTable(duck: DuckDBConnection, id: string): Promise<void> {
  await duck.run('DELETE FROM sandbox.columns WHERE table_id = $1', [id]);
  await duck.run('DELETE FROM sandbox.load_history WHERE table_id = $1', [id]);
  await duck.run('DELETE FROM sandbox.tables WHERE id = $1', [id]);
}

export async function databaseExists(duck: DuckDBConnection, database: string): Promise<boolean> {
  return (
    (await rowsOf(duck, 'SELECT 1 AS one FROM sandbox.databases WHERE name = $1', [database])).length > 0
  );
}

/** Every database has INFORMATION_SCHEMA besides what was made in it. */
export async function schemaExists(
  duck: DuckDBConnection,
  database: string,
  schema: string,
): Promise<boolean> {
  if (schema === 'INFORMATION_SCHEMA') return databaseExists(duck, database);
  const rows = await rowsOf(
    duck,
    'SELECT 1 AS one FROM sandbox.schemas WHERE database_name = $1 AND name = $2',
    [database, schema],
  );
  return rows.length > 0;
}

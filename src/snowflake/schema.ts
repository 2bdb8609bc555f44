import { z } from 'zod';
import type { Table } from '../table.ts';
import type { Database } from './database.ts';
import { decodeRows, optionalInstant, optionalText, textValue } from './decode.ts';
import { literal, objectName, quoted, schemaName } from './identifiers.ts';
import { NO_SUCH_OBJECT, refusedWith } from './statement-error.ts';

/** A table as SHOW TABLES lists it. */
export interface ListedTable {
  readonly name: string;
  readonly comment: string;
  /** The role that may change it. */
  readonly owner: string;
  readonly createdAt: Date | undefined;
  /** Rows and bytes, which change with what is in it. */
  readonly size: string;
}

/** The connection tables of the schema: `*_CONNECTION`. Needs no warehouse. */
export async function listConnectionTables(database: Database): Promise<readonly ListedTable[]> {
  // An underscore is a wildcard in LIKE, so MYCONNECTION is found too.
  return (await listTables(database, '%_CONNECTION')).filter(isConnectionTable);
}

/**
 * Names of connection tables that were dropped, as long as Time Travel keeps them; one that was made again is among
 * them. A table that is only hidden from this role is not. Needs no warehouse.
 */
export async function listDroppedConnectionTables(database: Database): Promise<ReadonlySet<string>> {
  const tables = await listTables(database, '%_CONNECTION', 'HISTORY');
  return new Set(
    tables.flatMap((table) => (table.isDropped && isConnectionTable(table) ? [table.name] : [])),
  );
}

/** The same in one statement with the tables of the ledger, for their sizes tell whether there is something new. */
export async function listConnectionsAndLedger(
  database: Database,
): Promise<{ readonly connections: readonly ListedTable[]; readonly ledger: readonly ListedTable[] }> {
  const tables = await listTables(database, '%CONNECT%');
  return {
    connections: tables.filter(isConnectionTable),
    ledger: tables.filter(({ name }) => name.startsWith('CONNECTOR_') && !name.endsWith('_LEASES')),
  };
}

async function listTables(
  { session, schema }: Database,
  like: string,
  history?: 'HISTORY',
): Promise<(ListedTable & { readonly isDropped: boolean })[]> {
  const sql = `SHOW TABLES ${history ? `${history} ` : ''}LIKE ${literal(like)} IN SCHEMA ${schemaName(schema)}`;
  const rows = await session.execute(sql, { about: `SHOW TABLES in ${schema.database}.${schema.schema}` });
  return decodeRows(rows, shownTable, 'SHOW TABLES').map((row) => ({
    name: row.name,
    comment: row.comment ?? '',
    owner: row.owner ?? '',
    createdAt: row.created_on,
    size: `${row.rows} ${row.bytes}`,
    isDropped: row.dropped_on !== undefined,
  }));
}

const shownTable = z.object({
  name: textValue,
  comment: optionalText,
  owner: optionalText,
  created_on: optionalInstant,
  // With HISTORY only.
  dropped_on: optionalInstant.optional(),
  rows: z.unknown(),
  bytes: z.unknown(),
});

function isConnectionTable({ name }: ListedTable): boolean {
  return name.endsWith('_CONNECTION');
}

/**
 * Column names of a table or view, by a statement that needs no warehouse; undefined where it is not there, or this role
 * may not know of it.
 */
export async function describedColumns(
  { session, schema }: Database,
  name: string,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const rows = await session.execute(`DESCRIBE TABLE ${objectName(schema, name)}`, { about: name });
    return new Set(decodeRows(rows, describedColumn, name).map((column) => column.name));
  } catch (error) {
    if (refusedWith(error, ...NO_SUCH_OBJECT)) return undefined;
    throw error;
  }
}

const describedColumn = z.object({ name: textValue });

/**
 * Compiles a query that names all columns of the tables, which needs no warehouse. Throws as Snowflake refuses it where
 * one of them is not there; it names the first only.
 */
export async function compileColumns({ session, schema }: Database, tables: readonly Table[]): Promise<void> {
  const queries = tables.map(
    ({ name, columns }) =>
      `SELECT HASH(${columns.map((column) => quoted(column.name)).join(', ')}) FROM ${objectName(schema, name)}`,
  );
  await session.execute(`EXPLAIN ${queries.join('\nUNION ALL\n')}`, { about: 'columns' });
}

/** Column names of the named tables, for which a warehouse works; a table that is not there has no entry. */
export async function columnsOf(
  { session, schema }: Database,
  tables: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const marks = tables.map(() => '?').join(', ');
  const rows = await session.execute(
    `SELECT TABLE_NAME, COLUMN_NAME FROM ${quoted(schema.database)}.INFORMATION_SCHEMA.COLUMNS ` +
      `WHERE TABLE_SCHEMA = ? AND TABLE_NAME IN (${marks})`,
    { binds: [schema.schema, ...tables], about: 'INFORMATION_SCHEMA.COLUMNS' },
  );
  const columns = new Map<string, Set<string>>();
  for (const { TABLE_NAME: table, COLUMN_NAME: column } of decodeRows(rows, namedColumn, 'COLUMNS')) {
    const names = columns.get(table) ?? new Set<string>();
    columns.set(table, names.add(column));
  }
  return columns;
}

const namedColumn = z.object({ TABLE_NAME: textValue, COLUMN_NAME: textValue });

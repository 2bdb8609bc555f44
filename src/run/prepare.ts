import type { Connector } from '../connectors/connector.ts';
import { configError } from '../errors.ts';
import { COVERAGE, LEASES, OUTCOMES, RUNS, UNITS } from '../ledger/ledger-tables.ts';
import { READABLE } from '../load/readable.ts';
import type { Database } from '../snowflake/database.ts';
import { addColumn } from '../snowflake/ddl.ts';
import { columnsOf, compileColumns, describedColumns } from '../snowflake/schema.ts';
import { NO_SUCH_COLUMN, NO_SUCH_OBJECT, refusedWith } from '../snowflake/statement-error.ts';
import type { Column, Table } from '../table.ts';

/**
 * Makes sure that every table of the run is there and has our columns, before anything is read from AWS: a COPY drops
 * what it finds no column for. Columns that the connection table lacks are added, so that a table made by hand or by
 * SnowAlert works. Throws a config error that says what is missing.
 */
export async function prepareTables(
  database: Database,
  connection: string,
  connector: Connector,
  landings: readonly Table[],
): Promise<void> {
  await requireColumns(database, [...landings, RUNS, COVERAGE, OUTCOMES, UNITS, LEASES, READABLE]);
  const existing = await describedColumns(database, connection);
  for (const column of connector.connectionColumns) {
    if (!existing?.has(column.name)) await addMissing(database, connection, column);
  }
}

/** Throws a config error with all that is missing, for which INFORMATION_SCHEMA is asked only where something is. */
async function requireColumns(database: Database, tables: readonly Table[]): Promise<void> {
  try {
    await compileColumns(database, tables);
  } catch (cause) {
    if (!refusedWith(cause, NO_SUCH_COLUMN, ...NO_SUCH_OBJECT)) throw cause;
    const columns = await columnsOf(
      database,
      tables.map((table) => table.name),
    );
    const missing = tables.flatMap((table) => missingIn(table, columns.get(table.name)));
    if (missing.length === 0) throw cause;
    throw configError(`the schema is not set up for this version: ${missing.join('; ')}`, {
      cause,
      where: `${database.schema.database}.${database.schema.schema}`,
      hint: 'Run `snowcensus setup`, with a role that owns the schema.',
    });
  }
}

/** Parts of a table of ours that the schema lacks, in words; none where all is there. */
export function missingIn(table: Table, columns: ReadonlySet<string> | undefined): string[] {
  if (!columns) return [`table ${table.name} is missing`];
  const names = table.columns.filter((column) => !columns.has(column.name)).map((column) => column.name);
  return names.length > 0 ? [`table ${table.name} lacks ${names.join(', ')}`] : [];
}

async function addMissing({ session, schema }: Database, connection: string, column: Column): Promise<void> {
  try {
    await session.execute(addColumn(schema, connection, column), { about: connection });
  } catch (cause) {
    throw configError(`the connection table lacks ${column.name}, and this role may not add it`, {
      cause,
      where: connection,
      hint: 'Run `snowcensus setup`, with a role that owns the table.',
    });
  }
}

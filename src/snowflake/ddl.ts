import type { Column, SqlType, Table } from '../table.ts';
import { literal, objectName, quoted, type SchemaReference, schemaName } from './identifiers.ts';
import { quoteIdentifiers } from './quote-identifiers.ts';

/** A column of a view; Snowflake finds its type in the text, `type` is for those who read of it where that is not at hand. */
export interface ViewColumn {
  readonly name: string;
  readonly comment: string;
  readonly type?: SqlType;
}

/** A view: its text is written against a schema reference, so that the same definition serves any schema. */
export interface View {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly ViewColumn[];
  /** The SELECT; `name` gives the qualified name of a table or view. */
  readonly select: (name: (object: string) => string) => string;
  /** A part of it that is somebody's own text, and stays as it was written. */
  readonly written?: string;
}

/** The statement that makes the schema where there is none. */
export function createSchema(schema: SchemaReference): string {
  return `CREATE SCHEMA IF NOT EXISTS ${schemaName(schema)}`;
}

/** The statement that makes the stage where there is none. Snowflake encrypts its files, not the driver. */
export function createStage(schema: SchemaReference): string {
  return (
    `CREATE STAGE IF NOT EXISTS ${objectName(schema, schema.stage)} ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE') ` +
    `COMMENT = ${literal('Parts on their way into tables; empty between runs.')}`
  );
}

/** The statement that makes a table where there is none. */
export function createTable(schema: SchemaReference, table: Table): string {
  return `CREATE TABLE IF NOT EXISTS ${tableDefinition(schema, table)}`;
}

/** The statement that makes a table, and is refused where there is one. */
export function createNewTable(schema: SchemaReference, table: Table): string {
  return `CREATE TABLE ${tableDefinition(schema, table)}`;
}

function tableDefinition(schema: SchemaReference, table: Table): string {
  const columns = table.columns.map((column) => `  ${columnDefinition(column)}`).join(',\n');
  const name = objectName(schema, table.name);
  return `${name} (\n${columns}\n) COMMENT = ${literal(table.comment)}`;
}

/** Adds a column that a table lacks. It comes nullable: the rows that are there have no value for it. */
export function addColumn(schema: SchemaReference, table: string, column: Column): string {
  return (
    `ALTER TABLE ${objectName(schema, table)} ADD COLUMN IF NOT EXISTS ` +
    `${quoted(column.name)} ${column.type} COMMENT ${literal(column.comment)}`
  );
}

/** The statement that replaces the COMMENT of a table. */
export function commentTable(schema: SchemaReference, table: string, comment: string): string {
  return `ALTER TABLE ${objectName(schema, table)} SET COMMENT = ${literal(comment)}`;
}

/** The statement that drops a table; until Time Travel ends, UNDROP TABLE brings it back. */
export function dropTable(schema: SchemaReference, table: string): string {
  return `DROP TABLE ${objectName(schema, table)}`;
}

/** The statement that makes or replaces a view; grants on it are kept. */
export function createView(schema: SchemaReference, view: View): string {
  const columns = view.columns.map((column) => `  ${quoted(column.name)} COMMENT ${literal(column.comment)}`);
  return (
    `CREATE OR REPLACE VIEW ${objectName(schema, view.name)} (\n${columns.join(',\n')}\n) COPY GRANTS ` +
    `COMMENT = ${literal(view.comment)} AS\n${viewText(view, schema)}`
  );
}

/** The SELECT of a view with its identifiers in quotes. */
function viewText({ select, written }: View, schema: SchemaReference): string {
  const text = select((name) => objectName(schema, name));
  const parts = written === undefined ? [text] : text.split(written);
  return parts.map(quoteIdentifiers).join(written);
}

function columnDefinition(column: Column): string {
  const required = column.required ? ' NOT NULL' : '';
  return `${quoted(column.name)} ${column.type}${required} COMMENT ${literal(column.comment)}`;
}

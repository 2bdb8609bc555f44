/** The only place that turns names and texts into SQL. */

/** A name as Snowflake stores it: unquoted names in upper case, quoted ones as they stand. */
export function storedName(name: string): string {
  const quoted = /^"((?:[^"]|"")+)"$/.exec(name);
  return quoted?.[1] ? quoted[1].replaceAll('""', '"') : name.toUpperCase();
}

/** Another schema of the same database, by its name as it is written. */
export function schemaBeside(schema: SchemaReference, written: string): SchemaReference {
  return { ...schema, schema: storedName(written) };
}

/** A quoted identifier for a stored name. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string literal. https://docs.snowflake.com/en/sql-reference/data-types-text#string-constants */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** A constant, for a statement that can have no binds. */
export function constant(value: string | number | boolean | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return typeof value === 'string' ? literal(value) : String(value);
}

/** The schema that all objects of an installation are in, and its stage; stored names. */
export interface SchemaReference {
  readonly database: string;
  readonly schema: string;
  readonly stage: string;
}

/** `"DB"."SCHEMA"` */
export function schemaName(schema: SchemaReference): string {
  return `${quoted(schema.database)}.${quoted(schema.schema)}`;
}

/** `"DB"."SCHEMA"."NAME"` */
export function objectName(schema: SchemaReference, name: string): string {
  return `${schemaName(schema)}.${quoted(name)}`;
}

/**
 * `@"DB"."SCHEMA"."STAGE"/path`, as a text where a name has spaces or special characters.
 * https://docs.snowflake.com/en/sql-reference/sql/put
 */
export function stageLocation(schema: SchemaReference, path: string): string {
  const location = `@${objectName(schema, schema.stage)}/${path}`;
  return [schema.database, schema.schema, schema.stage].every((name) => /^[\w$]+$/.test(name))
    ? location
    : literal(location);
}

/** The only place that turns names and texts into SQL. */

/** A name as Snowflake stores it: unquoted names in upper case, quoted ones as they stand. */
export function storedName(name: string): string {
  const quoted = /^"((?:[^"]|"")+)"$/.exec(name);
  return quoted?.[1] ? quoted[1].replaceAll('""', '"') : name.toUpperCase();
}

/** A quoted identifier for a stored name. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string literal. https://docs.snowflake.com/en/sql-reference/data-types-text#string-constants */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** Where all tables of an installation live; stored names. */
export interface Home {
  readonly database: string;
  readonly schema: string;
  readonly stage: string;
}

/** `"DB"."SCHEMA"` */
export function schemaName(home: Home): string {
  return `${quoted(home.database)}.${quoted(home.schema)}`;
}

/** `"DB"."SCHEMA"."NAME"` */
export function objectName(home: Home, name: string): string {
  return `${schemaName(home)}.${quoted(name)}`;
}

/**
 * `@"DB"."SCHEMA"."STAGE"/path`, as a text where a name has spaces or special characters.
 * https://docs.snowflake.com/en/sql-reference/sql/put
 */
export function stageLocation(home: Home, path: string): string {
  const location = `@${objectName(home, home.stage)}/${path}`;
  return [home.database, home.schema, home.stage].every((name) => /^[\w$]+$/.test(name))
    ? location
    : literal(location);
}

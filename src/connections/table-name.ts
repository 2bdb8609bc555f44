/** A table as a user may write it: `NAME`, `SCHEMA.NAME` or `DATABASE.SCHEMA.NAME`, upper-case. */
export interface TableName {
  readonly database: string | undefined;
  readonly schema: string | undefined;
  readonly name: string;
}

const IDENTIFIER = /^[A-Z_][A-Z0-9_$]*$/;

/** Takes an unquoted table name apart, in the upper case Snowflake stores it in; undefined when it is none. */
export function parseTableName(text: string): TableName | undefined {
  const parts = text.trim().toUpperCase().split('.');
  if (parts.length > 3 || !parts.every((part) => IDENTIFIER.test(part) && part.length <= 255))
    return undefined;
  const [name = '', schema, database] = parts.reverse();
  return { database, schema, name };
}

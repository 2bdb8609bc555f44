import type { ObjectName } from './context.ts';
import { sqlError } from './errors.ts';
import type { Place } from './session/session-context.ts';
import { quoteIdentifier } from './syntax/tokens.ts';

/** Completes a one-, two- or three-part name from where the session is. */
export function resolveName(parts: readonly string[], place: Pick<Place, 'database' | 'schema'>): ObjectName {
  const [first = '', second, third, extra] = parts;
  if (extra !== undefined)
    throw sqlError('001003', '42000', `syntax error: '${parts.join('.')}' has too many parts.`);
  if (third !== undefined && second !== undefined) return { database: first, schema: second, name: third };
  if (place.database === null) {
    throw sqlError(
      '090105',
      '22000',
      `Cannot perform operation. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.`,
    );
  }
  if (second !== undefined) return { database: place.database, schema: first, name: second };
  if (place.schema === null) {
    throw sqlError(
      '090106',
      '22000',
      `Cannot perform operation. This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.`,
    );
  }
  return { database: place.database, schema: place.schema, name: first };
}

/** The quoted DuckDB schema of a Snowflake schema. */
export function duckSchema(database: string, schema: string): string {
  return quoteIdentifier(`${database}.${schema}`);
}

export function duckNameOf(name: ObjectName): string {
  return `${duckSchema(name.database, name.schema)}.${quoteIdentifier(name.name)}`;
}

export function shown(name: ObjectName): string {
  return `${name.database}.${name.schema}.${name.name}`;
}

/** A name as a connect string or a property has it: upper-cased unless it is in double quotes. */
export function storedName(text: string): string {
  const quoted = /^"((?:[^"]|"")*)"$/.exec(text);
  return quoted?.[1] === undefined ? text.toUpperCase() : quoted[1].replaceAll('""', '"');
}

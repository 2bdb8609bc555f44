import { configError, type SnowcensusError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import type { CommonOptions } from './options.ts';
import type { Schedule } from './schedule/schedule.ts';
import { parseTableName } from './table-name.ts';

/** Connection: a table named `*_CONNECTION` (`name`, upper-case) with the options in its COMMENT. */
export interface Connection {
  readonly name: string;
  /** Name of its connector. */
  readonly module: string;
  /** Options of the connection's module as well, which its connector alone reads. */
  readonly options: CommonOptions;
  /** Undefined for a connection that runs by hand only. */
  readonly schedule: Schedule | undefined;
  /** Seconds within which a run begins after it is due. */
  readonly jitter: number;
  readonly paused: boolean;
}

/** A connection, or what is wrong with the table that should be one. */
export type ConnectionResult =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly name: string; readonly error: SnowcensusError };

/** Whether an unquoted SQL name can mean this table and the name marks it as a connection. */
export function isConnectionName(name: string): boolean {
  return name === name.toUpperCase() && name.endsWith(SUFFIX) && parseTableName(name)?.name === name;
}

const SUFFIX = '_CONNECTION';

/**
 * The connection table a user means, whatever the case and with or without its schema or `_CONNECTION`.
 * Throws a config error that suggests the nearest when there is none.
 */
export function findConnection<T extends { readonly name: string }>(meant: string, tables: readonly T[]): T {
  const name = withSuffix(parseTableName(meant)?.name ?? meant.toUpperCase());
  const found = tables.find((table) => table.name === name);
  if (found) return found;
  const known = tables.map((table) => table.name);
  const near = nearest(name, known);
  throw configError(`there is no connection ${name}`, {
    hint:
      known.length === 0
        ? 'create one with `snowcensus connections add`'
        : near === undefined
          ? `use one of ${known.join(', ')}`
          : `use ${near}`,
  });
}

/** The table that an inventory's `accounts_connection_name` means; database and schema default to the given ones. */
export function accountsTable(
  reference: string,
  defaults: { readonly database: string; readonly schema: string },
): { readonly database: string; readonly schema: string; readonly name: string } {
  const table = parseTableName(reference);
  if (table === undefined) throw configError(`"${reference}" is not the name of a table`);
  return {
    database: table.database ?? defaults.database,
    schema: table.schema ?? defaults.schema,
    name: withSuffix(table.name),
  };
}

/**
 * Accounts connection with the list that a connection reads; undefined where it needs none, or one of another schema.
 */
export function accountsConnection(
  { options }: Connection,
  own: { readonly database: string; readonly schema: string },
): string | undefined {
  const reference = 'accounts_connection_name' in options ? options.accounts_connection_name : undefined;
  if (typeof reference !== 'string') return undefined;
  const { database, schema, name } = accountsTable(reference, own);
  return database === own.database && schema === own.schema ? name : undefined;
}

/** The table that a new connection of this name is. Throws a config error when it cannot be the name of one. */
export function newConnectionName(wanted: string): string {
  const table = parseTableName(wanted);
  if (table === undefined || table.schema !== undefined) {
    throw configError(`"${wanted}" cannot be the name of a connection`, {
      hint: 'use letters, digits and underscores, such as AWS_INVENTORY; _CONNECTION is added where it is missing',
    });
  }
  return withSuffix(table.name);
}

function withSuffix(name: string): string {
  return name.endsWith(SUFFIX) ? name : `${name}${SUFFIX}`;
}

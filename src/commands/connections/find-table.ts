import { type Connection, findConnection } from '../../connections/connection.ts';
import { readConnection } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import type { Database } from '../../snowflake/database.ts';
import { type ListedTable, listConnectionTables } from '../../snowflake/schema.ts';
import type { Arguments } from '../command.ts';

/**
 * The one connection that stands behind a command, as it was written. Throws a config error where there is none or more.
 */
export function namedConnection(command: string, [meant, ...rest]: readonly string[]): string {
  if (meant !== undefined && rest.length === 0) return meant;
  throw configError(`${command} takes the name of one connection`, {
    hint: `Try: snowcensus ${command} AWS_ACCOUNTS`,
  });
}

/** The same of an action of `connections`. */
export function namedInAction({ positionals: [action, ...words] }: Arguments): string {
  return namedConnection(`connections ${action}`, words);
}

/** The table of the connection that is meant. Throws a config error that suggests the nearest when there is none. */
export async function findTable(database: Database, meant: string): Promise<ListedTable> {
  return findConnection(meant, await listConnectionTables(database));
}

/** The connection that is meant. Throws a config error where there is none, or its options are not valid. */
export async function findValidConnection(database: Database, meant: string): Promise<Connection> {
  const found = readConnection(await findTable(database, meant));
  if (!found.ok) throw found.error;
  return found.connection;
}

import { findConnection } from '../../connections/connection.ts';
import { configError } from '../../errors.ts';
import { type ListedTable, listConnectionTables } from '../../snowflake/schema.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { homeOf } from '../session.ts';

/** The one connection that the arguments name, as it was written. Throws a config error when they name none or more. */
export function namedConnection({ positionals }: Arguments): string {
  const [action, meant, ...rest] = positionals;
  if (meant === undefined || rest.length > 0) {
    throw configError(`${action} takes the name of one connection`, {
      hint: `Try: snowcensus connections ${action} AWS_ACCOUNTS`,
    });
  }
  return meant;
}

/** The table of the connection that is meant. Throws a config error that suggests the nearest when there is none. */
export async function findTable(
  context: CommandContext,
  session: SnowflakeSession,
  meant: string,
): Promise<ListedTable> {
  return findConnection(meant, await listConnectionTables(session, homeOf(context)));
}

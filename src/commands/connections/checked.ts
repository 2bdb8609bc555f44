import type { Connection, ConnectionResult } from '../../connections/connection.ts';
import { chosenCollectors } from '../../connectors/choose-collectors.ts';
import { connectorOf } from '../../connectors/index.ts';
import { configError, isSnowcensusError } from '../../errors.ts';

/** The connection, or its problems as something that flags can mend. */
export function valid(result: ConnectionResult): Connection {
  if (result.ok) return result.connection;
  throw configError(result.error.message, {
    where: notWritten(result.name),
    cause: result.error.cause,
    hint: 'Every option is a flag: source_role_arn is --source-role-arn; see snowcensus connections --help.',
  });
}

/** The connection, once its module has what its options name. Throws a config error that names what is not there. */
export function checked(result: ConnectionResult): Connection {
  const connection = valid(result);
  const { name, module, options } = connection;
  try {
    chosenCollectors(connectorOf(connection), options.collectors);
  } catch (error) {
    if (!isSnowcensusError(error)) throw error;
    const { message, hint = '' } = error;
    throw configError(`${message} of ${module}`, { where: notWritten(name), cause: error.cause, hint });
  }
  return connection;
}

function notWritten(name: string): string {
  return `connection ${name}, not written`;
}

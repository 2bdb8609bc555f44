import type { Connection } from '../../src/connections/connection.ts';
import { readConnection } from '../../src/connectors/index.ts';

/** A connection that runs every hour. */
export function validConnection(): Connection {
  const comment =
    'module: aws_accounts\ndestination_role_arn: arn:aws:iam::111111111111:role/r\nschedule: "@hourly"';
  const result = readConnection({ name: 'C_CONNECTION', comment });
  if (!result.ok) throw result.error;
  return result.connection;
}

import { objectName, quoted } from '../../snowflake/identifiers.ts';
import { listConnectionTables } from '../../snowflake/schema.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import type { Installation } from '../installation.ts';

/**
 * Statements that let the loader, and by it the owner, see the connection tables that other roles have made: else neither
 * service nor setup would say anything of them. For a role that sees all, as one with MANAGE GRANTS does.
 */
export async function foreignConnections(
  session: SnowflakeSession,
  { schema, roles }: Installation,
): Promise<readonly string[]> {
  const tables = await listConnectionTables({ session, schema });
  return tables
    .filter(({ owner }) => owner !== roles.owner)
    .map(({ name }) => `GRANT SELECT ON TABLE ${objectName(schema, name)} TO ROLE ${quoted(roles.loader)}`);
}

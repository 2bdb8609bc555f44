import { CONNECTORS } from '../../src/connectors/index.ts';
import { letLoad } from '../../src/setup/schema/connection-loaders.ts';
import { createNewTable } from '../../src/snowflake/ddl.ts';
import { SERVICE } from './service-account.ts';

/** The statements that make a connection's table with every column its runs write, as `connections add` does. */
export function connectionTable(name: string, options: string): readonly string[] {
  const connector = CONNECTORS.get(/^module: (\w+)$/m.exec(options)?.[1] ?? '');
  if (!connector) throw new Error(`no module in: ${options}`);
  const columns = connector.connectionColumns;
  return [
    createNewTable(SERVICE.schema, { name, comment: options, columns }),
    letLoad(SERVICE.schema, name, SERVICE.roles.loader),
  ];
}

/** Makes the table, by whatever runs statements. */
export async function makeConnection(
  client: { query(sql: string): Promise<unknown> },
  name: string,
  options: string,
): Promise<void> {
  for (const statement of connectionTable(name, options)) await client.query(statement);
}

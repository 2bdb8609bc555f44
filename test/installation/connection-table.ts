import { CONNECTORS } from '../../src/connectors/index.ts';
import { createNewTable } from '../../src/snowflake/ddl.ts';
import { SERVICE } from './service-account.ts';

/** The statement that makes a connection's table with every column its runs write, as `connections add` does. */
export function connectionTable(name: string, options: string): string {
  const connector = CONNECTORS.get(/^module: (\w+)$/m.exec(options)?.[1] ?? '');
  if (!connector) throw new Error(`no module in: ${options}`);
  const columns = connector.connectionColumns;
  return createNewTable(SERVICE.schema, { name, comment: options, columns });
}

import { type ConnectionTable, readComment } from '../connections/comment.ts';
import type { Connection, ConnectionResult } from '../connections/connection.ts';
import { bugError } from '../errors.ts';
import { awsAccounts } from './aws-accounts/connector.ts';
import { awsCloudtrail } from './aws-cloudtrail/connector.ts';
import { awsIdentityCenter } from './aws-identity-center/connector.ts';
import { awsInventory } from './aws-inventory/connector.ts';
import type { Connector } from './connector.ts';

/** Every connector, by the name that a connection gives as its `module`. One more is one more name here. */
export const CONNECTORS: ReadonlyMap<string, Connector> = new Map(
  [awsAccounts, awsInventory, awsIdentityCenter, awsCloudtrail].map((connector) => [
    connector.module,
    connector,
  ]),
);

/** Connector of a connection. */
export function connectorOf({ name, module }: Pick<Connection, 'name' | 'module'>): Connector {
  const connector = CONNECTORS.get(module);
  if (!connector) throw bugError(`no connector is named ${module}`, { where: name });
  return connector;
}

/** The connection a table is, or one config error that lists the problems of its name and COMMENT. */
export function readConnection(table: ConnectionTable): ConnectionResult {
  return readComment(table, CONNECTORS);
}

/** Reads every connection by itself, so that a broken one never stops another. */
export function readConnections(tables: readonly ConnectionTable[]): readonly ConnectionResult[] {
  return tables.map(readConnection);
}

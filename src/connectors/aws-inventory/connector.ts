import { collectorsOf } from '../../aws/catalogue/modules.ts';
import type { Connection, ConnectionOf } from '../../connections/connection.ts';
import { bugError } from '../../errors.ts';
import { ACCOUNT_ROWS } from '../account-rows.ts';
import type { Connector } from '../connector.ts';
import { memberAccounts, memberApproach } from '../member-accounts.ts';

/** Reads the assets of every account of a list through a role that has the same name everywhere. */
export const awsInventory: Connector = {
  module: 'aws_inventory',
  doc: 'The assets of every account.',
  collectors: collectorsOf('aws_inventory'),
  connectionColumns: ACCOUNT_ROWS,
  approach(connection) {
    const { options } = own(connection);
    return {
      ...memberApproach(options),
      ...(options.probe_empty_regions ? { fullSweepEvery: options.full_sweep_every } : {}),
    };
  },
  plan: (connection, list) => memberAccounts(own(connection).options, list),
};

function own(connection: Connection): ConnectionOf<'aws_inventory'> {
  if (connection.module !== 'aws_inventory')
    throw bugError(`${connection.name} is no aws_inventory connection`);
  return connection;
}

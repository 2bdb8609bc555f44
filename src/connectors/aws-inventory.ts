import { collectorsOf } from '../aws/catalogue/modules.ts';
import type { Outcome } from '../aws/outcome.ts';
import type { Partition } from '../aws/partition.ts';
import { parseArn, partitionOfRegion, roleArn } from '../aws/partition.ts';
import type { Connection, ConnectionOf } from '../connections/connection.ts';
import { leftOut } from '../connections/filter.ts';
import { bugError } from '../errors.ts';
import { ACCOUNT_ROWS } from './account-rows.ts';
import { verdictOfState } from './account-state.ts';
import { chainOf } from './chain.ts';
import type { Connector, ListedAccount, PlannedAccount } from './connector.ts';

/** Reads the assets of every account of a list through a role that has the same name everywhere. */
export const awsInventory: Connector = {
  module: 'aws_inventory',
  doc: 'IAM and EC2 of every account.',
  collectors: collectorsOf('aws_inventory'),
  connectionColumns: ACCOUNT_ROWS,

  approach(connection) {
    const { options } = own(connection);
    return {
      partition: partitionOf(options),
      chain: chainOf(options),
      regions: options.regions,
      accountTags: false,
      accountsList: options.accounts_connection_name,
    };
  },

  plan(connection, list) {
    const { options } = own(connection);
    const accounts = options.account_ids?.map(unlisted) ?? list;
    // Whoever is named twice must not be read twice: the rows of both reads would count as one snapshot.
    const byId = new Map(accounts.map((account) => [account.id, account]));
    return [...byId.values()].map((account) => planned(options, account));
  },
};

type Options = ConnectionOf<'aws_inventory'>['options'];

function planned(options: Options, account: ListedAccount): PlannedAccount {
  const partition = partitionOf(options);
  const verdict = leftOutOfList(account) ?? leftOut(options, account) ?? verdictOfState(account.state);
  const hop = options.destination_role_name
    ? {
        roleArn: roleArn(partition, account.id, options.destination_role_name),
        externalId: options.external_id,
      }
    : undefined;
  return { id: account.id, name: account.name, partition, hop, ...(verdict ? { verdict } : {}) };
}

function leftOutOfList({ leftOut: reason }: ListedAccount): Outcome | undefined {
  return reason ? { status: 'skipped', code: 'left_out_of_list', reason } : undefined;
}

/** The partition of the role the connection starts from, else of its regions: both lie in one. */
function partitionOf(options: Options): Partition {
  const [first] = chainOf(options);
  if (first) return parseArn(first.roleArn).partition;
  const region = options.regions === 'all' ? undefined : options.regions[0];
  return region ? partitionOfRegion(region) : 'aws';
}

function unlisted(id: string): ListedAccount {
  return {
    id,
    name: undefined,
    state: undefined,
    ouPath: undefined,
    ouIds: undefined,
    tags: undefined,
    leftOut: undefined,
  };
}

function own(connection: Connection): ConnectionOf<'aws_inventory'> {
  if (connection.module !== 'aws_inventory')
    throw bugError(`${connection.name} is no aws_inventory connection`);
  return connection;
}

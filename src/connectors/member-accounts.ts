import type { z } from 'zod';
import { parseArn, roleArn } from '../aws/arn.ts';
import type { Outcome } from '../aws/outcome.ts';
import { accountFilter, type LeftOut } from '../connections/filter.ts';
import type { Administrative, commonOptions } from '../connections/options.ts';
import { type Partition, partitionOfRegion } from '../partition.ts';
import { verdictOfState } from './account-state.ts';
import { chainOf } from './chain.ts';
import type { ListedAccount, PlannedAccount, ReadPlan } from './connector.ts';
import type { memberOptions } from './member-options.ts';

/** Options of the modules that read many accounts through a role that has the same name everywhere. */
type Options = Omit<
  z.output<z.ZodObject<typeof commonOptions & typeof memberOptions>>,
  Administrative | 'collectors'
>;

/** How such a connection enters its accounts. */
export function memberReadPlan(options: Options): ReadPlan {
  return {
    partition: partitionOf(options),
    chain: chainOf(options),
    regions: options.regions,
    accountTags: false,
    accountsList: options.accounts_connection_name,
  };
}

/** The accounts of such a connection, those left out included; `list` is what its accounts connection lists. */
export function memberAccounts(options: Options, list: readonly ListedAccount[]): readonly PlannedAccount[] {
  const accounts = options.account_ids?.map(unlisted) ?? list;
  // Whoever is named twice must not be read twice: the rows of both reads would count as one snapshot.
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const leftOut = accountFilter(options);
  return [...byId.values()].map((account) => planned(options, account, leftOut(account)));
}

function planned(options: Options, account: ListedAccount, leftOut: LeftOut | undefined): PlannedAccount {
  const partition = partitionOf(options);
  const verdict = leftOutOfList(account) ?? leftOut ?? verdictOfState(account.state);
  const hop = options.destination_role_name
    ? {
        roleArn: roleArn(partition, account.id, options.destination_role_name),
        externalId: options.external_id ?? options.default_external_id,
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
  return (region && partitionOfRegion(region)) || 'aws';
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

import { accountsTable, type Connection } from '../connections/connection.ts';
import type { Connector, PlannedAccount } from '../connectors/connector.ts';
import { readAccountsList } from '../ledger/accounts-list.ts';
import { NotRun } from '../ledger/lease/not-run.ts';
import type { Database } from '../snowflake/database.ts';

/** The accounts of a connection, and where they are from. */
export interface AccountsPlan {
  readonly accounts: readonly PlannedAccount[];
  /** The accounts connection that lists them, where one does. */
  readonly list: string | undefined;
  /** Shortcomings of that list. */
  readonly warning: string | undefined;
}

/** Plans from the accounts connection's list, or from what the connection itself names. Throws what reading a list does. */
export async function planAccounts(
  database: Database,
  connector: Connector,
  connection: Connection,
): Promise<AccountsPlan> {
  const { accountsList } = connector.readPlan(connection);
  if (accountsList === undefined) {
    return { accounts: connector.plan(connection, []), list: undefined, warning: undefined };
  }
  const table = accountsTable(accountsList, database.schema);
  const { accounts, warning } = await readAccountsList(database, table);
  return { accounts: connector.plan(connection, accounts), list: table.name, warning };
}

/** Only the accounts that are asked for; all where none are. Throws {@link NotRun} where the plan has one of them not. */
export function onlyAccounts(
  connection: string,
  planned: readonly PlannedAccount[],
  only: readonly string[] | undefined,
): readonly PlannedAccount[] {
  const unknown = only?.filter((id) => !planned.some((account) => account.id === id)) ?? [];
  if (unknown.length > 0) {
    throw new NotRun('asked', `the connection has no account ${unknown.join(', ')}`, {
      where: connection,
      hint: 'Give ids of accounts that the connection lists, or run its accounts connection first.',
    });
  }
  return only ? planned.filter((account) => only.includes(account.id)) : planned;
}

import type { AwsAccess } from '../../aws/access.ts';
import { type DeployedRole, readDeployedRole } from '../../aws/deployed-role.ts';
import { accountsTable, type Connection } from '../../connections/connection.ts';
import type { PlannedAccount } from '../../connectors/connector.ts';
import { CONNECTORS } from '../../connectors/index.ts';
import { configError, describeError } from '../../errors.ts';
import { roleTags, VERSION_TAG } from '../../generate/role-parameters.ts';
import { actionsOf, type Role } from '../../generate/roles.ts';
import { readAccountsList } from '../../run/accounts-list.ts';
import { Ledger } from '../../run/ledger.ts';
import type { SnowflakeSession } from '../../snowflake/session.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { homeOf } from '../session.ts';
import { namedRole } from './entered-role.ts';
import { listOf } from './print.ts';
import { withAccess } from './way-in.ts';

/** How the role of one account differs from what would be deployed now. */
export interface RoleUpdate {
  readonly account: string;
  readonly role: string;
  /** Version of ours that made it; null where its tags do not tell. */
  readonly deployed: string | null;
  readonly current: string;
  /** Actions that it lacks, and actions or patterns that it has and needs no more. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Why it could not be read; null where it was. */
  readonly problem: string | null;
}

/** Compares the role in the accounts that are named, or else in the first that the connection reads. */
export async function readUpdates(
  context: CommandContext,
  args: Arguments,
  connection: Connection,
  session: SnowflakeSession,
): Promise<readonly RoleUpdate[]> {
  const named = namedRole(connection);
  const accounts = chosen(await plannedAccounts(context, connection, session), listOf(args, 'account'));
  const { chain } = CONNECTORS[connection.module].approach(connection);
  return withAccess(context, connection, chain, async (access) => {
    const updates: RoleUpdate[] = [];
    for (const account of accounts) updates.push(await readUpdate(context, access, account, named));
    return updates;
  });
}

async function plannedAccounts(
  context: CommandContext,
  connection: Connection,
  session: SnowflakeSession,
): Promise<readonly PlannedAccount[]> {
  const home = homeOf(context);
  const connector = CONNECTORS[connection.module];
  const { accountsList } = connector.approach(connection);
  if (accountsList === undefined) return connector.plan(connection, []);
  const table = accountsTable(accountsList, home);
  const { accounts } = await readAccountsList(session, new Ledger(session, home), home, table);
  return connector.plan(connection, accounts);
}

function chosen(planned: readonly PlannedAccount[], only: readonly string[]): readonly PlannedAccount[] {
  const unknown = only.filter((id) => !planned.some((account) => account.id === id));
  if (unknown.length > 0) throw configError(`the connection has no account ${unknown.join(', ')}`);
  if (only.length > 0) return planned.filter(({ id }) => only.includes(id));
  return planned.filter(({ verdict }) => verdict === undefined).slice(0, 1);
}

async function readUpdate(
  { signal }: CommandContext,
  access: AwsAccess,
  account: PlannedAccount,
  { role, name }: { readonly role: Role; readonly name: string },
): Promise<RoleUpdate> {
  const about = { account: account.id, role: account.hop?.roleArn ?? name };
  try {
    const session = await access.enter(account, account.hop);
    return { ...about, ...compare(role, await readDeployedRole(session, name, signal)), problem: null };
  } catch (error) {
    signal.throwIfAborted();
    const { current } = versions(role, new Map());
    return { ...about, deployed: null, current, added: [], removed: [], problem: describeError(error) };
  }
}

function compare(role: Role, { tags, allowed }: DeployedRole) {
  const wanted = actionsOf(role);
  return {
    ...versions(role, tags),
    added: wanted.filter((action) => !allowed.some((pattern) => covers(pattern, action))),
    removed: allowed.filter((action) => !wanted.includes(action)),
  };
}

function versions(role: Role, tags: ReadonlyMap<string, string>) {
  return { deployed: tags.get(VERSION_TAG) ?? null, current: roleTags(role)[VERSION_TAG] ?? '' };
}

/** Case does not count in actions; `*` is any run of characters, `?` any one. */
function covers(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

import type { AwsAccess } from '../../aws/access.ts';
import { type DeployedRole, readDeployedRole } from '../../aws/deployed-role.ts';
import { inParallel } from '../../concurrency/in-parallel.ts';
import type { Connection } from '../../connections/connection.ts';
import type { PlannedAccount } from '../../connectors/connector.ts';
import { connectorOf } from '../../connectors/index.ts';
import { describeError } from '../../errors.ts';
import { roleTags, VERSION_TAG } from '../../generate/role-parameters.ts';
import { actionsOf, type Role } from '../../generate/roles.ts';
import type { CommandContext } from '../command.ts';
import { progressLine } from '../progress/progress-line.ts';
import { namedRole } from './entered-role.ts';
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
  /** Actions that Deny statements of the role's policies name. */
  readonly denied: readonly string[];
  /** Why it could not be read; null where it was. */
  readonly problem: string | null;
}

/** Compares the role in these accounts with what would be deployed now, in the accounts' order. */
export function readUpdates(
  context: CommandContext,
  connection: Connection,
  accounts: readonly PlannedAccount[],
  isForPrograms: boolean,
): Promise<readonly RoleUpdate[]> {
  const named = namedRole(connection);
  const { chain } = connectorOf(connection).readPlan(connection);
  const line = progressLine(context, isForPrograms);
  let done = 0;
  return withAccess(context, connection, chain, (access) =>
    inParallel(accounts, context.settings.run.accountConcurrency, async (account) => {
      const update = await readUpdate(context, access, account, named);
      done += 1;
      line.show({ done, total: accounts.length, noun: 'account' });
      return update;
    }),
  ).finally(() => line.end());
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
    const nothing = { deployed: null, current, added: [], removed: [], denied: [] };
    return { ...about, ...nothing, problem: describeError(error) };
  }
}

function compare(role: Role, { tags, allowed, denied }: DeployedRole) {
  const wanted = actionsOf(role);
  return {
    ...versions(role, tags),
    added: wanted.filter((action) => !allowed.some((pattern) => covers(pattern, action))),
    removed: allowed.filter((action) => !wanted.includes(action)),
    denied,
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

/** Whether deploying the role again would change what it may do. */
export function isOutdated({ added, removed }: RoleUpdate): boolean {
  return added.length > 0 || removed.length > 0;
}

import type { Account, World } from '../contract.ts';
import { lineage } from '../organization-tree.ts';
import { SandboxDefect } from '../wire/protocol.ts';
import type { Identity } from './credentials.ts';

/**
 * The value of a condition key (in lower case) in this request; undefined where the request has none. Throws a
 * {@link SandboxDefect} for a key it does not know, so that no policy is guessed at.
 */
export type ConditionKeys = (key: string) => string | readonly string[] | undefined;

/** Values that belong to one call, by lower-case key, such as `sts:externalid`. */
export type CallKeys = Readonly<Record<string, string | readonly string[] | undefined>>;

interface CallFacts {
  readonly identity: Identity;
  readonly region: string;
  readonly now: Date;
  /** The account whose resource is touched. */
  readonly target: Account;
}

/** The global keys of a call, and those of its service that it brings. */
export function conditionKeys(
  { identity, region, now, target }: CallFacts,
  callKeys: CallKeys = {},
): ConditionKeys {
  const { caller, account, world } = identity;
  const global: Readonly<Record<string, () => string | readonly string[] | undefined>> = {
    'aws:principalarn': () => caller.roleArn ?? caller.arn,
    'aws:principalaccount': () => caller.accountId,
    'aws:principalorgid': () => world.organizationId,
    'aws:principalorgpaths': () => [organizationPath(world, account)],
    'aws:principaltype': () => (caller.roleArn === undefined ? 'User' : 'AssumedRole'),
    'aws:principalisawsservice': () => 'false',
    'aws:viaawsservice': () => 'false',
    'aws:userid': () => caller.userId,
    'aws:username': () => (caller.roleArn === undefined ? caller.arn.split('/').at(-1) : undefined),
    'aws:requestedregion': () => region,
    'aws:resourceaccount': () => target.id,
    'aws:resourceorgid': () => world.organizationId,
    // The sandbox stands for AWS's own endpoints, which are reached over TLS.
    'aws:securetransport': () => 'true',
    'aws:currenttime': () => now.toISOString(),
    'aws:multifactorauthpresent': () => undefined,
    'aws:multifactorauthage': () => undefined,
    'aws:sourcevpc': () => undefined,
    'aws:sourcevpce': () => undefined,
  };
  return (key) => {
    if (key in callKeys) return callKeys[key];
    const value = global[key];
    if (value === undefined) throw new SandboxDefect(`the policy condition key ${key} is not spoken here`);
    return value();
  };
}

function organizationPath(world: World, account: Account): string {
  return `${[world.organizationId, ...lineage(world, account.parentId)].join('/')}/`;
}

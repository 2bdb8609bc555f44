import type { Account, IamRole, World } from '../contract.ts';
import { AwsError } from '../contract.ts';
import { denial } from './authorization.ts';
import { type CallKeys, conditionKeys } from './condition-keys.ts';
import type { Identity } from './credentials.ts';
import { judge } from './policy.ts';

interface AssumeRoleQuestion {
  readonly identity: Identity;
  readonly region: string;
  readonly now: Date;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface AssumableRole {
  readonly account: Account;
  readonly role: IamRole;
}

/** Why a role may not be assumed: the action refused, and what AWS says of the reason, if anything. */
export interface AssumeRoleDenial {
  readonly action: string;
  readonly reason: string | undefined;
}

/**
 * Both sides are asked: the caller's own policies, and the role's trust policy with its conditions. What fails on
 * the role's side is refused without a word about why, an absent role or account included.
 */
export function assumeRoleDenial({
  identity,
  region,
  now,
  input,
}: AssumeRoleQuestion): AssumeRoleDenial | undefined {
  const { world, caller } = identity;
  const roleArn = String(input.RoleArn);
  const target = findRole(world, roleArn);
  const keys = conditionKeys(
    { identity, region, now, target: target?.account ?? identity.account },
    callKeys(input),
  );
  const exact = new Set([caller.arn, caller.roleArn ?? caller.arn]);
  const account = [`arn:${world.partition}:iam::${caller.accountId}:root`, caller.accountId];
  const trusts = (action: string, principals: ReadonlySet<string>): boolean =>
    target !== undefined &&
    judge([target.role.trustPolicy], { action, resource: roleArn, keys, principals }) === 'allow';

  for (const action of requestedActions(input)) {
    const sameAccount = target?.account.id === caller.accountId;
    const grantedByResource = sameAccount && trusts(action, exact);
    const reason = denial(identity, { action, resource: roleArn, keys, grantedByResource });
    if (reason !== undefined) return { action, reason };
    if (!trusts(action, new Set([...exact, ...account]))) return { action, reason: undefined };
  }
  return undefined;
}

/** The role by its whole ARN, in an account that is alive. Throws ValidationError where the text is no role's ARN. */
export function findRole(world: World, roleArn: string): AssumableRole | undefined {
  const [, partition, accountId = '', name = ''] =
    /^arn:(aws|aws-cn|aws-us-gov):iam::([0-9]{12}):role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/.exec(
      roleArn,
    ) ?? [];
  if (partition === undefined) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  const account = world.accounts.get(accountId);
  if (account === undefined || account.state !== 'ACTIVE') return undefined;
  const role = account.iam().roles.get(name);
  return role?.Arn === roleArn ? { account, role } : undefined;
}

function requestedActions(input: Readonly<Record<string, unknown>>): string[] {
  return [
    'sts:AssumeRole',
    ...(tagsOf(input).length > 0 ? ['sts:TagSession'] : []),
    ...(input.SourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
}

function callKeys(input: Readonly<Record<string, unknown>>): CallKeys {
  const tags = tagsOf(input);
  return {
    'sts:externalid': input.ExternalId as string | undefined,
    'sts:rolesessionname': input.RoleSessionName as string | undefined,
    'sts:sourceidentity': input.SourceIdentity as string | undefined,
    'sts:transitivetagkeys': input.TransitiveTagKeys as string[] | undefined,
    'aws:tagkeys': tags.map(({ Key }) => Key),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:requesttag/${Key.toLowerCase()}`, Value])),
  };
}

function tagsOf(input: Readonly<Record<string, unknown>>): { Key: string; Value: string }[] {
  return (input.Tags as { Key: string; Value: string }[] | undefined) ?? [];
}

import type { SessionCredentials, World } from '../contract.ts';
import type { Credentials } from './credentials.ts';

/** The role that Identity Center puts into each account for those who administer it. */
const ADMINISTRATOR = /^AWSReservedSSO_AdministratorAccess_/;

/** Keys for twelve hours, the longest that the access portal gives. */
const HOURS = 12;

/** Signs a person in to an account as its administrator. Throws where no world has the account. */
export function signInAsAdministrator(
  credentials: Credentials,
  worlds: readonly World[],
  accountId: string,
  now: Date,
): SessionCredentials {
  const world = worlds.find(({ accounts }) => accounts.has(accountId));
  const account = world?.accounts.get(accountId);
  const role = [...(account?.iam().roles.values() ?? [])].find(({ RoleName }) =>
    ADMINISTRATOR.test(RoleName),
  );
  if (!world || !account || !role) throw new Error(`nobody can sign in to ${accountId} as its administrator`);
  const person = 'admin@example.com';
  return credentials.issue(world, {
    caller: {
      accountId,
      arn: `arn:${world.partition}:sts::${accountId}:assumed-role/${role.RoleName}/${person}`,
      roleArn: role.Arn,
      userId: `${role.RoleId}:${person}`,
    },
    account,
    expiresAt: new Date(now.getTime() + HOURS * 3_600_000),
    policies: [],
  });
}

import type { IamState } from '../../contract.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import type { Entry } from '../entry.ts';
import { newest, oldest } from '../times.ts';
import { generateGroups } from './groups.ts';
import { generateOidcProviders, generateSamlProviders } from './identity-providers.ts';
import { generatePolicies } from './policies.ts';
import { generateRoles } from './roles.ts';
import { generateServerCertificates } from './server-certificates.ts';
import { generateUsers } from './users.ts';

/** The account's whole IAM, with what the connector needs there to get in. */
export function generateIamState(blueprint: Blueprint, entry: Entry): IamState {
  const random = randomOf(blueprint, 'iam');
  const policies = generatePolicies(blueprint);
  const groups = generateGroups(blueprint, policies);
  const users = [...generateUsers(blueprint, groups, policies), ...entry.users(blueprint.accountId)];
  const roles = [...generateRoles(blueprint, policies), ...entry.roles(blueprint.accountId)];
  return {
    users: new Map(users.map((user) => [user.UserName, user])),
    groups: new Map(groups.map((group) => [group.GroupName, group])),
    roles: new Map(roles.map((role) => [role.RoleName, role])),
    policies: new Map(policies.map((policy) => [policy.Arn, policy])),
    samlProviders: generateSamlProviders(blueprint, roles),
    oidcProviders: generateOidcProviders(blueprint, roles),
    serverCertificates: generateServerCertificates(blueprint),
    ...(random.chance(0.3) ? { rootLastUsed: random.date(oldest, newest) } : {}),
    rootMfaActive: random.chance(0.8),
    ...(random.chance(0.6) ? { accountAlias: `example-${blueprint.accountId.slice(-6)}` } : {}),
    ...(random.chance(0.7)
      ? {
          passwordPolicy: {
            MinimumPasswordLength: random.pick([8, 12, 14]),
            RequireSymbols: random.chance(0.5),
            RequireNumbers: true,
            RequireUppercaseCharacters: true,
            RequireLowercaseCharacters: true,
            AllowUsersToChangePassword: true,
            ...(random.chance(0.5)
              ? { ExpirePasswords: true, MaxPasswordAge: 90, HardExpiry: false }
              : { ExpirePasswords: false }),
            ...(random.chance(0.9) ? { PasswordReusePrevention: 24 } : {}),
          },
        }
      : {}),
  };
}

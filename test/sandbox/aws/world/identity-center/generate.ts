import type { AccountAssignment } from '@aws-sdk/client-sso-admin';
import type { Partition } from '../../contract.ts';
import type { IdentityCenterState, PermissionSetState } from '../../identity-center-state.ts';
import { createRandom } from '../random.ts';
import { oldest } from '../times.ts';
import { generateApplications, generateTokenIssuers } from './applications.ts';
import { generateIdentityStore, uuid } from './identity-store.ts';
import { generatePermissionSets } from './permission-sets.ts';

const hex = '0123456789abcdef';
const regions: Readonly<Record<Partition, string>> = {
  aws: 'eu-central-1',
  'aws-us-gov': 'us-gov-east-1',
  'aws-cn': 'cn-north-1',
};

interface Organization {
  readonly seed: number;
  readonly partition: Partition;
  /** Accounts that can be assigned, the management account included. */
  readonly accountIds: readonly string[];
}

/** The organization's instance of Identity Center, away from the partition's home region where there is another. */
export function generateIdentityCenter({ seed, partition, accountIds }: Organization): IdentityCenterState {
  const random = createRandom(seed, 'identity center');
  const instanceId = `ssoins-${random.text(hex, 16)}`;
  const identityStoreId = `d-${random.text(hex, 10)}`;
  const store = generateIdentityStore(seed, identityStoreId);
  const permissionSets = generatePermissionSets(seed, partition, instanceId);
  return {
    instanceArn: `arn:${partition}:sso:::instance/${instanceId}`,
    identityStoreId,
    createdAt: oldest,
    enabled: true,
    region: regions[partition],
    ...store,
    permissionSets,
    assignments: permissionSets
      .slice(0, -1)
      .flatMap((of, nth) => assignmentsOf(seed, of, nth, accountIds, store)),
    ...generateApplications({ seed, partition, accountIds, instanceId, store }),
    ...generateTokenIssuers({ seed, partition, accountIds, instanceId }),
  };
}

/** The first set is granted in every account, the others in a few: to groups, to some people, to one who left. */
function assignmentsOf(
  seed: number,
  { set }: PermissionSetState,
  nth: number,
  accountIds: readonly string[],
  { users, groups }: ReturnType<typeof generateIdentityStore>,
): AccountAssignment[] {
  const random = createRandom(seed, 'identity center', 'assignments', set.Name ?? '');
  const accounts = nth === 0 ? accountIds : random.sample(accountIds, random.integer(2, 5));
  return accounts.flatMap((AccountId, position) => {
    const assigned = { AccountId, PermissionSetArn: set.PermissionSetArn };
    const principals = [
      ...random
        .sample(groups.slice(1), random.integer(1, 2))
        .map(({ GroupId }) => ({ PrincipalType: 'GROUP' as const, PrincipalId: GroupId })),
      ...random
        .sample(users, random.chance(0.4) ? 2 : 0)
        .map(({ UserId }) => ({ PrincipalType: 'USER' as const, PrincipalId: UserId })),
      ...(nth === 1 && position === 0
        ? [
            { PrincipalType: 'USER' as const, PrincipalId: uuid(random) },
            { PrincipalType: 'GROUP' as const, PrincipalId: groups[0]?.GroupId },
          ]
        : []),
    ];
    return principals.map((principal) => ({ ...assigned, ...principal }));
  });
}

import type { World } from '../sandbox/aws/contract.ts';
import type { AwsSandbox } from '../sandbox/aws/server.ts';
import {
  closeAccount,
  denyRegionByScp,
  openSecurityGroup,
  refuseExternalId,
  removeMemberRole,
  terminateInstance,
} from '../sandbox/aws/world/plant.ts';

/** Regions the demo's inventory reads. */
export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'] as const;

/** The accounts something happens to, by what it is. */
export interface Cast {
  readonly withoutRole: string;
  readonly refusesExternalId: string;
  readonly suspended: string;
  readonly regionDenied: string;
  readonly throttled: string;
  /** Sound in the first inventory; its role is gone by the second. */
  readonly breaksLater: string;
  /** Sound in the first inventory; closed by the second. */
  readonly closesLater: string;
  readonly changes: string;
}

/** Plants the problems of the first inventory; all else is as it should be. */
export function plantProblems(world: World, aws: AwsSandbox): Cast {
  const cast = chooseCast(world);
  installManagementRole(world, cast.changes);
  removeMemberRole(world, cast.withoutRole);
  refuseExternalId(world, cast.refusesExternalId);
  denyRegionByScp(world, [cast.regionDenied], 'eu-west-1');
  aws.faults.add({
    match: { service: 'ec2', operation: 'DescribeInstances', accountId: cast.throttled },
    action: 'throttle',
  });
  return cast;
}

/** A StackSet leaves the management account out; whoever follows the first hour deploys the member role there, too. */
function installManagementRole(world: World, like: string): void {
  const { managementAccountId, entry } = world;
  const role = world.accounts.get(like)?.iam().roles.get(entry.memberRoleName);
  if (!role) throw new Error(`${like} has no role ${entry.memberRoleName}`);
  world.accounts.get(managementAccountId)?.changeIam(({ roles }) => {
    roles.set(entry.memberRoleName, {
      ...structuredClone(role),
      Arn: role.Arn.replace(like, managementAccountId),
    });
  });
}

/** What was planted in each account that cannot be seen whole, in a few words. */
export function plantedIn(cast: Cast): ReadonlyMap<string, string> {
  return new Map([
    [cast.withoutRole, 'planted: it has no role of ours'],
    [cast.refusesExternalId, 'planted: another external id'],
    [cast.suspended, 'planted: it is suspended'],
    [cast.regionDenied, 'planted: an SCP closes a region'],
    [cast.throttled, 'planted: AWS throttles it'],
    [cast.breaksLater, 'planted: the role was deleted'],
  ]);
}

/** What the organization goes through between the first inventory and the second. */
export interface Changes {
  readonly terminatedInstance: string;
  readonly openedGroup: string;
}

export function changeOrganization(world: World, cast: Cast): Changes {
  removeMemberRole(world, cast.breaksLater);
  closeAccount(world, cast.closesLater);
  return {
    terminatedInstance: terminateInstance(world, cast.changes, 'us-east-1'),
    openedGroup: openSecurityGroup(world, cast.changes, 'us-east-1'),
  };
}

function chooseCast(world: World): Cast {
  const accounts = [...world.accounts.values()];
  const hub = world.entry.sourceRoleArn.split(':')[4];
  const sound = accounts.filter(
    (account) => account.state === 'ACTIVE' && !account.isManagement && account.id !== hub,
  );
  const suspended = accounts.find((account) => account.state === 'SUSPENDED');
  const [withoutRole, refusesExternalId, regionDenied, throttled, breaksLater, closesLater, changes] =
    sound.map((account) => account.id);
  if (
    !(
      withoutRole &&
      refusesExternalId &&
      regionDenied &&
      throttled &&
      breaksLater &&
      closesLater &&
      changes
    ) ||
    !suspended
  ) {
    throw new Error(
      'the organization is too small for the demo: it needs a suspended account and seven sound ones',
    );
  }
  return {
    withoutRole,
    refusesExternalId,
    suspended: suspended.id,
    regionDenied,
    throttled,
    breaksLater,
    closesLater,
    changes,
  };
}

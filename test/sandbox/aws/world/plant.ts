import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { Account, IamUser, World } from '../contract.ts';
import { rule } from './ec2/security-groups.ts';
import { allow, trust } from './entry.ts';
import { accessKeyId, iamId, organizationsSuffix, secretAccessKey } from './identifiers.ts';
import { createRandom } from './random.ts';

/** Nobody installed the role in this account. */
export function removeMemberRole(world: World, accountId: string): void {
  accountOf(world, accountId).changeIam((iam) => iam.roles.delete(world.entry.memberRoleName));
}

/** The account's trust policy wants another external id than the connector brings. */
export function refuseExternalId(world: World, accountId: string): void {
  accountOf(world, accountId).changeIam((iam) => {
    const role = iam.roles.get(world.entry.memberRoleName);
    if (role !== undefined) role.trustPolicy = trust(world.entry.sourceRoleArn, 'somebody-elses-external-id');
  });
}

/** A region lock such as landing zones use: global services keep working, everything else is denied there. */
export function denyRegionByScp(world: World, accountIds: readonly string[], region: string): void {
  world.serviceControlPolicies.push({
    id: `p-${organizationsSuffix(createRandom(world.seed, 'scp', region, ...accountIds), 8)}`,
    name: `deny-${region}`,
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'RegionLock',
          Effect: 'Deny',
          NotAction: ['account:*', 'iam:*', 'organizations:*', 'sts:*', 'support:*'],
          Resource: '*',
          Condition: { StringEquals: { 'aws:RequestedRegion': [region] } },
        },
      ],
    },
    targets: [...accountIds],
  });
}

/** The member role of every account loses the action, by one explicit denial in the shared policy. */
export function denyAction(world: World, action: string): void {
  world.memberPolicy.Statement.push({ Effect: 'Deny', Action: action, Resource: '*' });
}

/** The member role of every account may do exactly this; earlier denials are forgotten. */
export function allowOnly(world: World, actions: readonly string[]): void {
  world.memberPolicy.Statement = [{ Effect: 'Allow', Action: [...actions], Resource: '*' }];
}

/** The member role of this account may do exactly this. */
export function allowMemberOnly(world: World, accountId: string, actions: readonly string[]): void {
  accountOf(world, accountId).changeIam((iam) => {
    const role = iam.roles.get(world.entry.memberRoleName);
    if (role === undefined) throw new Error(`${accountId} has no role ${world.entry.memberRoleName}`);
    const Document = allow(actions, '*');
    role.inlinePolicies = [{ PolicyName: 'read', Document }];
  });
}

export function suspendAccount(world: World, accountId: string): void {
  accountOf(world, accountId).state = 'SUSPENDED';
}

/** The account is closed but still listed, as AWS lists it for 90 days. */
export function closeAccount(world: World, accountId: string): void {
  accountOf(world, accountId).state = 'CLOSED';
}

/** The account left the organization: it is listed no more and no new session can begin there. */
export function removeAccount(world: World, accountId: string): void {
  accountOf(world, accountId);
  world.accounts.delete(accountId);
}

/** An instance that was running is gone from the region for good. Returns its id. */
export function terminateInstance(world: World, accountId: string, region: string): string {
  const account = accountOf(world, accountId);
  const id = account
    .region(region)
    .reservations.flatMap(({ Instances = [] }) => Instances)
    .find(({ State }) => State?.Name === 'running')?.InstanceId;
  if (id === undefined) throw new Error(`no instance runs in ${region} of ${accountId}`);
  account.changeRegion(region, (state) => {
    for (const reservation of state.reservations) {
      reservation.Instances = reservation.Instances?.filter(({ InstanceId }) => InstanceId !== id);
    }
    const left = state.reservations.filter(({ Instances = [] }) => Instances.length > 0);
    state.reservations.splice(0, state.reservations.length, ...left);
  });
  return id;
}

/** A group that kept the world out now lets it in on port 22. Returns its id. */
export function openSecurityGroup(world: World, accountId: string, region: string): string {
  const account = accountOf(world, accountId);
  const groups = account.region(region).securityGroups.filter((group) => !isOpen(group));
  const id = (groups.find(({ GroupName }) => GroupName !== 'default') ?? groups[0])?.GroupId;
  if (id === undefined) throw new Error(`no security group is left to open in ${region} of ${accountId}`);
  account.changeRegion(region, (state) => {
    const group = state.securityGroups.find(({ GroupId }) => GroupId === id);
    group?.IpPermissions?.push(
      rule('tcp', 22, { IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'just for today' }] }),
    );
  });
  return id;
}

function isOpen({ IpPermissions = [] }: SecurityGroup): boolean {
  return IpPermissions.some(
    ({ FromPort, IpRanges = [] }) => FromPort === 22 && IpRanges.some(({ CidrIp }) => CidrIp === '0.0.0.0/0'),
  );
}

/** A user with an active key of its own appears. Returns the user as it will be read. */
export function addUser(world: World, accountId: string, userName: string, created: Date): IamUser {
  const random = createRandom(world.seed, accountId, 'added user', userName);
  const user: IamUser = {
    UserName: userName,
    UserId: iamId(random, 'AIDA'),
    Arn: `arn:${world.partition}:iam::${accountId}:user/${userName}`,
    Path: '/',
    CreateDate: created,
    passwordEnabled: false,
    mfaDevices: [],
    accessKeys: [
      {
        AccessKeyId: accessKeyId(random, accountId),
        secretAccessKey: secretAccessKey(random),
        Status: 'Active',
        CreateDate: created,
      },
    ],
    groups: [],
    inlinePolicies: [],
    attachedPolicyArns: [],
    tags: [],
  };
  accountOf(world, accountId).changeIam((iam) => iam.users.set(userName, structuredClone(user)));
  return user;
}

/** Throws on an account the world does not have, so that nothing is planted nowhere. */
export function accountOf(world: World, accountId: string): Account {
  const account = world.accounts.get(accountId);
  if (account === undefined) throw new Error(`${accountId} is not an account of this world`);
  return account;
}

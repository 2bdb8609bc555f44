import type {
  AccessKey,
  IamGroup,
  IamRole,
  IamUser,
  ManagedPolicy,
  PolicyDocument,
  World,
} from '../contract.ts';
import { accessKeyId, iamId, secretAccessKey } from './identifiers.ts';
import { accountOf } from './plant.ts';
import { createRandom, type Random } from './random.ts';
import { newest, oldest } from './times.ts';

/** What the model account holds, by which the frugality of inventories is measured. */
export const modelAccount = {
  users: 50,
  usersWithKeys: 45,
  accessKeys: 60,
  groups: 12,
  roles: 200,
  policies: 80,
  attachments: 340,
  /** Users whose only MFA device is a hardware token or a passkey. */
  usersWithHardware: 3,
} as const;

/** Everything IAM has in the account is replaced by the model account's, but for the roles by which we get in. */
export function makeModelAccount(world: World, accountId: string): void {
  accountOf(world, accountId).changeIam((iam) => {
    const arn = (kind: string, name: string): string =>
      `arn:${world.partition}:iam::${accountId}:${kind}/${name}`;
    const random = createRandom(world.seed, accountId, 'model account');
    const wayIn = [...iam.roles.values()].filter(({ RoleName }) => RoleName.startsWith('snowcensus-'));
    for (const entities of [iam.users, iam.groups, iam.roles, iam.policies]) entities.clear();

    const policies = awsPolicies(world);
    for (let index = policies.length; index < modelAccount.policies; index += 1) {
      const policy = localPolicy(random, arn, index);
      iam.policies.set(policy.Arn, policy);
      policies.push(policy.Arn);
    }
    for (let index = 0; index < modelAccount.groups; index += 1) {
      const group = modelGroup(random, arn, index);
      iam.groups.set(group.GroupName, group);
    }
    for (let index = 0; index < modelAccount.users; index += 1) {
      const user = modelUser(random, arn, index, [...iam.groups.keys()], accountId);
      iam.users.set(user.UserName, user);
    }
    for (let index = wayIn.length; index < modelAccount.roles; index += 1) {
      const role = modelRole(random, arn, index);
      iam.roles.set(role.RoleName, role);
    }
    const holders = [...iam.roles.values(), ...iam.users.values(), ...iam.groups.values()];
    for (const role of wayIn) iam.roles.set(role.RoleName, role);
    for (let index = 0; index < modelAccount.attachments; index += 1) {
      const policy = policies[index % policies.length] ?? '';
      holders[index % holders.length]?.attachedPolicyArns.push(policy);
    }
    keepOne(iam.samlProviders);
    keepOne(iam.oidcProviders);
    iam.passwordPolicy = { MinimumPasswordLength: 14, ExpirePasswords: false };
    iam.accountAlias = `model-${accountId}`;
    iam.rootMfaActive = true;
  });
}

function awsPolicies({ awsManagedPolicies }: World): string[] {
  return [...awsManagedPolicies.keys()];
}

function keepOne<T>(entities: Map<string, T>): void {
  for (const key of [...entities.keys()].slice(1)) entities.delete(key);
}

type Arn = (kind: string, name: string) => string;

function localPolicy(random: Random, arn: Arn, index: number): ManagedPolicy {
  const name = `model-policy-${index}`;
  const created = random.date(oldest, newest);
  return {
    PolicyName: name,
    PolicyId: iamId(random, 'ANPA'),
    Arn: arn('policy', name),
    Path: '/',
    CreateDate: created,
    UpdateDate: created,
    DefaultVersionId: 'v2',
    versions: ['v1', 'v2'].map((VersionId) => ({
      VersionId,
      CreateDate: created,
      Document: grant(`arn:aws:s3:::bucket-${index}/${VersionId}/*`),
    })),
  };
}

function modelGroup(random: Random, arn: Arn, index: number): IamGroup {
  const name = `model-group-${index}`;
  return {
    GroupName: name,
    GroupId: iamId(random, 'AGPA'),
    Arn: arn('group', name),
    Path: '/',
    CreateDate: random.date(oldest, newest),
    inlinePolicies: [{ PolicyName: 'inline', Document: grant(`arn:aws:sqs:*:*:queue-${index}`) }],
    attachedPolicyArns: [],
  };
}

function modelUser(
  random: Random,
  arn: Arn,
  index: number,
  groups: readonly string[],
  accountId: string,
): IamUser {
  const name = `model.user+${index}@example.com`;
  const created = random.date(oldest, newest);
  const { usersWithKeys, accessKeys, usersWithHardware } = modelAccount;
  const keys = index >= usersWithKeys ? 0 : index < accessKeys - usersWithKeys ? 2 : 1;
  const hasHardware = index < usersWithHardware;
  const hasVirtual = !hasHardware && index % 2 === 0;
  const serial = hasHardware ? `GAHT${random.text('0123456789', 8)}` : arn('mfa', name);
  return {
    UserName: name,
    UserId: iamId(random, 'AIDA'),
    Arn: arn('user', name),
    Path: '/',
    CreateDate: created,
    passwordEnabled: true,
    passwordLastChanged: created,
    mfaDevices: hasHardware || hasVirtual ? [{ SerialNumber: serial, EnableDate: created }] : [],
    accessKeys: Array.from({ length: keys }, () => modelKey(random, created, accountId)),
    groups: random.sample(groups, 2),
    inlinePolicies: index % 5 === 0 ? [{ PolicyName: 'inline', Document: grant('arn:aws:sns:*:*:*') }] : [],
    attachedPolicyArns: [],
    tags: index % 3 === 0 ? [{ Key: 'team', Value: `team ${index}` }] : [],
  };
}

function modelKey(random: Random, created: Date, accountId: string): AccessKey {
  const made = random.date(created, newest);
  return {
    AccessKeyId: accessKeyId(random, accountId),
    secretAccessKey: secretAccessKey(random),
    Status: random.chance(0.8) ? 'Active' : 'Inactive',
    CreateDate: made,
    ...(random.chance(0.7)
      ? { lastUsed: { date: random.date(made, newest), region: 'us-east-1', service: 's3' } }
      : {}),
  };
}

function modelRole(random: Random, arn: Arn, index: number): IamRole {
  const name = `model-role-${index}`;
  return {
    RoleName: name,
    RoleId: iamId(random, 'AROA'),
    Arn: arn('role', name),
    Path: '/',
    CreateDate: random.date(oldest, newest),
    ...(index % 2 === 0 ? { Description: `Role ${index}: für alles` } : {}),
    MaxSessionDuration: random.pick([3600, 7200, 43200]),
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    inlinePolicies:
      index % 4 === 0 ? [{ PolicyName: 'inline', Document: grant(`arn:aws:logs:*:*:${index}`) }] : [],
    attachedPolicyArns: [],
    ...(random.chance(0.6) ? { lastUsed: { date: random.date(oldest, newest), region: 'eu-west-1' } } : {}),
    tags: index % 7 === 0 ? [{ Key: "x'; DROP TABLE AWS_IAM_ROLES; --", Value: '"' }] : [],
  };
}

function grant(resource: string): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: resource }] };
}

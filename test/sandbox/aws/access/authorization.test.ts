import { DescribeInstancesCommand, DescribeRegionsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { GetUserCommand, ListRolesCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, ListRootsCommand } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clients, type Cloud, startCloud } from '../cloud.ts';
import type { PolicyStatement, ServiceControlPolicy } from '../contract.ts';

let cloud: Cloud;
let member: Clients;
beforeEach(async () => {
  cloud = await startCloud();
  member = cloud.clients(await cloud.memberKeys());
});
afterEach(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

function grant(...statements: PolicyStatement[]): void {
  cloud.world.memberPolicy.Statement = statements;
}

function control(target: string, statement: PolicyStatement): ServiceControlPolicy {
  const policy: ServiceControlPolicy = {
    id: `p-${target}`,
    name: 'test',
    document: { Version: '2012-10-17', Statement: [statement] },
    targets: [target],
  };
  cloud.world.serviceControlPolicies.push(policy);
  return policy;
}

const who = () => `arn:aws:sts::${cloud.member.id}:assumed-role/snowcensus-reader/test-session`;
const users = () => member.iam.send(new ListUsersCommand({}));
const roles = () => member.iam.send(new ListRolesCommand({}));
const instances = () => member.ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));

test('an action taken out of the policy is denied, and no other', async () => {
  await expect(users()).resolves.toBeDefined();
  grant({ Effect: 'Allow', Action: ['iam:ListRoles', 'ec2:Describe*'], Resource: '*' });
  await expect(users()).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: ${who()} is not authorized to perform: iam:ListUsers on resource: * because no identity-based policy allows the iam:ListUsers action`,
    $metadata: { httpStatusCode: 403 },
  });
  await expect(roles()).resolves.toBeDefined();
  await expect(instances()).resolves.toBeDefined();
});

test('each protocol says it in its own way', async () => {
  grant({ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' });
  await expect(instances()).rejects.toMatchObject({
    name: 'UnauthorizedOperation',
    message: `You are not authorized to perform this operation. User: ${who()} is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action`,
    $metadata: { httpStatusCode: 403 },
  });
  await expect(member.organizations.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 400 },
  });
  await expect(member.sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
    Account: cloud.member.id,
  });
});

test('an explicit deny wins over any allow', async () => {
  grant(
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'iam:List*', Resource: '*' },
  );
  await expect(users()).rejects.toThrow('with an explicit deny in an identity-based policy');
  await expect(instances()).resolves.toBeDefined();
});

test('NotAction allows what it does not name', async () => {
  grant({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' });
  await expect(instances()).resolves.toBeDefined();
  await expect(users()).rejects.toThrow('because no identity-based policy allows');
});

test('a resource limits what can be limited, and an action without one needs the star', async () => {
  const [name = ''] = cloud.member.iam().users.keys();
  const arn = cloud.member.iam().users.get(name)?.Arn ?? '';
  grant({ Effect: 'Allow', Action: 'iam:*', Resource: arn });
  await expect(member.iam.send(new GetUserCommand({ UserName: name }))).resolves.toBeDefined();
  await expect(member.iam.send(new GetUserCommand({ UserName: 'other' }))).rejects.toThrow('user/other');
  await expect(users()).rejects.toThrow('not authorized');
});

test('conditions on the region decide region by region', async () => {
  grant({
    Effect: 'Allow',
    Action: 'ec2:*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } },
  });
  await expect(member.ec2.send(new DescribeVpcsCommand({ MaxResults: 5 }))).resolves.toBeDefined();
  const abroad = cloud.clients(await cloud.memberKeys(), { region: 'eu-west-1' });
  await expect(abroad.ec2.send(new DescribeVpcsCommand({ MaxResults: 5 }))).rejects.toThrow('not authorized');
});

test.each([
  ['the root', () => cloud.world.rootId],
  ['its OU', () => cloud.member.parentId],
  ['the account', () => cloud.member.id],
])('a service control policy on %s denies', async (_, target) => {
  control(target(), { Effect: 'Deny', Action: 'ec2:DescribeInstances', Resource: '*' });
  await expect(instances()).rejects.toThrow('with an explicit deny in a service control policy');
  await expect(users()).resolves.toBeDefined();
});

test('service control policies must allow at every level', async () => {
  const [full] = cloud.world.serviceControlPolicies;
  if (!full) throw new Error('the world has no FullAWSAccess');
  full.targets = full.targets.filter((target) => target !== cloud.member.id);
  control(cloud.member.id, { Effect: 'Allow', Action: 'iam:*', Resource: '*' });
  await expect(users()).resolves.toBeDefined();
  await expect(instances()).rejects.toThrow(
    'because no service control policy allows the ec2:DescribeInstances action',
  );
});

test('service control policies do not bind the management account', async () => {
  control(cloud.world.rootId, { Effect: 'Deny', Action: '*', Resource: '*' });
  // The hub is bound, so the way in to management is taken before.
  await expect(users()).rejects.toThrow('service control policy');
  cloud.world.serviceControlPolicies.pop();
  const management = cloud.clients(await cloud.managementKeys());
  control(cloud.world.rootId, { Effect: 'Deny', Action: '*', Resource: '*' });
  await expect(management.organizations.send(new ListRootsCommand({}))).resolves.toBeDefined();
});

test('a permissions boundary caps the role', async () => {
  cloud.member.changeIam(({ roles }) => {
    const role = roles.get(cloud.world.entry.memberRoleName);
    if (role) role.permissionsBoundaryArn = 'arn:aws:iam::aws:policy/PowerUserAccess';
  });
  await expect(users()).rejects.toThrow('because no permissions boundary allows the iam:ListUsers action');
  await expect(instances()).resolves.toBeDefined();
});

test('a session policy caps the session', async () => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'ec2:DescribeRegions', Resource: '*' },
  });
  const input = { ExternalId: cloud.world.entry.externalId, Policy };
  const keys = await cloud.assume(await cloud.hubKeys(), cloud.memberRoleArn(cloud.member.id), input);
  const capped = cloud.clients(keys);
  await expect(capped.ec2.send(new DescribeRegionsCommand({}))).resolves.toBeDefined();
  await expect(capped.iam.send(new ListUsersCommand({}))).rejects.toThrow('because no session policy allows');
});

test('a session of a role that was deleted may do nothing', async () => {
  cloud.member.changeIam((iam) => {
    iam.roles.delete(cloud.world.entry.memberRoleName);
  });
  await expect(users()).rejects.toThrow('not authorized');
});

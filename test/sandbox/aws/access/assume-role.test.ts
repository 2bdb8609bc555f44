import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, type Keys, startCloud } from '../cloud.ts';
import type { PolicyStatement } from '../contract.ts';

let cloud: Cloud;
let hub: Keys;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(async () => {
  hub = await cloud.hubKeys();
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

/** Sets what the member role's trust policy says. */
function trust(statement: Partial<PolicyStatement>): void {
  cloud.member.changeIam(({ roles }) => {
    const role = roles.get(cloud.world.entry.memberRoleName);
    if (!role) throw new Error('the member has no reader role');
    role.trustPolicy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole', ...statement }],
    };
  });
}

const assumeMember = (from: Keys, input = {}) =>
  cloud.assume(from, cloud.memberRoleArn(cloud.member.id), input);
const refused = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

test('a session is who it says: role and session name, in the role’s account', async () => {
  const keys = await assumeMember(hub, { ExternalId: cloud.world.entry.externalId });
  const { Account, Arn, UserId } = await cloud.clients(keys).sts.send(new GetCallerIdentityCommand({}));
  expect(Account).toBe(cloud.member.id);
  expect(Arn).toBe(
    `arn:aws:sts::${cloud.member.id}:assumed-role/${cloud.world.entry.memberRoleName}/test-session`,
  );
  expect(UserId).toMatch(/^AROA[A-Z2-7]{17}:test-session$/);
  expect(keys.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
});

describe('trust', () => {
  test('the external id decides, both ways', async () => {
    const say = `User: arn:aws:sts::${cloud.hub.id}:assumed-role/snowcensus-hub/test-session is not authorized to perform: sts:AssumeRole on resource: ${cloud.memberRoleArn(cloud.member.id)}`;
    await expect(assumeMember(hub)).rejects.toMatchObject({ ...refused, message: say });
    await expect(assumeMember(hub, { ExternalId: 'wrong' })).rejects.toMatchObject({
      ...refused,
      message: say,
    });
    await expect(assumeMember(hub, { ExternalId: cloud.world.entry.externalId })).resolves.toBeDefined();
  });

  test('a role or an account that does not exist is refused with the same words', async () => {
    const absent = `arn:aws:iam::${cloud.member.id}:role/snowcensus-nobody`;
    cloud.hub.changeIam(({ roles }) => {
      roles.get('snowcensus-hub')?.inlinePolicies.push({
        PolicyName: 'any',
        Document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] },
      });
    });
    for (const arn of [absent, 'arn:aws:iam::999999999999:role/snowcensus-reader']) {
      await expect(cloud.assume(hub, arn)).rejects.toMatchObject({
        ...refused,
        message: expect.stringMatching(new RegExp(`perform: sts:AssumeRole on resource: ${arn}$`)),
      });
    }
  });

  test.each([
    ['the role', () => `arn:aws:iam::${cloud.hub.id}:role/snowcensus-hub`, true],
    ['the session', () => `arn:aws:sts::${cloud.hub.id}:assumed-role/snowcensus-hub/test-session`, true],
    ['the account by root', () => `arn:aws:iam::${cloud.hub.id}:root`, true],
    ['the account by number', () => cloud.hub.id, true],
    ['anyone', () => '*', true],
    ['another role', () => `arn:aws:iam::${cloud.hub.id}:role/other`, false],
    ['another session', () => `arn:aws:sts::${cloud.hub.id}:assumed-role/snowcensus-hub/other`, false],
    ['another account', () => `arn:aws:iam::${cloud.management.id}:root`, false],
    ['a pattern, which principals are not', () => `arn:aws:iam::${cloud.hub.id}:role/*`, false],
  ])('of %s', async (_, principal, allowed) => {
    trust({ Principal: { AWS: ['arn:aws:iam::123456789012:root', principal()] } });
    const attempt = assumeMember(hub);
    await (allowed ? expect(attempt).resolves.toBeDefined() : expect(attempt).rejects.toMatchObject(refused));
  });

  test('of a service only', async () => {
    trust({ Principal: { Service: 'ec2.amazonaws.com' } });
    await expect(assumeMember(hub)).rejects.toMatchObject(refused);
  });

  test('of the organization', async () => {
    trust({ Condition: { StringEquals: { 'aws:PrincipalOrgID': cloud.world.organizationId } } });
    await expect(assumeMember(hub)).resolves.toBeDefined();
    trust({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-0000000000' } } });
    await expect(assumeMember(hub)).rejects.toMatchObject(refused);
  });

  test('of one principal by condition, and of session tags', async () => {
    trust({ Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/snowcensus-*` } } });
    await expect(assumeMember(hub)).resolves.toBeDefined();
    const Tags = [{ Key: 'run', Value: '1' }];
    await expect(assumeMember(hub, { Tags })).rejects.toMatchObject({
      message: expect.stringContaining('sts:TagSession'),
    });
    trust({
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Condition: { StringEquals: { 'aws:RequestTag/run': '1' } },
    });
    await expect(assumeMember(hub, { Tags })).resolves.toBeDefined();
  });

  test('the caller’s own policy must allow it too', async () => {
    trust({ Principal: { AWS: '*' } });
    await expect(assumeMember(cloud.world.entry)).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('because no identity-based policy allows the sts:AssumeRole action'),
    });
  });
});

test.each(['SUSPENDED', 'CLOSED', 'PENDING_CLOSURE'] as const)(
  'no one gets into a %s account',
  async (state) => {
    trust({});
    cloud.member.state = state;
    await expect(assumeMember(hub)).rejects.toMatchObject(refused);
    cloud.member.state = 'ACTIVE';
    await expect(assumeMember(hub)).resolves.toBeDefined();
  },
);

describe('duration', () => {
  beforeAll(() => {
    trust({});
  });

  test('a chained session lasts an hour at most', async () => {
    cloud.member.changeIam(({ roles }) => {
      const role = roles.get(cloud.world.entry.memberRoleName);
      if (role) role.MaxSessionDuration = 7200;
    });
    await expect(assumeMember(hub, { DurationSeconds: 3601 })).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    });
    await expect(assumeMember(hub, { DurationSeconds: 3600 })).resolves.toBeDefined();
  });

  test('no session outlasts what its role allows', async () => {
    const attempt = cloud.assume(cloud.world.entry, cloud.world.entry.sourceRoleArn, {
      DurationSeconds: 3601,
    });
    await expect(attempt).rejects.toThrow('exceeds the MaxSessionDuration set for this role');
  });

  test('the answer says when it ends, an hour from now by default', async () => {
    const { sts } = cloud.clients(hub);
    const RoleArn = cloud.memberRoleArn(cloud.member.id);
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'x-1' }));
    const seconds = ((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(3595);
    expect(seconds).toBeLessThanOrEqual(3600);
  });

  test.each([
    [{ DurationSeconds: 899 }, 'greater than or equal to 900'],
    [{ DurationSeconds: 43_201 }, 'less than or equal to 43200'],
    [{ RoleSessionName: 'a b' }, "Value 'a b' at 'roleSessionName'"],
    [
      { RoleSessionName: 'a' },
      "Value 'a' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [{ RoleSessionName: 'a'.repeat(65) }, 'Member must have length less than or equal to 64'],
    [{ ExternalId: 'a'.repeat(1_225) }, 'Member must have length less than or equal to 1224'],
    [{ ExternalId: 'é' }, "at 'externalId'"],
    [{ ExternalId: 'éé' }, 'Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*'],
    [{ Policy: '{' }, 'invalid Json'],
    [{ RoleArn: 'role/snowcensus-reader' }, 'role/snowcensus-reader is invalid'],
  ])('%o is refused', async (input, about) => {
    await expect(assumeMember(hub, input)).rejects.toThrow(about);
  });
});

import { ListRegionsCommand } from '@aws-sdk/client-account';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clients, type Cloud, startCloud } from '../cloud.ts';
import { send } from '../raw-request.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(async () => {
  expect(cloud.aws.metrics.defects).toEqual([]);
  await cloud.aws.close();
});

interface ServiceCase {
  readonly name: string;
  readonly call: (clients: Clients) => Promise<unknown>;
  readonly unknownKey: readonly [string, number];
  readonly wrongSignature: readonly [string, number];
  readonly expired: readonly [string, number];
}

const services: readonly ServiceCase[] = [
  {
    name: 'sts',
    call: ({ sts }) => sts.send(new GetCallerIdentityCommand({})),
    unknownKey: ['InvalidClientTokenId', 403],
    wrongSignature: ['SignatureDoesNotMatch', 403],
    expired: ['ExpiredToken', 403],
  },
  {
    name: 'iam',
    call: ({ iam }) => iam.send(new ListUsersCommand({})),
    unknownKey: ['InvalidClientTokenId', 403],
    wrongSignature: ['SignatureDoesNotMatch', 403],
    expired: ['ExpiredToken', 403],
  },
  {
    name: 'ec2',
    call: ({ ec2 }) => ec2.send(new DescribeRegionsCommand({})),
    unknownKey: ['AuthFailure', 401],
    wrongSignature: ['AuthFailure', 401],
    expired: ['RequestExpired', 400],
  },
  {
    name: 'organizations',
    call: ({ organizations }) => organizations.send(new DescribeOrganizationCommand({})),
    unknownKey: ['UnrecognizedClientException', 400],
    wrongSignature: ['InvalidSignatureException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  {
    name: 'account',
    call: ({ account }) => account.send(new ListRegionsCommand({})),
    unknownKey: ['UnrecognizedClientException', 403],
    wrongSignature: ['InvalidSignatureException', 403],
    expired: ['ExpiredTokenException', 403],
  },
];

function refused([name, status]: readonly [string, number]) {
  return expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode: status }) });
}

describe.each(services)('$name', ({ name, call, unknownKey, wrongSignature, expired }) => {
  test('refuses a key that does not exist', async () => {
    const keys = { accessKeyId: 'AKIAQQQQQQQQQQQQQQQQ', secretAccessKey: 'x'.repeat(40) };
    await expect(call(cloud.clients(keys))).rejects.toEqual(refused(unknownKey));
  });

  test('refuses a secret that is not the key’s', async () => {
    const keys = { ...(await cloud.memberKeys()), secretAccessKey: 'x'.repeat(40) };
    await expect(call(cloud.clients(keys))).rejects.toEqual(refused(wrongSignature));
  });

  test('refuses a session without its token, and with another one', async () => {
    const { accessKeyId, secretAccessKey } = await cloud.memberKeys();
    await expect(call(cloud.clients({ accessKeyId, secretAccessKey }))).rejects.toEqual(refused(unknownKey));
    const other = { accessKeyId, secretAccessKey, sessionToken: 'IQoJother' };
    await expect(call(cloud.clients(other))).rejects.toEqual(refused(unknownKey));
  });

  test('refuses a session that is over', async () => {
    const cloud = await startCloud();
    const keys = await cloud.memberKeys();
    cloud.advance(3600);
    const clients = cloud.clients(keys, { systemClockOffset: 3_600_000 });
    await expect(call(clients)).rejects.toEqual(refused(expired));
    await cloud.aws.close();
  });

  test('refuses an unsigned request in its own protocol', async () => {
    const requests = {
      sts: { body: 'Action=GetCallerIdentity&Version=2011-06-15' },
      iam: { body: 'Action=ListUsers&Version=2010-05-08' },
      ec2: { body: 'Action=DescribeRegions&Version=2016-11-15' },
      organizations: {
        headers: { 'x-amz-target': 'AWSOrganizationsV20161128.DescribeOrganization' },
        body: '{}',
      },
      account: { path: '/listRegions', body: '{}' },
    };
    const answer = await send(cloud, undefined, {
      service: name,
      ...requests[name as keyof typeof requests],
    });
    expect(`${answer.body} ${answer.headers.get('x-amzn-errortype')}`).toContain(
      'MissingAuthenticationToken',
    );
    expect([400, 403]).toContain(answer.status);
  });
});

test('takes a request whose body was changed after signing for a forgery', async () => {
  const { sts } = cloud.clients(cloud.world.entry);
  sts.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string; headers: Record<string, string> };
      request.body = request.body.replace('test-session', 'fake-session');
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const command = new AssumeRoleCommand({
    RoleArn: cloud.world.entry.sourceRoleArn,
    RoleSessionName: 'test-session',
  });
  await expect(sts.send(command)).rejects.toThrow(/signature we calculated does not match/);
});

test('an inactive key is unknown', async () => {
  const own = await startCloud();
  own.hub.changeIam((iam) => {
    for (const user of iam.users.values()) for (const key of user.accessKeys) key.Status = 'Inactive';
  });
  const { sts } = own.clients(own.world.entry);
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow(/security token.*invalid/);
  await own.aws.close();
});

describe('clock', () => {
  test('a request signed six minutes ago or ahead is refused', async () => {
    const late = cloud.clients(cloud.world.entry, { systemClockOffset: -360_000 });
    await expect(late.sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow(
      /Signature expired: .* - 5 min/,
    );
    const early = cloud.clients(cloud.world.entry, { systemClockOffset: 360_000 });
    await expect(early.sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow(
      /Signature not yet current/,
    );
  });

  test('a client with a wrong clock corrects it by the Date header', async () => {
    const own = await startCloud();
    own.advance(3600);
    const { sts } = own.clients(own.world.entry, { maxAttempts: 3 });
    const { $metadata } = await sts.send(new GetCallerIdentityCommand({}));
    expect($metadata.attempts).toBe(2);
    await own.aws.close();
  });
});

describe('region', () => {
  test('global services are signed for their home region only', async () => {
    const keys = await cloud.memberKeys();
    const abroad = cloud.clients(keys, { region: 'eu-west-1' });
    await expect(abroad.iam.send(new ListUsersCommand({}))).rejects.toEqual(
      refused(['SignatureDoesNotMatch', 403]),
    );
    await expect(abroad.organizations.send(new DescribeOrganizationCommand({}))).rejects.toEqual(
      refused(['InvalidSignatureException', 400]),
    );
  });

  test('a region that does not exist is refused', async () => {
    const nowhere = cloud.clients(await cloud.memberKeys(), { region: 'eu-west-9' });
    await expect(nowhere.ec2.send(new DescribeRegionsCommand({}))).rejects.toThrow(
      /valid region, not 'eu-west-9'/,
    );
  });

  test('an opt-in region lets in only accounts that opted in', async () => {
    const keys = await cloud.memberKeys();
    cloud.member.optedInRegions.delete('me-south-1');
    const clients = cloud.clients(keys, { region: 'me-south-1' });
    await expect(clients.ec2.send(new DescribeRegionsCommand({}))).rejects.toEqual(
      refused(['AuthFailure', 401]),
    );
    await expect(clients.sts.send(new GetCallerIdentityCommand({}))).rejects.toEqual(
      refused(['InvalidClientTokenId', 403]),
    );
    cloud.member.optedInRegions.add('me-south-1');
    await expect(clients.sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Account: cloud.member.id,
    });
  });
});

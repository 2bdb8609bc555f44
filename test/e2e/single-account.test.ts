import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AssumeRoleCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connections } from '../../src/commands/connections.ts';
import { run } from '../../src/commands/run.ts';
import { addRole } from '../aws/add-role.ts';
import { runCommand } from '../commands/in-process.ts';
import type { ConnectorResult } from '../installation/connector.ts';
import { type Installation, install } from '../installation/installation.ts';
import { allow, trust } from '../sandbox/aws/world/entry.ts';
import { accountOf } from '../sandbox/aws/world/plant.ts';

const READ = ['ec2:DescribeVpcs', 'ec2:DescribeRegions'];
const NARROW = ['--regions', 'us-east-1', '--collectors', 'ec2.vpcs'];

let installation: Installation;
let hub: string;
let first: string;
let second: string;
beforeAll(async () => {
  installation = await install({ accounts: 5 });
  const { world } = installation.sandbox;
  hub = world.entry.sourceRoleArn.split(':')[4] ?? '';
  const members = [...world.accounts.values()].filter(
    ({ id, isManagement, state }) => !isManagement && id !== hub && state === 'ACTIVE',
  );
  [first = '', second = ''] = members.map(({ id }) => id);
  accountOf(world, hub).changeIam((iam) => {
    iam.users.get('snowcensus')?.inlinePolicies.push({ PolicyName: 'read', Document: allow(READ, '*') });
    const hop = `arn:aws:iam::${first}:role/hop`;
    const source = iam.roles.get(world.entry.sourceRoleArn.split('/').at(-1) ?? '');
    source?.inlinePolicies.push({ PolicyName: 'hop', Document: allow(['sts:AssumeRole'], hop) });
  });
});
afterAll(() => installation.close());

/** Creates a connection and runs it. */
async function runNew(
  name: string,
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ConnectorResult> {
  const settings = {
    ...installation.sandbox.env,
    AWS_MAX_ATTEMPTS: '2',
    SNOWCENSUS_SECRET_NAMES: 'AUDIT_*',
    SNOWCENSUS_SECRET_DIRECTORY: installation.sandbox.directory,
    ...env,
  };
  // The SDK's default chain reads the environment of the process.
  Object.assign(process.env, settings);
  const module = ['--module', 'aws_inventory', ...NARROW];
  const added = await runCommand(connections, settings, ['add', name, ...module, ...flags]);
  expect(added.code, added.stderr).toBe(0);
  return runCommand(run, settings, [name, '--json']);
}

/** The accounts that the connection has read, by its rows. */
async function accountsRead(name: string): Promise<readonly string[]> {
  const rows = await installation.client.query<{ ACCOUNT_ID: string }>(
    'SELECT DISTINCT ACCOUNT_ID FROM AWS_EC2_VPCS WHERE "CONNECTION" = ?',
    [`${name}_CONNECTION`],
  );
  return rows.map(({ ACCOUNT_ID }) => ACCOUNT_ID);
}

describe('one account without an organization', () => {
  test('is read with the credentials of the process', async () => {
    const { code, stderr } = await runNew('OWN', ['--account-ids', hub]);
    expect(code, stderr).toBe(0);
    expect(await accountsRead('OWN')).toEqual([hub]);
  });

  test('is not taken for another that the connection names', async () => {
    const { code, stdout } = await runNew('OTHER', ['--account-ids', first]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining(`:user/snowcensus, not of account ${first}`),
    });
    expect(await accountsRead('OTHER')).toEqual([]);
  });

  test('is read with keys and a session token that the connection says where to find', async () => {
    const keys = await memberKeys(first);
    const { directory } = installation.sandbox;
    await writeFile(join(directory, 'secret'), `${keys.SecretAccessKey}\n`, { mode: 0o600 });
    const { code, stderr } = await runNew(
      'KEYS',
      [
        ...['--account-ids', first, '--access-key-id', 'env:AUDIT_KEY', '--session-token', 'env:AUDIT_TOKEN'],
        ...['--secret-access-key', `file:${join(directory, 'secret')}`],
      ],
      {
        AWS_ACCESS_KEY_ID: 'AKIANOTTHEONETOTAKE0',
        AUDIT_KEY: keys.AccessKeyId ?? '',
        AUDIT_TOKEN: keys.SessionToken ?? '',
      },
    );
    expect(code, stderr).toBe(0);
    expect(await accountsRead('KEYS')).toEqual([first]);
  });

  test.each([
    ['are not there', {}, 'the secret env:AUDIT_KEY is not set'],
    [
      'AWS does not know',
      { AUDIT_KEY: 'AKIAUNKNOWN000000000' },
      'AWS does not accept the credentials to start from',
    ],
  ])('is not read with keys that %s', async (what, env, message) => {
    const name = `BAD_${what.replaceAll(' ', '_')}`;
    const keys = ['--access-key-id', 'env:AUDIT_KEY', '--secret-access-key', 'env:AUDIT_KEY'];
    const { code, stdout, stderr } = await runNew(name, ['--account-ids', hub, ...keys], env);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(message);
    expect(await accountsRead(name.toUpperCase())).toEqual([]);
  });
});

describe('a chain of roles', () => {
  const chain = (externalId?: string) => [
    ...['--source-role-arn', installation.sandbox.world.entry.sourceRoleArn],
    ...[
      '--role-chain',
      `{arn: 'arn:aws:iam::${first}:role/hop'${externalId ? `, external_id: ${externalId}` : ''}}`,
    ],
    ...['--destination-role-name', 'reader', '--account-ids', second],
  ];

  function trustWith(hopId: string, readerId: string): void {
    const { world } = installation.sandbox;
    const hop = addRole(world, first, 'hop', trust(world.entry.sourceRoleArn, hopId), ['sts:AssumeRole']);
    addRole(world, second, 'reader', trust(hop, readerId), READ);
  }

  test('brings one external id to every hop', async () => {
    trustWith('one-for-all', 'one-for-all');
    const { code, stderr } = await runNew('SHARED', [...chain(), '--default-external-id', 'one-for-all']);
    expect(code, stderr).toBe(0);
    expect(await accountsRead('SHARED')).toEqual([second]);
  });

  test('brings each hop its own, which wins over the one for all', async () => {
    trustWith('for-the-hop', 'for-the-reader');
    const { code, stderr } = await runNew('EACH', [
      ...chain('for-the-hop'),
      ...['--external-id', 'for-the-reader', '--default-external-id', 'for-nobody'],
    ]);
    expect(code, stderr).toBe(0);
    expect(await accountsRead('EACH')).toEqual([second]);
  });

  test('says which hop refused', async () => {
    const { code, stderr } = await runNew('WRONG', [...chain('for-somebody'), '--external-id', 'x1']);
    expect(code).toBe(1);
    expect(stderr).toContain('A role of the chain cannot be assumed');
    expect(stderr).toContain(`arn:aws:iam::${first}:role/hop`);
    expect(stderr).not.toContain('for-somebody');
  });
});

/** Keys of a session of the member role, as somebody hands them out. */
async function memberKeys(accountId: string): Promise<Credentials> {
  const { world, env } = installation.sandbox;
  const { accessKeyId, secretAccessKey, sourceRoleArn, memberRoleName, externalId } = world.entry;
  const assume = async (credentials: Credentials, RoleArn: string) => {
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = credentials;
    const sts = new STSClient({
      region: 'us-east-1',
      endpoint: env.AWS_ENDPOINT_URL ?? '',
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        ...(SessionToken ? { sessionToken: SessionToken } : {}),
      },
    });
    const answer = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'handed-out', ExternalId: externalId }),
    );
    return answer.Credentials as Credentials;
  };
  const user = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } as Credentials;
  return assume(await assume(user, sourceRoleArn), `arn:aws:iam::${accountId}:role/${memberRoleName}`);
}

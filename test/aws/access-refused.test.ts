import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Reader, startReader } from './reader.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
});
afterEach(async () => {
  vi.useRealTimers();
  await reader[Symbol.asyncDispose]();
});

const hubId = (): string => reader.world.entry.sourceRoleArn.split(':')[4] ?? '';

const problem = async (options: Parameters<Reader['access']>[0]) => {
  const started = performance.now();
  const error: unknown = await reader
    .access(options)
    .open()
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(performance.now() - started).toBeLessThan(1_500);
  expect(error).toMatchObject({ kind: 'config', cause: expect.anything() as unknown });
  return error as Error & { readonly where: string; readonly hint: string };
};

test('names the role that is missing or does not trust the caller', async () => {
  const roleArn = `arn:aws:iam::${hubId()}:role/no-such-role`;
  const { message, where, hint } = await problem({ chain: [{ roleArn }] });
  expect(message).toContain('A role of the chain cannot be assumed: User: ');
  expect(message).toContain(roleArn);
  expect(where).toContain(roleArn);
  expect(hint).toContain('trust policy');
});

test.each([
  [
    'an unknown access key',
    () => ({ accessKeyId: 'AKIAUNKNOWN000000000', secretAccessKey: 'x'.repeat(40) }),
    'InvalidClientTokenId',
  ],
  ['a wrong secret', () => ({ ...keys(), secretAccessKey: 'x'.repeat(40) }), 'SignatureDoesNotMatch'],
  [
    'a session token that is not the key’s',
    () => ({ ...keys(), sessionToken: 'unknown' }),
    'InvalidClientTokenId',
  ],
])('says that AWS does not accept the credentials: %s', async (_what, credentials, code) => {
  const { message, hint } = await problem({ credentials: credentials() });
  expect(message).toContain('AWS does not accept the credentials to start from');
  expect(message).toContain(code);
  expect(message).not.toContain('xxxx');
  expect(hint).toContain('AWS_ACCESS_KEY_ID');
});

test('says that the credentials have expired', async () => {
  const sts = new STSClient({ region: 'us-east-1', credentials: keys() });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: reader.world.entry.sourceRoleArn, RoleSessionName: 'expires' }),
  );
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.advanceTimersByTime(61 * 60_000);
  const { message, hint } = await problem({
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  });
  expect(message).toContain('ExpiredToken');
  expect(hint).toContain('renew those that expired');
});

test('says that there are no credentials at all', async () => {
  const { message, hint } = await problem({ credentials: undefined });
  expect(message).toContain('There are no AWS credentials to start from');
  expect(hint).toContain('access_key_id');
  const profile = await problem({ credentials: undefined, chain: [] });
  expect(profile.where).toBe('process credentials');
});

test('does not wait long for a machine that has no metadata service', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  delete process.env.AWS_EC2_METADATA_DISABLED;
  process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const started = performance.now();
  await expect(reader.access({ credentials: undefined }).open()).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('There are no AWS credentials') as string,
  });
  expect(performance.now() - started).toBeLessThan(5_000);
  silent.closeAllConnections();
  silent.close();
});

test('finds the credentials of the process', async () => {
  process.env.AWS_ACCESS_KEY_ID = keys().accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = keys().secretAccessKey;
  await reader.access({ credentials: undefined }).open();
  expect(reader.aws.metrics.byAction['sts:AssumeRole']).toBe(1);
});

test('ends at once when it is aborted', async () => {
  const stop = new AbortController();
  const pause = reader.aws.faults.pauseBefore({ operation: 'AssumeRole' });
  const opened = reader.access({ signal: stop.signal }).open();
  await pause.reached;
  stop.abort(new Error('told to stop'));
  await expect(opened).rejects.toThrow('told to stop');
  pause.release();
});

function keys(): { accessKeyId: string; secretAccessKey: string } {
  const { accessKeyId, secretAccessKey } = reader.world.entry;
  return { accessKeyId, secretAccessKey };
}

test('a role that the operator does not allow is named with the setting, be it of the chain or an account’s, and STS is not asked', async () => {
  const { sourceRoleArn } = reader.world.entry;
  const settings = (allowedRoles: string) => ({
    region: 'us-east-1',
    maxAttempts: 2,
    connectTimeoutMs: 2_000,
    requestTimeoutMs: 10_000,
    callTimeoutMs: 20_000,
    allowedRoles,
  });
  const other = { roleArn: `arn:aws:iam::${hubId()}:role/second-hop` };
  const chained = reader.access({
    settings: settings(sourceRoleArn),
    chain: [{ roleArn: sourceRoleArn }, other],
  });
  await expect(chained.open()).rejects.toMatchObject({
    kind: 'config',
    where: other.roleArn,
    message: expect.stringContaining('SNOWCENSUS_ALLOWED_ROLES') as string,
  });
  expect(chained.requests.size).toBe(0);

  const access = reader.access({ settings: settings(sourceRoleArn) });
  await access.open();
  const before = access.requests.get('STS:AssumeRole');
  const { units } = await reader.read(access, reader.member);
  const [unit] = units;
  expect(unit?.status).toBe('denied');
  expect(unit?.reason).toContain(
    `:role/${reader.world.entry.memberRoleName} is none that SNOWCENSUS_ALLOWED_ROLES allows`,
  );
  expect(access.requests.get('STS:AssumeRole')).toBe(before);
});

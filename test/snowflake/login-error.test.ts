import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadSettings } from '../../src/config.ts';
import { describeError, type SnowcensusError } from '../../src/errors.ts';
import { loadDriver } from '../../src/snowflake/driver.ts';
import { connectionOptions } from '../../src/snowflake/login.ts';
import { SnowflakeSession } from '../../src/snowflake/session.ts';
import { askAwsAt } from '../sandbox/ask-aws.ts';
import { type AwsSandbox, startAws } from '../sandbox/aws/server.ts';
import { generateWorld } from '../sandbox/aws/world/generate.ts';
import { openEngine } from '../sandbox/snowflake/engine/engine.ts';
import { type SnowflakeSandbox, startSnowflake } from '../sandbox/snowflake/server.ts';
import { openStageStore } from '../sandbox/snowflake/stage-store.ts';

type Env = Readonly<Record<string, string>>;

const folder = mkdtempSync(join(tmpdir(), 'snowcensus-login-error-'));
const [registered, stranger, issuer] = [newKeys(), newKeys(), newKeys()];
const ISSUER = 'https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE';
const world = generateWorld({ seed: 1, accounts: 4, memberActions: [], organizationActions: [] });

const USERS = [
  { name: 'LOADER', type: 'SERVICE', publicKeyPem: registered.publicKey, password: 'never good' },
  { name: 'LEFT', disabled: true, publicKeyPem: registered.publicKey },
  { name: 'OUTSIDER', publicKeyPem: registered.publicKey, allowedAddresses: ['203.0.113.7'] },
  {
    name: 'BEARER',
    type: 'SERVICE',
    tokens: [
      { kind: 'pat', secret: 'unprotected' },
      { kind: 'oauth', secret: 'good' },
      { kind: 'oauth', secret: 'over', expiresAt: new Date(0) },
    ],
  },
  { name: 'WORKLOAD', workloadIdentity: { type: 'AWS', arn: world.entry.sourceRoleArn } },
  {
    name: 'POD',
    workloadIdentity: {
      type: 'OIDC',
      issuer: ISSUER,
      subject: 'system:serviceaccount:security:snowcensus',
      issuerKeys: { k1: issuer.publicKey },
    },
  },
] as const;

let aws: AwsSandbox;
let snowflake: SnowflakeSandbox;
let engine: Awaited<ReturnType<typeof openEngine>>;
let passed = 0;

beforeAll(async () => {
  const store = openStageStore(join(folder, 'stages'));
  engine = await openEngine({ store });
  aws = await startAws({ world });
  snowflake = await startSnowflake({
    engine,
    store,
    account: 'MYORG-SANDBOX',
    users: USERS.map((user) => ({ defaultRole: 'SYSADMIN', ...user })),
    askAws: askAwsAt(aws.url),
    clock: () => new Date(Date.now() + passed),
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await snowflake.close();
  await aws.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  passed = 0;
});

const keyPair = { SNOWFLAKE_USER: 'LOADER', SNOWFLAKE_PRIVATE_KEY: registered.privateKey };
const oauth = { SNOWFLAKE_AUTHENTICATOR: 'oauth' };

describe('a login that is refused says what is wrong and how to put it right', () => {
  test.each<[string, Env, string, string]>([
    [
      'another key',
      { ...keyPair, SNOWFLAKE_PRIVATE_KEY: stranger.privateKey },
      'Snowflake does not accept this private key for LOADER in account MYORG-SANDBOX',
      'Compare RSA_PUBLIC_KEY_FP (or RSA_PUBLIC_KEY_2_FP) of DESC USER LOADER with this key',
    ],
    [
      'an unknown user',
      { ...keyPair, SNOWFLAKE_USER: 'NOBODY' },
      'Snowflake does not accept this private key for NOBODY in account MYORG-SANDBOX',
      "SYSTEM$GET_LOGIN_FAILURE_DETAILS('",
    ],
    [
      'another account',
      { ...keyPair, SNOWFLAKE_ACCOUNT: 'MYORG-OTHER' },
      'there is no Snowflake account MYORG-OTHER at 127.0.0.1',
      'Set SNOWFLAKE_ACCOUNT to what',
    ],
    [
      'a role that does not exist',
      { ...keyPair, SNOWFLAKE_ROLE: 'NOPE' },
      'the role NOPE does not exist, or LOADER does not have it',
      'GRANT ROLE NOPE TO USER LOADER',
    ],
    [
      'a disabled user',
      { ...keyPair, SNOWFLAKE_USER: 'LEFT' },
      'the Snowflake user LEFT is disabled',
      'ALTER USER LEFT SET DISABLED = FALSE',
    ],
    [
      'a network that is not allowed',
      { ...keyPair, SNOWFLAKE_USER: 'OUTSIDER' },
      'a network policy of Snowflake does not let this machine in: Incoming request with IP/Token 127.0.0.1',
      "SHOW PARAMETERS LIKE 'NETWORK_POLICY' FOR USER OUTSIDER",
    ],
    [
      'a password of a service user',
      { SNOWFLAKE_USER: 'LOADER', SNOWFLAKE_PASSWORD: 'never good' },
      'Snowflake does not accept the password of LOADER',
      'users of TYPE=SERVICE have no password',
    ],
    [
      'an access token without a network policy',
      { SNOWFLAKE_AUTHENTICATOR: 'pat', SNOWFLAKE_TOKEN: 'unprotected' },
      'Snowflake takes a programmatic access token of the owner of the token only under a network policy',
      'SET NETWORK_POLICY',
    ],
    [
      'an access token nobody issued',
      { SNOWFLAKE_AUTHENTICATOR: 'pat', SNOWFLAKE_TOKEN: 'forged', SNOWFLAKE_USER: 'BEARER' },
      'Snowflake does not accept the programmatic access token of BEARER',
      'SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER BEARER',
    ],
    [
      'an OAuth token nobody issued',
      { ...oauth, SNOWFLAKE_TOKEN: 'forged' },
      'Snowflake does not know the OAuth token',
      'SNOWFLAKE_AUTHENTICATOR=pat',
    ],
    [
      'an OAuth token that is over',
      { ...oauth, SNOWFLAKE_TOKEN: 'over' },
      'the OAuth token has expired',
      'SNOWFLAKE_TOKEN_FILE',
    ],
    [
      "another user's OAuth token",
      { ...oauth, SNOWFLAKE_TOKEN: 'good', SNOWFLAKE_USER: 'LOADER' },
      "the OAuth token is another user's than LOADER",
      'leave it out',
    ],
  ])('%s', async (_, env, message, hint) => {
    const error = await refusalOf(env);
    expect(error).toMatchObject({ kind: 'config', where: expect.stringContaining(snowflake.url.slice(7)) });
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
    expect(describeError(error)).not.toMatch(/never good|forged|PRIVATE KEY-----/);
  });

  test.each([
    [95, 'behind'],
    [-3600, 'ahead of'],
  ])('a clock: Snowflake %d seconds on', async (seconds, side) => {
    passed = seconds * 1000;
    const { message, kind, hint } = await refusalOf(keyPair);
    const [, told, which] = /^this machine's clock is (\d+) seconds (.*) Snowflake's/.exec(message) ?? [];
    // Times of day travel in whole seconds.
    expect(Math.abs(Number(told) - Math.abs(seconds))).toBeLessThanOrEqual(3);
    expect(which).toBe(side);
    expect([kind, hint]).toEqual(['config', expect.stringContaining('chronyd')]);
  });

  test('a host that does not exist', async () => {
    const { message } = await refusalOf({ ...keyPair, SNOWFLAKE_ACCESS_URL: 'http://nowhere.invalid' });
    expect(message).toBe('there is no Snowflake account MYORG-SANDBOX at nowhere.invalid');
  }, 30_000);

  test('an account name that cannot be one', async () => {
    const { kind, message } = await refusalOf({
      ...keyPair,
      SNOWFLAKE_ACCOUNT: 'my org',
      SNOWFLAKE_ACCESS_URL: '',
    });
    expect([kind, message]).toEqual(['config', expect.stringContaining('account')]);
  });
});

test('a server that is away is no fault of the settings', async () => {
  const { kind, hint } = await refusalOf({ ...keyPair, SNOWFLAKE_ACCESS_URL: 'http://127.0.0.1:1' });
  expect([kind, hint]).toEqual(['transient', expect.stringContaining('lets connections to 127.0.0.1:1 out')]);
}, 30_000);

describe('a workload logs in without a secret', () => {
  beforeAll(() => vi.stubEnv('SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES', '127.0.0.1'));

  const AWS = { SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'AWS' };

  /** This process is a session of the role, somewhere in AWS. */
  async function becomeRole(): Promise<void> {
    const region = 'us-east-1';
    const { accessKeyId, secretAccessKey, sourceRoleArn } = world.entry;
    const sts = new STSClient({ region, endpoint: aws.url, credentials: { accessKeyId, secretAccessKey } });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: sourceRoleArn, RoleSessionName: 'task' }),
    );
    vi.stubEnv('AWS_REGION', region);
    vi.stubEnv('AWS_ACCESS_KEY_ID', Credentials?.AccessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', Credentials?.SecretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', Credentials?.SessionToken);
  }

  test('as its role in AWS, which AWS itself confirms', async () => {
    await becomeRole();
    expect(await userOf(AWS)).toBe('WORKLOAD');
  });

  test('not where AWS does not know who signed', async () => {
    await becomeRole();
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong');
    const { message, hint } = await refusalOf(AWS);
    expect(message).toBe("no Snowflake user trusts this workload's identity (AWS)");
    expect(hint).toContain('aws sts get-caller-identity');
  });

  const TOKEN = {
    iss: ISSUER,
    sub: 'system:serviceaccount:security:snowcensus',
    aud: ['snowflakecomputing.com'],
    exp: Math.floor(Date.now() / 1000) + 600,
  };
  const asPod = (claims: object, key = issuer.privateKey) => ({
    SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'OIDC',
    SNOWFLAKE_TOKEN_FILE: fileWith(webToken({ ...TOKEN, ...claims }, key)),
  });

  test("by its service account's token", async () => {
    expect(await userOf(asPod({}))).toBe('POD');
  });

  test.each([
    ['of another service account', asPod({ sub: 'system:serviceaccount:default:default' })],
    ['of another cluster', asPod({ iss: 'https://elsewhere.example' })],
    ['for another audience', asPod({ aud: ['sts.amazonaws.com'] })],
    ['that is over', asPod({ exp: 1 })],
    ['that somebody else signed', asPod({}, stranger.privateKey)],
  ])('not by a token %s', async (_, env) => {
    expect((await refusalOf(env)).message).toBe("no Snowflake user trusts this workload's identity (OIDC)");
  });
});

test('a token that is renewed in its file is used at the next login', async () => {
  const file = fileWith('over');
  const env = { SNOWFLAKE_TOKEN_FILE: file };
  expect((await refusalOf(env)).message).toBe('the OAuth token has expired');
  writeFileSync(file, 'good\n');
  expect(await userOf(env)).toBe('BEARER');
});

async function refusalOf(env: Env): Promise<SnowcensusError> {
  return open(env).then(
    () => Promise.reject(new Error('the login was accepted')),
    (error: SnowcensusError) => error,
  );
}

async function userOf(env: Env): Promise<unknown> {
  const session = await open(env);
  const [row] = await session.execute('SELECT CURRENT_USER() AS ME', { about: 'test' });
  await session.close();
  return row?.ME;
}

async function open(env: Env): Promise<SnowflakeSession> {
  const { snowflake: settings } = loadSettings({
    env: { SNOWFLAKE_ACCOUNT: 'MYORG-SANDBOX', SNOWFLAKE_ACCESS_URL: snowflake.url, ...env },
  });
  const silent = () => undefined;
  const driver = await loadDriver({
    error: silent,
    warn: silent,
    info: silent,
    debug: silent,
    trace: silent,
  });
  return SnowflakeSession.open(driver, {
    connection: () => connectionOptions(settings),
    statementTimeoutSeconds: 30,
    tag: { app: 'test' },
  });
}

function newKeys() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function fileWith(content: string): string {
  const path = join(mkdtempSync(join(folder, 'file-')), 'token');
  writeFileSync(path, content);
  return path;
}

function webToken(claims: object, privateKey: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

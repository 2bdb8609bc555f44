import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/settings/config.ts';
import { connectionOptions } from '../../src/snowflake/login.ts';

const folder = mkdtempSync(join(tmpdir(), 'snowcensus-login-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What the driver is given for these variables. */
function optionsOf(env: Readonly<Record<string, string>>) {
  return connectionOptions(loadSettings({ env: { SNOWFLAKE_ACCOUNT: 'ORG-ACCOUNT', ...env } }).snowflake);
}

const ALWAYS = { account: 'ORG-ACCOUNT', clientSessionKeepAlive: true, sfRetryMaxLoginRetries: 2 };

const PEM = { type: 'pkcs8', format: 'pem' } as const;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const plain = String(privateKey.export(PEM));
const sealed = String(privateKey.export({ ...PEM, cipher: 'aes-256-cbc', passphrase: 'open' }));
const USER = { SNOWFLAKE_USER: 'U' };

describe('the login', () => {
  test('names account, user, role, warehouse and URL, and nothing that is not set', () => {
    const credential = { SNOWFLAKE_PASSWORD: 'p' };
    expect(optionsOf({ ...credential, ...USER })).toEqual({ ...ALWAYS, username: 'U', password: 'p' });
    expect(
      optionsOf({
        ...credential,
        SNOWFLAKE_USER: 'U',
        SNOWFLAKE_ROLE: 'R',
        SNOWFLAKE_WAREHOUSE: 'W',
        SNOWFLAKE_ACCESS_URL: 'https://x.example',
      }),
    ).toEqual({
      ...ALWAYS,
      username: 'U',
      role: 'R',
      warehouse: 'W',
      accessUrl: 'https://x.example',
      password: 'p',
    });
  });

  test.each([
    [
      'a key in a file',
      { ...USER, SNOWFLAKE_PRIVATE_KEY_FILE: file('plain.p8', plain) },
      { username: 'U', authenticator: 'SNOWFLAKE_JWT', privateKey: plain },
    ],
    [
      'an encrypted key and its passphrase',
      { ...USER, SNOWFLAKE_PRIVATE_KEY: sealed, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'open' },
      { username: 'U', authenticator: 'SNOWFLAKE_JWT', privateKey: plain },
    ],
    [
      'an encrypted key in a file and its passphrase in another',
      {
        ...USER,
        SNOWFLAKE_PRIVATE_KEY_FILE: file('sealed.p8', sealed),
        SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_FILE: file('passphrase', 'open\n'),
      },
      { username: 'U', authenticator: 'SNOWFLAKE_JWT', privateKey: plain },
    ],
    [
      'the host that Snowpark Container Services gives',
      { SNOWFLAKE_HOST: 'h.snowflakecomputing.com', SNOWFLAKE_TOKEN_FILE: file('session', 'spcs') },
      { accessUrl: 'https://h.snowflakecomputing.com', authenticator: 'OAUTH', token: 'spcs' },
    ],
    [
      'an OAuth token',
      { SNOWFLAKE_AUTHENTICATOR: 'oauth', SNOWFLAKE_TOKEN: 't' },
      { authenticator: 'OAUTH', token: 't' },
    ],
    [
      'a programmatic access token',
      { SNOWFLAKE_AUTHENTICATOR: 'pat', SNOWFLAKE_TOKEN: 't' },
      { authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: 't' },
    ],
    [
      'the identity of the platform',
      { SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'AWS' },
      { authenticator: 'WORKLOAD_IDENTITY', workloadIdentityProvider: 'AWS' },
    ],
    [
      'the identity of AWS where no provider is named',
      { SNOWFLAKE_AUTHENTICATOR: 'workload-identity' },
      { authenticator: 'WORKLOAD_IDENTITY', workloadIdentityProvider: 'AWS' },
    ],
  ])('takes %s', (_, env, expected) => {
    expect(optionsOf(env)).toEqual({ ...ALWAYS, ...expected });
  });

  test.each([
    ['token', { SNOWFLAKE_AUTHENTICATOR: 'pat' }, 'SNOWFLAKE_TOKEN_FILE', { token: 'inside' }],
    ['token', {}, 'SNOWFLAKE_TOKEN_FILE', { authenticator: 'OAUTH', token: 'inside' }],
    ['token', { SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'OIDC' }, 'SNOWFLAKE_TOKEN_FILE', { token: 'inside' }],
    ['password', USER, 'SNOWFLAKE_PASSWORD_FILE', { password: 'inside' }],
  ])('reads the %s of %j from %s at each login', (what, env, variable, expected) => {
    const path = file('credential', 'inside\n');
    expect(optionsOf({ ...env, [variable]: path })).toMatchObject(expected);
    file('credential', 'rotated\n');
    expect(JSON.stringify(optionsOf({ ...env, [variable]: path }))).toContain('rotated');
    expect(() => optionsOf({ ...env, [variable]: join(folder, 'nowhere') })).toThrow(
      `the file of the Snowflake ${what} cannot be read`,
    );
    expect(() => optionsOf({ ...env, [variable]: file('nothing', '\n') })).toThrow(
      `the file of the Snowflake ${what} is empty`,
    );
  });

  test('reads the private key at each login', () => {
    const env = { ...USER, SNOWFLAKE_PRIVATE_KEY_FILE: file('rotated.p8', plain) };
    expect(optionsOf(env)).toMatchObject({ privateKey: plain });
    const next = String(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(PEM));
    file('rotated.p8', next);
    expect(optionsOf(env)).toMatchObject({ privateKey: next });
  });

  test.each([
    ['that is sealed', sealed, {}, 'the private key is encrypted, and no passphrase is configured'],
    ['that is sealed otherwise', sealed, { PASSPHRASE: 'x' }, 'the passphrase does not open the private key'],
    ['that is none', 'PEM', {}, 'this is no private key in PEM form'],
    [
      'that is too short',
      String(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(PEM)),
      {},
      'the private key is RSA of 1024 bits; Snowflake takes RSA of 2048 bits or more',
    ],
    [
      'of another kind',
      String(generateKeyPairSync('ed25519').privateKey.export(PEM)),
      {},
      'the private key is ed25519; Snowflake takes RSA of 2048 bits or more',
    ],
  ])('says what is wrong with a key %s', (_, pem, { PASSPHRASE }: { PASSPHRASE?: string }, problem) => {
    const env = {
      ...USER,
      SNOWFLAKE_PRIVATE_KEY: pem,
      ...(PASSPHRASE ? { SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: PASSPHRASE } : {}),
    };
    expect(() => optionsOf(env)).toThrow(problem);
  });

  test('says what is missing', () => {
    expect(() => connectionOptions(loadSettings({ env: {} }).snowflake)).toThrow(
      'no Snowflake account is configured',
    );
    expect(() => optionsOf({})).toThrow('no Snowflake credential is configured');
    expect(() => optionsOf({ SNOWFLAKE_PRIVATE_KEY: plain })).toThrow(
      'no Snowflake user is configured, and key-pair needs one',
    );
  });
});

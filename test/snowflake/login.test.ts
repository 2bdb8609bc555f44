import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config.ts';
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

const ALWAYS = { account: 'ORG-ACCOUNT', clientSessionKeepAlive: true };

describe('the login', () => {
  test('names account, user, role, warehouse and URL, and nothing that is not set', () => {
    const credential = { SNOWFLAKE_PASSWORD: 'p' };
    expect(optionsOf(credential)).toEqual({ ...ALWAYS, password: 'p' });
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
      { SNOWFLAKE_PRIVATE_KEY_FILE: '/keys/k.p8' },
      { authenticator: 'SNOWFLAKE_JWT', privateKeyPath: '/keys/k.p8' },
    ],
    [
      'a key and its passphrase',
      { SNOWFLAKE_PRIVATE_KEY: 'PEM', SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'open' },
      { authenticator: 'SNOWFLAKE_JWT', privateKey: 'PEM', privateKeyPass: 'open' },
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
    ['password', {}, 'SNOWFLAKE_PASSWORD_FILE', { password: 'inside' }],
    [
      'passphrase',
      { SNOWFLAKE_PRIVATE_KEY: 'PEM' },
      'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_FILE',
      { privateKeyPass: 'inside' },
    ],
  ])('reads the %s of %j from %s at each login', (what, env, variable, expected) => {
    const path = file('credential', 'inside\n');
    expect(optionsOf({ ...env, [variable]: path })).toMatchObject(expected);
    file('credential', 'rotated\n');
    expect(JSON.stringify(optionsOf({ ...env, [variable]: path }))).toContain('rotated');
    expect(() => optionsOf({ ...env, [variable]: join(folder, 'nowhere') })).toThrow(
      `the file of the Snowflake ${what} cannot be read`,
    );
  });

  test('says what is missing', () => {
    expect(() => connectionOptions(loadSettings({ env: {} }).snowflake)).toThrow(
      'no Snowflake account is configured',
    );
    expect(() => optionsOf({})).toThrow('no Snowflake credential is configured');
  });
});

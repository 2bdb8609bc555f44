import { writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeError } from '../../src/errors.ts';
import { newKeys, useLoginSandbox } from './login-sandbox.ts';

type Env = Readonly<Record<string, string>>;

const [registered, stranger] = [newKeys(), newKeys()];
const snowflake = useLoginSandbox(async () => ({
  users: [
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
  ],
}));
const { refusalOf, userOf, fileWith } = snowflake;
beforeEach(() => snowflake.setClock(0));

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
    snowflake.setClock(seconds);
    const { message, kind, hint } = await refusalOf(keyPair);
    const [, told, which] = /^this machine's clock is (\d+) seconds (.*) Snowflake's/.exec(message) ?? [];
    // Times of day travel in whole seconds.
    expect(Math.abs(Number(told) - Math.abs(seconds))).toBeLessThanOrEqual(3);
    expect(which).toBe(side);
    expect([kind, hint]).toEqual(['config', expect.stringContaining('chronyd')]);
  });

  test('a host that does not exist', async () => {
    const { message } = await refusalOf({ ...keyPair, SNOWFLAKE_ACCESS_URL: 'http://nowhere.invalid' });
    expect(message).toMatch(/^the name nowhere\.invalid cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)/);
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

test('a token that is renewed in its file is used at the next login', async () => {
  const file = fileWith('over');
  const env = { SNOWFLAKE_TOKEN_FILE: file };
  expect((await refusalOf(env)).message).toBe('the OAuth token has expired');
  writeFileSync(file, 'good\n');
  expect(await userOf(env)).toBe('BEARER');
});

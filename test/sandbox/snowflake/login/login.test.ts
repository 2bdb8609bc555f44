import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { execute, query } from '../driver.ts';
import { anna, useSandbox } from '../running-sandbox.ts';

const newKeyPair = (): { publicKey: string; privateKey: string } =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const registered = newKeyPair();
const second = newKeyPair();
const stranger = newKeyPair();
const refusalOf = ({ code, message }: { code?: unknown; message?: unknown }) => ({ code, message });

const sandbox = useSandbox({
  account: 'myorg-sandbox',
  users: [
    anna,
    {
      name: 'LOADER',
      type: 'SERVICE',
      password: 'never good',
      publicKeyPem: registered.publicKey,
      secondPublicKeyPem: second.publicKey,
      tokens: [
        { kind: 'pat', secret: 'pat-1' },
        { kind: 'pat', secret: 'pat-old', expiresAt: new Date(0) },
        { kind: 'oauth', secret: 'oauth-1' },
        { kind: 'oauth', secret: 'oauth-old', expiresAt: new Date(0) },
      ],
      allowedAddresses: ['127.0.0.1'],
    },
    {
      name: 'OUTSIDER',
      password: 'right',
      tokens: [{ kind: 'pat', secret: 'pat-2' }],
      allowedAddresses: ['203.0.113.7'],
    },
    { name: 'LEFT', password: 'right', disabled: true },
    { name: 'UNPROTECTED', type: 'SERVICE', tokens: [{ kind: 'pat', secret: 'pat-3' }] },
  ],
});

const person = { account: 'myorg-sandbox', username: 'anna', password: anna.password };
const loader = { account: 'myorg-sandbox', username: 'LOADER' };
const keyPair = { ...loader, authenticator: 'SNOWFLAKE_JWT', privateKey: registered.privateKey };

test('a password lets a person in, and the login counts', async () => {
  const connection = await sandbox().connect(person);
  expect(await query(connection, 'select current_user() as me')).toEqual([{ ME: 'ANNA' }]);
  expect(sandbox().metrics).toMatchObject({ logins: 1, failedLogins: 0, statements: 1 });
});

test('a wrong password, an unknown user and a service user with a password get the same answer', async () => {
  const wrong = { message: 'Incorrect username or password was specified.', code: '390100' };
  await expect(sandbox().connect({ ...person, password: 'wrong' })).rejects.toMatchObject(wrong);
  await expect(sandbox().connect({ ...person, username: 'nobody' })).rejects.toMatchObject(wrong);
  await expect(sandbox().connect({ ...loader, password: 'never good' })).rejects.toMatchObject(wrong);
  expect(sandbox().metrics).toMatchObject({ logins: 0, failedLogins: 3 });
});

test('an account is a host name: for another the load balancer answers, in HTML', async () => {
  const answer = await fetch(`${sandbox().url}/session/v1/login-request`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: { ACCOUNT_NAME: 'other', LOGIN_NAME: 'anna', PASSWORD: anna.password } }),
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html']);
});

test('a key pair lets its user in, the first or the second', async () => {
  for (const { privateKey } of [registered, second]) {
    const connection = await sandbox().connect({ ...keyPair, privateKey });
    expect(await query(connection, 'select current_user() as me')).toEqual([{ ME: 'LOADER' }]);
  }
});

describe('a key-pair token', () => {
  test.each([
    ['of another key', { privateKey: stranger.privateKey }, 'PUBLIC_KEY_FINGERPRINT_MISMATCH'],
    ['for a user without a key', { username: 'anna' }, 'PUBLIC_KEY_FINGERPRINT_MISMATCH'],
    ['for nobody', { username: 'nobody' }, 'USER_IN_ISSUER'],
  ])('%s is refused', async (_, options, reason) => {
    const refusal = await sandbox()
      .connect({ ...keyPair, ...options })
      .then(String, refusalOf);
    expect(refusal).toEqual({
      code: '390144',
      message: expect.stringMatching(/^JWT token is invalid\. \[.+\]$/),
    });
    const [failure] = sandbox().metrics.loginFailures;
    expect(failure?.reason).toBe(`JWT_TOKEN_INVALID_${reason}`);
    expect(refusal).toMatchObject({ message: expect.stringContaining(`[${failure?.id}]`) });
  });

  test.each([-61, 61])('of a clock %d seconds away is refused', async (seconds) => {
    sandbox().pass(-seconds);
    await expect(sandbox().connect(keyPair)).rejects.toMatchObject({ code: '390144' });
    expect(sandbox().metrics.loginFailures).toMatchObject([{ reason: 'JWT_TOKEN_INVALID_ISSUE_TIME' }]);
  });
});

describe('a programmatic access token', () => {
  const pat = { ...loader, authenticator: 'PROGRAMMATIC_ACCESS_TOKEN' };

  test('lets its user in', async () => {
    const connection = await sandbox().connect({ ...pat, token: 'pat-1' });
    expect(await query(connection, 'select current_user() as me')).toEqual([{ ME: 'LOADER' }]);
  });

  test.each([
    ['unknown', { token: 'pat-9' }],
    ['expired', { token: 'pat-old' }],
    ['of an OAuth integration', { token: 'oauth-1' }],
    ['of another user', { token: 'pat-1', username: 'anna' }],
  ])('that is %s does not', async (_, options) => {
    await expect(sandbox().connect({ ...pat, ...options })).rejects.toMatchObject({
      message: 'Programmatic access token is invalid.',
      code: '394400',
    });
  });

  test('of a service user without a network policy does not', async () => {
    await expect(
      sandbox().connect({ ...pat, username: 'UNPROTECTED', token: 'pat-3' }),
    ).rejects.toMatchObject({ code: '390432', message: 'Network policy is required.' });
  });
});

test.each([
  ['of its user', 'loader', 'oauth-1', undefined],
  ['of another user', 'anna', 'oauth-1', '390309'],
  ['that nobody issued', 'loader', 'x', '390303'],
  ['that is no OAuth token', 'loader', 'pat-1', '390303'],
  ['that is over', 'loader', 'oauth-old', '390318'],
])('an OAuth token %s', async (_, username, token, code) => {
  const login = sandbox()
    .connect({ account: 'myorg-sandbox', authenticator: 'OAUTH', username, token })
    .then(() => undefined, refusalOf);
  expect((await login)?.code).toBe(code);
});

test('a disabled user is told so only when the password is right', async () => {
  const left = { ...person, username: 'left' };
  await expect(sandbox().connect({ ...left, password: 'right' })).rejects.toMatchObject({ code: '390101' });
  await expect(sandbox().connect({ ...left, password: 'wrong' })).rejects.toMatchObject({ code: '390100' });
});

test('a network policy keeps out whoever comes from elsewhere', async () => {
  await expect(
    sandbox().connect({ ...person, username: 'outsider', password: 'right' }),
  ).rejects.toMatchObject({
    code: '390422',
    message: expect.stringContaining('Incoming request with IP/Token 127.0.0.1 is not allowed'),
  });
});

test('a role that does not exist is refused at login', async () => {
  await expect(sandbox().connect({ ...person, role: 'NOPE' })).rejects.toMatchObject({
    code: '390189',
    message: expect.stringContaining("Role 'NOPE' specified in the connect string does not exist"),
  });
});

test('a database, schema or warehouse that does not exist leaves the session without one', async () => {
  const connection = await sandbox().connect({
    ...person,
    database: 'NOPE',
    schema: 'NOPE',
    warehouse: 'NOPE',
  });
  const { statement, rows } = await execute(connection, 'select 1 as one');
  expect(rows).toEqual([{ ONE: 1 }]);
  const state = statement.getSessionState() as {
    getCurrentDatabase(): unknown;
    getCurrentSchema(): unknown;
    getCurrentWarehouse(): unknown;
  };
  expect(state.getCurrentDatabase()).toBeNull();
  expect(state.getCurrentSchema()).toBeNull();
  expect(state.getCurrentWarehouse()).toBeNull();
});

import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { execute, query } from './driver.ts';
import { anna, useSandbox } from './running-sandbox.ts';

const newKeyPair = (): { publicKey: string; privateKey: string } =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const registered = newKeyPair();
const stranger = newKeyPair();

const sandbox = useSandbox({
  account: 'myorg-sandbox',
  users: [
    anna,
    {
      name: 'LOADER',
      type: 'SERVICE',
      password: 'never good',
      publicKeyPem: registered.publicKey,
      tokens: ['pat-1'],
    },
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

test('another account is not served', async () => {
  await expect(sandbox().connect({ ...person, account: 'other' })).rejects.toMatchObject({ code: '390400' });
});

test('a key pair lets its user in', async () => {
  const connection = await sandbox().connect(keyPair);
  expect(await query(connection, 'select current_user() as me')).toEqual([{ ME: 'LOADER' }]);
});

test.each([
  ['signed with another key', { ...keyPair, privateKey: stranger.privateKey }],
  ['for a user without a key', { ...keyPair, username: 'anna' }],
])('a key-pair token %s is refused', async (_, options) => {
  await expect(sandbox().connect(options)).rejects.toMatchObject({
    message: 'JWT token is invalid.',
    code: '390144',
  });
});

test('an expired key-pair token is refused', async () => {
  // The driver's tokens live two minutes.
  sandbox().pass(180);
  await expect(sandbox().connect(keyPair)).rejects.toMatchObject({ code: '390144' });
});

test('a programmatic access token lets its user in, another does not', async () => {
  const pat = { ...loader, authenticator: 'PROGRAMMATIC_ACCESS_TOKEN' };
  const connection = await sandbox().connect({ ...pat, token: 'pat-1' });
  expect(await query(connection, 'select current_user() as me')).toEqual([{ ME: 'LOADER' }]);
  await expect(sandbox().connect({ ...pat, token: 'pat-2' })).rejects.toMatchObject({
    message: 'Programmatic access token is invalid.',
    code: '394400',
  });
});

test('an OAuth token must belong to the user it is used for', async () => {
  const oauth = { account: 'myorg-sandbox', authenticator: 'OAUTH', token: 'pat-1' };
  await expect(sandbox().connect({ ...oauth, username: 'loader' })).resolves.toBeDefined();
  await expect(sandbox().connect({ ...oauth, username: 'anna' })).rejects.toMatchObject({ code: '390309' });
  await expect(sandbox().connect({ ...oauth, username: 'anna', token: 'x' })).rejects.toMatchObject({
    code: '390303',
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

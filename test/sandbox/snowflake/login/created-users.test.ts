import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { type Connection, query } from '../driver.ts';
import { useSandbox } from '../running-sandbox.ts';

const sandbox = useSandbox();
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const body = publicKey.replaceAll(/-----.*?-----|\s/g, '');
const robot = { username: 'ROBOT', authenticator: 'SNOWFLAKE_JWT', privateKey };

let admin: Connection;

beforeEach(async () => {
  admin = await sandbox().connect();
  for (const sql of [
    'CREATE ROLE WORKER',
    `CREATE USER "ROBOT" TYPE = SERVICE DEFAULT_ROLE = "WORKER" RSA_PUBLIC_KEY = '${body}'`,
    'GRANT ROLE WORKER TO USER ROBOT',
  ])
    await query(admin, sql);
});

test('a user that a statement created logs in with its key, as its default role', async () => {
  const connection = await sandbox().connect(robot);
  expect(await query(connection, 'SELECT CURRENT_USER() AS U, CURRENT_ROLE() AS R')).toEqual([
    { U: 'ROBOT', R: 'WORKER' },
  ]);
});

test('it takes no role that it was not granted', async () => {
  await expect(sandbox().connect({ ...robot, role: 'ACCOUNTADMIN' })).rejects.toMatchObject({
    code: '390189',
  });
});

test('it comes from where its network policy lets it', async () => {
  await query(admin, "CREATE NETWORK POLICY OFFICE ALLOWED_IP_LIST = ('192.0.2.1')");
  await query(admin, 'ALTER USER ROBOT SET NETWORK_POLICY = OFFICE');
  await expect(sandbox().connect(robot)).rejects.toMatchObject({ code: '390422' });
  await query(admin, "ALTER NETWORK POLICY OFFICE SET ALLOWED_IP_LIST = ('127.0.0.1')");
  await sandbox().connect(robot);
});

test('a service user gets no password', async () => {
  await expect(query(admin, "ALTER USER ROBOT SET PASSWORD = 'x'")).rejects.toMatchObject({ code: '003641' });
});

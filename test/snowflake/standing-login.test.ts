import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  session = await openServiceSession(sandbox);
  sandbox.snowflake.resetMetrics();
});

const select = () => session.execute('SELECT 1 AS ONE', { about: 'test' });
const endLogin = () => sandbox.snowflake.faults.add({ kind: 'select' }, 'expire-master');

test('a login that Snowflake has ended is another one from the next statement on', async () => {
  endLogin();
  await expect(select()).rejects.toMatchObject({ kind: 'transient' });
  const [one, another] = await Promise.all([
    select(),
    session.within(new AbortController().signal).execute('SELECT 1 AS ONE', { about: 'test' }),
  ]);
  expect([one, another]).toEqual([[{ ONE: 1 }], [{ ONE: 1 }]]);
  expect(sandbox.snowflake.metrics.logins).toBe(1);
  await session.close();
});

test('a statement that is repeated until it is answered does not notice', async () => {
  endLogin();
  expect(await session.untilAnswered(select)).toEqual([{ ONE: 1 }]);
  expect(sandbox.snowflake.metrics.logins).toBe(1);
  await session.close();
});

test('the new login is by what the files hold then', async () => {
  const file = sandbox.env.SNOWFLAKE_PRIVATE_KEY_FILE ?? '';
  const key = readFileSync(file, 'utf8');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(file, String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  expect(await select()).toEqual([{ ONE: 1 }]);
  endLogin();
  await expect(select()).rejects.toMatchObject({ kind: 'transient' });
  await expect(select()).rejects.toThrow('Snowflake does not accept this private key');
  writeFileSync(file, key);
  expect(await select()).toEqual([{ ONE: 1 }]);
  expect(sandbox.snowflake.metrics).toMatchObject({ logins: 1, failedLogins: 1 });
  await session.close();
});

test('a login that is over can be ended', async () => {
  endLogin();
  await expect(select()).rejects.toMatchObject({ kind: 'transient' });
  await session.close();
  expect(sandbox.snowflake.metrics.logins).toBe(0);
});

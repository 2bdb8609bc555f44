import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openServiceSession } from '../installation/service-session.ts';
import { useLoginSandbox } from './login-sandbox.ts';

const HOUR_SECONDS = 3_600;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_SECONDS * 1000);

const snowflake = useLoginSandbox(async () => ({
  users: [
    {
      name: 'LOADER',
      type: 'SERVICE',
      tokens: [
        { kind: 'oauth', secret: 'token-of-the-morning', expiresAt: inHours(1) },
        { kind: 'oauth', secret: 'token-of-the-evening', expiresAt: inHours(12) },
      ],
    },
  ],
}));

test('a session outlives its login where the token in the file has been replaced meanwhile', async () => {
  const file = snowflake.fileWith('token-of-the-morning');
  const session = await openServiceSession({
    env: {
      SNOWFLAKE_ACCOUNT: 'MYORG-SANDBOX',
      SNOWFLAKE_ACCESS_URL: snowflake.url,
      SNOWFLAKE_AUTHENTICATOR: 'oauth-token-file',
      SNOWFLAKE_TOKEN_FILE: file,
    },
  });
  const ask = () => session.repeat('SELECT CURRENT_USER() AS ME', { about: 'test' });
  expect(await ask()).toEqual([{ ME: 'LOADER' }]);

  // The session token lasts an hour, what renews it four.
  snowflake.setClock(2 * HOUR_SECONDS);
  expect(await ask()).toEqual([{ ME: 'LOADER' }]);

  snowflake.setClock(8 * HOUR_SECONDS);
  await expect(ask()).rejects.toThrow('token');
  writeFileSync(file, 'token-of-the-evening');
  expect(await ask()).toEqual([{ ME: 'LOADER' }]);
  await session.close();
});

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { SnowcensusError } from '../../src/errors.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { openEngine } from '../sandbox/snowflake/engine/engine.ts';
import { type SnowflakeOptions, startSnowflake } from '../sandbox/snowflake/server.ts';
import { openStageStore } from '../sandbox/snowflake/stage/stage-store.ts';

type Env = Readonly<Record<string, string>>;

/** A Snowflake account to log in to by settings, with the real driver. */
export interface LoginSandbox {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Moves Snowflake's clock away from ours. */
  setClock(secondsAhead: number): void;
  /** The error of a login by these variables; fails where it is accepted. */
  refusalOf(env: Env): Promise<SnowcensusError>;
  /** Whom Snowflake takes the login for. */
  userOf(env: Env): Promise<unknown>;
  /** The path of a new file with this content. */
  fileWith(content: string): string;
}

/** Starts such an account before the tests of a file, and closes it after. */
export function useLoginSandbox(
  start: () => Promise<Pick<SnowflakeOptions, 'users' | 'askAws'>>,
): LoginSandbox {
  const folder = mkdtempSync(join(tmpdir(), 'snowcensus-login-'));
  let url = '';
  let ahead = 0;
  let stop = async () => undefined as unknown;
  beforeAll(async () => {
    const store = openStageStore(join(folder, 'stages'));
    const engine = await openEngine({ store });
    const { users, askAws } = await start();
    const snowflake = await startSnowflake({
      engine,
      store,
      account: 'MYORG-SANDBOX',
      users: (users ?? []).map((user) => ({ defaultRole: 'SYSADMIN', ...user })),
      ...(askAws ? { askAws } : {}),
      clock: () => new Date(Date.now() + ahead * 1000),
    });
    url = snowflake.url;
    stop = async () => {
      await snowflake.close();
      await engine.close();
    };
  });
  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });
  return {
    get url() {
      return url;
    },
    setClock(secondsAhead) {
      ahead = secondsAhead;
    },
    refusalOf: (env) =>
      open(url, env).then(
        () => Promise.reject(new Error('the login was accepted')),
        (error: SnowcensusError) => error,
      ),
    async userOf(env) {
      const session = await open(url, env);
      const [row] = await session.execute('SELECT CURRENT_USER() AS ME', { about: 'test' });
      await session.close();
      return row?.ME;
    },
    fileWith(content) {
      const path = join(mkdtempSync(join(folder, 'file-')), 'token');
      writeFileSync(path, content);
      return path;
    },
  };
}

function open(url: string, env: Env): Promise<SnowflakeSession> {
  return openServiceSession({
    env: { SNOWFLAKE_ACCOUNT: 'MYORG-SANDBOX', SNOWFLAKE_ACCESS_URL: url, ...env },
  });
}

/** An RSA key pair in PEM. */
export function newKeys() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeError } from '../../src/errors.ts';
import { effectiveSettings, loadSettings } from '../../src/settings/config.ts';
import { SETTINGS } from '../../src/settings/setting-table.ts';

type Env = Readonly<Record<string, string>>;

const directory = mkdtempSync(join(tmpdir(), 'snowcensus-config-'));

function fileWith(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

function problemsOf(env: Env, file?: string): string {
  try {
    loadSettings({ env, file });
  } catch (error) {
    return describeError(error);
  }
  throw new Error('the settings were accepted');
}

describe('sources of settings', () => {
  test('without any, the defaults hold and what has none is undefined', () => {
    const { snowflake, aws, run, log } = loadSettings({ env: {} });
    expect(snowflake).toMatchObject({ database: 'SNOWALERT', schema: 'DATA', stage: 'SNOWCENSUS_STAGE' });
    expect(snowflake).toMatchObject({
      account: undefined,
      authenticator: undefined,
      statementTimeoutSeconds: 900,
    });
    expect(aws).toEqual({
      region: 'us-east-1',
      maxAttempts: 8,
      connectTimeoutMs: 5000,
      requestTimeoutMs: 30_000,
      callTimeoutMs: 120_000,
      rate: 1,
    });
    expect(run).toEqual({
      accountConcurrency: 16,
      unitConcurrency: 4,
      loadConcurrency: 8,
      spoolDirectory: join(tmpdir(), 'snowcensus'),
      partBytes: 134_217_728,
      unitSeconds: 7_200,
      maxRunSeconds: 21_600,
      leaseSeconds: 1_800,
      shard: undefined,
      shards: undefined,
      shardWaitSeconds: 900,
    });
    expect(log).toEqual({ level: 'info', format: 'auto' });
  });

  test('the environment wins over the file and the file over the defaults', () => {
    const file = fileWith(
      'all.yaml',
      'snowflake:\n  role: FROM_FILE\n  schema: FROM_FILE\nrun:\n  unitConcurrency: 2\n',
    );
    const env = {
      SNOWFLAKE_ROLE: 'FROM_ENV',
      SNOWCENSUS_ACCOUNT_CONCURRENCY: '7',
      SNOWCENSUS_AWS_RATE: '2.5',
    };
    const { snowflake, aws, run } = loadSettings({ env, file });
    expect(snowflake).toMatchObject({ role: 'FROM_ENV', schema: 'FROM_FILE', database: 'SNOWALERT' });
    expect(run).toMatchObject({ accountConcurrency: 7, unitConcurrency: 2 });
    expect(aws.rate).toBe(2.5);
  });

  test('SNOWCENSUS_CONFIG names a file, in JSON as well; --config wins over it', () => {
    const named = fileWith('named.json', '{"snowflake": {"role": "NAMED"}}');
    const given = fileWith('given.json', '{"snowflake": {"role": "GIVEN"}}');
    const env = { SNOWCENSUS_CONFIG: named };
    expect(loadSettings({ env }).snowflake.role).toBe('NAMED');
    expect(loadSettings({ env, file: given }).snowflake.role).toBe('GIVEN');
  });

  test('an empty file, section or variable means nothing is set', () => {
    const file = fileWith('empty.yaml', 'snowflake:\nrun:\n  unitConcurrency:\n');
    const { snowflake, run } = loadSettings({ env: { SNOWFLAKE_ROLE: '' }, file });
    expect([snowflake.role, run.unitConcurrency]).toEqual([undefined, 4]);
    expect(loadSettings({ env: {}, file: fileWith('nothing.yaml', '') }).log.level).toBe('info');
  });

  test('command-line arguments of the process are not settings', () => {
    const before = process.argv;
    process.argv = ['node', 'main.ts', '--snowflake.role=FROM_ARGV'];
    try {
      expect(loadSettings({ env: {} }).snowflake.role).toBeUndefined();
    } finally {
      process.argv = before;
    }
  });
});

describe('wrong settings', () => {
  test('all problems are told at once, each with its place', () => {
    const file = fileWith(
      'wrong.yaml',
      'snowflake:\n  acount: X\n  role: 12\n  accessUrl: localhost\nruns: {}\naws: us-east-1\nlog:\n  level: loud\n',
    );
    const env = {
      SNOWCENSUS_ACCOUNT_CONCURRENCY: '16 or so',
      SNOWCENSUS_UNIT_CONCURRENCY: '101',
      SNOWCENSUS_LOGLEVEL: 'x',
    };
    expect(problemsOf(env, file)).toBe(
      `the settings are not usable (${file})
  - snowflake.acount: unknown setting; did you mean account?
  - runs: unknown section; did you mean run?
  - aws: must be a mapping of settings
  - SNOWCENSUS_LOGLEVEL: unknown variable; did you mean SNOWCENSUS_LOG_LEVEL?
  - snowflake.accessUrl (SNOWFLAKE_ACCESS_URL): must be a URL such as https://myorg-myaccount.privatelink.snowflakecomputing.com: value was "localhost"
  - snowflake.role (SNOWFLAKE_ROLE): must be text; quote it: value was 12
  - run.accountConcurrency (SNOWCENSUS_ACCOUNT_CONCURRENCY): must be a whole number from 1 to 1000: value was "16 or so"
  - run.unitConcurrency (SNOWCENSUS_UNIT_CONCURRENCY): must be a whole number from 1 to 100: value was 101
  - log.level (SNOWCENSUS_LOG_LEVEL): must be one of the possible values: ["error","warn","info","debug"]: value was "loud"`,
    );
  });

  test.each(['kms', 'kms=', 'kms=0', 'kms=101', 'kms=1;iam=2', 'kms=1,', '=1'])('rates of %j', (rates) => {
    expect(problemsOf({ SNOWCENSUS_AWS_RATES: rates })).toContain('must be services with factors');
  });

  test.each(['0.05', '101', '1.5x', '.5', '1e1', '-1'])('a rate of %s', (rate) => {
    expect(problemsOf({ SNOWCENSUS_AWS_RATE: rate })).toContain(
      'aws.rate (SNOWCENSUS_AWS_RATE): must be a number from 0.1 to 100: value was ',
    );
  });

  test('a region that no partition knows', () => {
    expect(problemsOf({ AWS_REGION: 'us-esat-1' })).toContain(
      'aws.region (AWS_REGION): "us-esat-1" is not an AWS region; did you mean us-east-1?',
    );
  });

  test.each(['8080', '127.0.0.1', 'http://127.0.0.1:8080', 'none'])('an address of %s', (address) => {
    expect(problemsOf({ SNOWCENSUS_HTTP_ADDRESS: address })).toContain(
      'http.address (SNOWCENSUS_HTTP_ADDRESS): must be off, or an address with a port such as 127.0.0.1:8080',
    );
  });

  test('the value of a secret is never told', () => {
    const file = fileWith('secret.yaml', 'snowflake:\n  password: 190267\n  token: [tok-secret]\n');
    const message = problemsOf({}, file);
    expect(message).toContain('snowflake.password (SNOWFLAKE_PASSWORD): must be text; quote it');
    expect(message).toContain('snowflake.token (SNOWFLAKE_TOKEN): must be text; quote it');
    expect(message).not.toMatch(/190267|tok-secret/);
  });

  test.each([
    ['a file that is not there', join(directory, 'gone.yaml'), 'the settings file cannot be read'],
    ['a file that is not YAML', fileWith('broken.yaml', 'snowflake: {'), 'the settings file cannot be read'],
    ['a file that is a list', fileWith('list.yaml', '- a'), 'the settings file is not a mapping'],
  ])('%s is named', (_, path, what) => {
    const message = problemsOf({}, path);
    expect(message).toContain(`${what} (${path})`);
    expect(message).toContain('\n  fix: ');
  });
});

describe('authenticator', () => {
  test.each<[string, Env, string | undefined]>([
    ['private key file', { SNOWFLAKE_PRIVATE_KEY_FILE: '/k.p8' }, 'key-pair'],
    [
      'private key and passphrase',
      { SNOWFLAKE_PRIVATE_KEY: 'k', SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'p' },
      'key-pair',
    ],
    ['token file', { SNOWFLAKE_TOKEN_FILE: '/snowflake/session/token' }, 'oauth-token-file'],
    ['workload identity', { SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'AWS' }, 'workload-identity'],
    [
      'workload identity with its token',
      { SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'OIDC', SNOWFLAKE_TOKEN_FILE: '/t' },
      'workload-identity',
    ],
    ['password', { SNOWFLAKE_PASSWORD: 'p' }, 'password'],
    ['nothing', { SNOWFLAKE_ACCOUNT: 'a' }, undefined],
    [
      'named, with the credential of another beside it',
      {
        SNOWFLAKE_AUTHENTICATOR: 'pat',
        SNOWFLAKE_TOKEN: 't',
        SNOWFLAKE_PASSWORD: 'p',
      },
      'pat',
    ],
    [
      'named, and the platform vouches',
      { SNOWFLAKE_AUTHENTICATOR: 'workload-identity' },
      'workload-identity',
    ],
  ])('%s', (_, env, authenticator) => {
    expect(loadSettings({ env }).snowflake.authenticator).toBe(authenticator);
  });

  test.each<[string, Env, string]>([
    [
      'a token that may be of two kinds',
      { SNOWFLAKE_TOKEN: 't' },
      'SNOWFLAKE_TOKEN can be used for more than one way to log in; set SNOWFLAKE_AUTHENTICATOR to oauth or pat',
    ],
    [
      'credentials of two kinds',
      { SNOWFLAKE_PASSWORD: 'p', SNOWFLAKE_PRIVATE_KEY_FILE: '/k' },
      'SNOWFLAKE_PRIVATE_KEY_FILE and SNOWFLAKE_PASSWORD can be used for more than one way to log in; set SNOWFLAKE_AUTHENTICATOR to key-pair or password',
    ],
    [
      'one credential given twice',
      { SNOWFLAKE_PRIVATE_KEY: 'k', SNOWFLAKE_PRIVATE_KEY_FILE: '/k' },
      'SNOWFLAKE_PRIVATE_KEY and SNOWFLAKE_PRIVATE_KEY_FILE are both given; keep one',
    ],
    [
      'named without its credential',
      { SNOWFLAKE_AUTHENTICATOR: 'key-pair', SNOWFLAKE_PASSWORD: 'p' },
      'snowflake.authenticator (SNOWFLAKE_AUTHENTICATOR): key-pair needs SNOWFLAKE_PRIVATE_KEY or SNOWFLAKE_PRIVATE_KEY_FILE',
    ],
    [
      'named with its credential twice',
      { SNOWFLAKE_AUTHENTICATOR: 'pat', SNOWFLAKE_TOKEN: 't', SNOWFLAKE_TOKEN_FILE: '/t' },
      'SNOWFLAKE_TOKEN and SNOWFLAKE_TOKEN_FILE are both given; keep one',
    ],
    [
      'one passphrase given twice',
      { SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'p', SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_FILE: '/p' },
      'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE and SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_FILE are both given; keep one',
    ],
    [
      'an OIDC workload identity without its token',
      { SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'OIDC' },
      'snowflake.workloadIdentityProvider (SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER): OIDC needs SNOWFLAKE_TOKEN or SNOWFLAKE_TOKEN_FILE',
    ],
    [
      'a token beside the identity of AWS',
      { SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'AWS', SNOWFLAKE_TOKEN_FILE: '/t' },
      'SNOWFLAKE_TOKEN_FILE and SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER can be used for more than one way to log in; set SNOWFLAKE_AUTHENTICATOR to oauth-token-file or workload-identity',
    ],
    [
      'unknown',
      { SNOWFLAKE_AUTHENTICATOR: 'magic', SNOWFLAKE_PASSWORD: 'p' },
      'snowflake.authenticator (SNOWFLAKE_AUTHENTICATOR): must be one of the possible values: ["key-pair","oauth","oauth-token-file","pat","workload-identity","password"]: value was "magic"',
    ],
  ])('%s is a problem', (_, env, problem) => {
    expect(problemsOf(env)).toBe(`the settings are not usable\n  - ${problem}`);
  });
});

describe('the settings as they hold', () => {
  const file = fileWith('shown.yaml', 'snowflake:\n  token: tok-secret\n  warehouse: WH\n  role: FILE\n');
  const env = { SNOWFLAKE_AUTHENTICATOR: '', SNOWFLAKE_ROLE: 'R', SNOWFLAKE_TOKEN: '' };

  test('name where each comes from, and no secret', () => {
    const shown = effectiveSettings({ env: { ...env, SNOWFLAKE_AUTHENTICATOR: 'pat' }, file });
    const of = (name: string) => shown.find((setting) => setting.name === name);
    expect(of('snowflake.authenticator')).toMatchObject({
      value: 'pat',
      from: 'environment SNOWFLAKE_AUTHENTICATOR',
    });
    expect(of('snowflake.role')).toMatchObject({ value: 'R', from: 'environment SNOWFLAKE_ROLE' });
    expect(of('snowflake.warehouse')).toMatchObject({ value: 'WH', from: `file ${file}` });
    expect(of('snowflake.token')).toMatchObject({ value: '[redacted]', from: `file ${file}` });
    expect(of('snowflake.database')).toMatchObject({ value: 'SNOWALERT', from: 'default' });
    expect(of('snowflake.user')).toMatchObject({ value: undefined, from: 'not set' });
    expect(JSON.stringify(shown)).not.toContain('tok-secret');
    expect(shown.length).toBe(Object.values(SETTINGS).flatMap((entries) => Object.keys(entries)).length);
  });

  test('say what was inferred', () => {
    const shown = effectiveSettings({ env: { SNOWFLAKE_PRIVATE_KEY: 'k' } });
    expect(shown).toContainEqual({ name: 'snowflake.authenticator', value: 'key-pair', from: 'inferred' });
  });
});

test('proxies are taken in either case of their variables, and never shown', () => {
  const env = { https_proxy: 'http://me:kept-to-myself@proxy.corp:3128', NO_PROXY: 'localhost' };
  expect(loadSettings({ env }).proxy).toEqual({
    https: 'http://me:kept-to-myself@proxy.corp:3128',
    http: undefined,
    except: 'localhost',
  });
  expect(JSON.stringify(effectiveSettings({ env }))).not.toContain('kept-to-myself');
});

import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeConnection } from '../installation/connection-table.ts';
import { startConnector } from '../installation/connector.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { leaksIn, secretsOf } from '../installation/leaks.ts';

const PLANTED = {
  PLANTED_KEY: 'wJalrXUtnFEMI/K7MDENG+planted+key/EXAMPLE',
  PLANTED_TOKEN: 'IQoJb3JpZ2luX2VjPlantedSessionToken0123456789abcdef==',
  PASSPHRASE: 'open "sesame" & say 100%',
  TOKEN: 'pat-planted-0123456789abcdefghijklmnopqrstuvwxyz',
};

let installation: Installation;
let sealedKey: string;
/** All that the processes of this file wrote, and what the spool held while one of them ran. */
let told = '';
let spooled = '';

beforeAll(async () => {
  installation = await install({
    accounts: 5,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.vpcs, iam.account_summary]'],
  });
  const { client, sandbox } = installation;
  const { entry } = sandbox.world;
  await makeConnection(
    client,
    'KEYS_CONNECTION',
    `module: aws_inventory
access_key_id: env:PLANTED_KEY_ID
secret_access_key: env:PLANTED_KEY
session_token: env:PLANTED_TOKEN
destination_role_name: ${entry.memberRoleName}
external_id: ${entry.externalId}
accounts_connection_name: ${ACCOUNTS}
collectors: [ec2.vpcs]`,
  );
  await makeConnection(
    client,
    'ECHO_CONNECTION',
    `module: aws_inventory
access_key_id: env:PLANTED_KEY_ID
secret_access_key: env:PLANTED_KEY
source_role_arn: ${entry.sourceRoleArn}
destination_role_name: ${entry.memberRoleName}
external_id: ${entry.externalId}
accounts_connection_name: ${ACCOUNTS}
regions: [us-east-1]
collectors: [ec2.vpcs, ec2.subnets]`,
  );
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  sealedKey = join(sandbox.directory, 'sealed.p8');
  const sealed = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: PLANTED.PASSPHRASE,
  });
  await writeFile(sealedKey, sealed);
  sandbox.snowflake.resetMetrics();
});
afterAll(() => installation.close());

async function run(
  args: readonly string[],
  changes: Readonly<Record<string, string>> = {},
): Promise<number | null> {
  const env = {
    ...installation.sandbox.env,
    AWS_MAX_ATTEMPTS: '2',
    SNOWCENSUS_AWS_RATE: '20',
    SNOWCENSUS_SECRET_NAMES: 'PLANTED_*',
    SNOWCENSUS_LOG_LEVEL: 'debug',
    ...changes,
  };
  const { code, stdout, stderr } = await startConnector(env, args).ended;
  told += `${stdout}\n${stderr}\n`;
  return code;
}

/** Everything that must not be told, by what it is. */
function secrets(): Readonly<Record<string, string>> {
  const { aws, env, world } = installation.sandbox;
  const issued = aws?.issuedSecrets() ?? [];
  expect(issued.length).toBeGreaterThan(8);
  return {
    ...secretsOf(env),
    ...PLANTED,
    externalId: world.entry.externalId,
    ...Object.fromEntries(issued.map((secret, index) => [`issued ${index}`, secret])),
  };
}

describe('a process that tells all it can', () => {
  test('of runs that succeed, in part, and not at all', async () => {
    expect(await run(['run', ACCOUNTS])).toBe(0);
    const { faults } = installation.sandbox.snowflake;
    const pause = faults.pauseBefore(({ kind }) => kind === 'put');
    const ended = run(['run', INVENTORY]);
    await pause.reached;
    spooled = await contentBelow(installation.sandbox.env.SNOWCENSUS_SPOOL_DIRECTORY ?? '');
    pause.release();
    expect([0, 2]).toContain(await ended);
    expect(told).toContain('"the account is done"');
    expect(told).toContain('"source":"snowflake-sdk"');
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    [
      'keys of a connection that AWS does not know',
      ['run', 'KEYS'],
      { ...PLANTED, PLANTED_KEY_ID: 'ASIAPLANTED000000000' },
      'The security token included in the request is invalid',
    ],
    [
      'a wrong key of its own',
      ['run', INVENTORY],
      { AWS_SECRET_ACCESS_KEY: PLANTED.PLANTED_KEY },
      'SignatureDoesNotMatch',
    ],
    [
      'a token that Snowflake refuses',
      ['run', INVENTORY],
      { ...withoutKey(), SNOWFLAKE_AUTHENTICATOR: 'pat', SNOWFLAKE_TOKEN: PLANTED.TOKEN },
      'token',
    ],
    [
      'a Snowflake that is away',
      ['run', INVENTORY],
      { SNOWFLAKE_ACCESS_URL: 'http://127.0.0.1:9' },
      'ECONNREFUSED',
    ],
    [
      'settings that are wrong',
      ['run', INVENTORY],
      { ...withoutKey(), SNOWFLAKE_PASSWORD: PLANTED.TOKEN, SNOWFLAKE_TOKEN: PLANTED.TOKEN },
      'SNOWFLAKE_AUTHENTICATOR',
    ],
    [
      'settings that are asked for',
      ['config', '--print'],
      { SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: PLANTED.PASSPHRASE, AWS_SESSION_TOKEN: PLANTED.PLANTED_TOKEN },
      '[redacted]',
    ],
  ])('of %s', async (_, args, changes, reason) => {
    const before = told.length;
    await run(args, changes);
    expect(told.indexOf(reason, before), reason).toBeGreaterThan(0);
  });

  test('of a sealed key that opens, and of one that does not', async () => {
    const sealed = {
      SNOWFLAKE_PRIVATE_KEY_FILE: sealedKey,
      SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: PLANTED.PASSPHRASE,
    };
    // The sandbox does not know this key.
    expect(await run(['run', INVENTORY], sealed)).toBe(1);
    expect(
      await run(['run', INVENTORY], { ...sealed, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: PLANTED.TOKEN }),
    ).toBe(1);
  });

  test('of an AWS that says credentials back, which no table then holds', async () => {
    const { client, sandbox } = installation;
    const { entry } = sandbox.world;
    const said = `Credential must have exactly 5 slash-delimited elements, got '${entry.accessKeyId}/${entry.secretAccessKey}'`;
    const echo = (operation: string) =>
      sandbox.aws?.faults.add({
        match: { operation },
        action: { error: { code: 'IncompleteSignature', message: said, status: 400 } },
      });
    const keys = { PLANTED_KEY_ID: entry.accessKeyId, PLANTED_KEY: entry.secretAccessKey };
    const ofUnit = echo('DescribeVpcs');
    expect(await run(['run', 'ECHO'], keys)).toBe(2);
    ofUnit?.remove();
    const ofRun = echo('AssumeRole');
    expect(await run(['run', 'ECHO'], keys)).toBe(1);
    ofRun?.remove();
    const tables = [
      'SELECT * FROM CONNECTOR_RUNS',
      'SELECT * FROM CONNECTOR_COVERAGE',
      'SELECT * FROM CONNECTOR_BLIND_SPOTS',
      'SELECT * FROM ECHO_CONNECTION',
    ];
    const held = JSON.stringify(await Promise.all(tables.map((sql) => client.query(sql))));
    expect(held).toContain('Credential must have exactly 5');
    expect(held).not.toContain(entry.accessKeyId);
    expect(held).not.toContain(entry.secretAccessKey);
  });

  test('tells no secret: not in what it writes, not in the spool, not to Snowflake', () => {
    const statements = installation.sandbox.snowflake.metrics.log.map(
      ({ sqlText, queryTag }) => `${sqlText}\n${queryTag}`,
    );
    expect(statements.length).toBeGreaterThan(50);
    expect(spooled).toContain('"RESOURCE_ID"');
    const unwanted = secrets();
    expect(leaksIn(told, unwanted)).toEqual([]);
    // No collector of this inventory reads trust policies, which hold the external ids that they ask for.
    expect(leaksIn(spooled, unwanted)).toEqual([]);
    expect(leaksIn(statements.join('\n'), unwanted)).toEqual([]);
  });
});

test.each([
  ['as it is', `x ${PLANTED.PASSPHRASE} y`],
  ['in JSON', JSON.stringify({ a: PLANTED.PASSPHRASE })],
  ['in a URL', `?p=${encodeURIComponent(PLANTED.PASSPHRASE)}`],
])('a secret %s is a leak', (_, text) => {
  expect(leaksIn(text, PLANTED)).toEqual(['PASSPHRASE']);
  expect(leaksIn('nothing of the kind', PLANTED)).toEqual([]);
});

/** An environment without the sandbox's key: an empty variable is not set. */
function withoutKey(): Readonly<Record<string, string>> {
  return { SNOWFLAKE_PRIVATE_KEY_FILE: '' };
}

async function contentBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const bytes = await readFile(join(parentPath, name));
      return String(name.endsWith('.gz') ? gunzipSync(bytes, { finishFlush: 2 }) : bytes);
    }),
  );
  return contents.join('\n');
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@polyglot-sql/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connections as command } from '../../src/commands/connections.ts';
import { readConnection } from '../../src/connectors/index.ts';
import { type Client, openClient } from '../installation/client.ts';
import { runConnector } from '../installation/connector.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { copySetUpAccount } from '../installation/set-up-account.ts';
import { fillIn } from './fill-in.ts';
import { runCommand } from './in-process.ts';

const ROLE = 'arn:aws:iam::222222222222:role/organization-reader';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let directory: string;
let sandbox: PreparedSandbox;
let client: Client;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-connections-'));
  const dataFile = join(directory, 'account.duckdb');
  await copySetUpAccount(dataFile);
  sandbox = await startPreparedSandbox({ aws: false, accounts: 2, dataFile, scratch: true });
  client = await openClient(sandbox);
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
  await rm(directory, { recursive: true });
});

const connections = (...args: readonly string[]) => runCommand(command, sandbox.env, args);

/** What a command answers, which must have gone well. */
async function answer(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await connections(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function commentOf(name: string): Promise<string | undefined> {
  const rows = await client.query<{ comment: string }>(`SHOW TABLES LIKE '${name}'`);
  return rows[0]?.comment;
}

const addAccounts = (name: string, ...more: readonly string[]) =>
  answer('add', name, '--module', 'aws_accounts', '--destination-role-arn', ROLE, ...more);

describe('add', () => {
  test('makes a table with its columns, and external ids that are its own', async () => {
    const one = await addAccounts('one', '--schedule', '0 3 * * *', '--exclude', '{ous: [/Sandbox]}');
    expect(one).toMatchObject({ name: 'ONE_CONNECTION', module: 'aws_accounts' });
    const comment = (await commentOf('ONE_CONNECTION')) ?? '';
    expect(readConnection({ name: 'ONE_CONNECTION', comment })).toMatchObject({
      ok: true,
      connection: { schedule: { cron: '0 3 * * *' }, options: one.options },
    });
    const options = one.options as Record<string, unknown>;
    expect(options).toMatchObject({ exclude: { ous: ['/Sandbox'] } });
    expect(options.destination_role_external_id).toMatch(UUID);
    expect(options.retention_days).toBe(90);
    expect(comment).not.toContain('--');

    const holders = async (privilege: string) =>
      (await client.query<Record<string, string>>('SHOW GRANTS ON TABLE ONE_CONNECTION'))
        .filter((row) => row.privilege === privilege)
        .map((row) => row.grantee_name);
    for (const privilege of ['SELECT', 'INSERT', 'DELETE']) {
      expect(await holders(privilege)).toEqual(['SNOWCENSUS_LOADER']);
    }

    const other = await answer(
      ...['add', 'TWO', '--module', 'aws_inventory', '--destination-role-name', 'reader'],
      ...['--retention-days', 'forever'],
      ...['--accounts-connection-name', 'ONE', '--regions', 'us-east-1,eu-west-1', '--collectors', 'iam.*'],
    );
    expect(other.options).toMatchObject({ retention_days: 'forever' });
    expect(other.options).toMatchObject({ regions: ['us-east-1', 'eu-west-1'], collectors: ['iam.*'] });
    const { external_id: id } = other.options as Record<string, string>;
    expect(id).toMatch(UUID);
    expect(id).not.toBe(options.destination_role_external_id);
    const columns = await client.query<{ name: string }>('DESCRIBE TABLE TWO_CONNECTION');
    expect(columns.map(({ name }) => name)).toContain('ACCOUNT_ID');

    const third = await answer(
      ...['add', 'THREE', '--module', 'aws_cloudtrail', '--destination-role-name', 'reader'],
      ...[
        '--accounts-connection-name',
        'ONE',
        '--lookback-hours',
        '48',
        '--read-only-events',
        'true',
        '--retention-days',
        '400',
      ],
    );
    expect(third.options).toMatchObject({
      external_id: id,
      lookback_hours: 48,
      retention_days: 400,
      read_only_events: true,
    });
  });

  test('lets every role load that writes the ledger, and says what is left to do where that is refused', async () => {
    for (const sql of [
      'USE ROLE ACCOUNTADMIN',
      'CREATE ROLE SECOND_LOADER',
      'GRANT INSERT ON TABLE CONNECTOR_RUNS TO ROLE SECOND_LOADER',
      'USE ROLE SNOWCENSUS_OWNER',
    ])
      await client.query(sql);
    await addAccounts('LOADED');
    const grants = await client.query<Record<string, string>>('SHOW GRANTS ON TABLE LOADED_CONNECTION');
    expect(grants.filter((row) => row.privilege === 'INSERT').map((row) => row.grantee_name)).toEqual([
      'SECOND_LOADER',
      'SNOWCENSUS_LOADER',
    ]);
    const error = { code: '003001', sqlState: '42501', message: 'Insufficient privileges' };
    const remove = sandbox.snowflake.faults.add({ sql: /^GRANT /, times: 9 }, { error });
    const refused = await connections(
      'add',
      'CLOSED',
      '--module',
      'aws_accounts',
      '--destination-role-arn',
      ROLE,
    );
    remove();
    expect(refused.stderr).toContain('CLOSED_CONNECTION is created, but SECOND_LOADER may not load into it');
    expect(refused.stderr).toContain('GRANT SELECT, INSERT, DELETE ON TABLE');
    await client.query('REVOKE INSERT ON TABLE CONNECTOR_RUNS FROM ROLE SECOND_LOADER');
  });

  test.each([
    ['no name', [], 'add takes the name of the new connection'],
    ['no module', ['NEW'], '--module is missing'],
    ['a module that is none', ['NEW', '--module', 'aws_account'], 'Use one of aws_accounts'],
    [
      'a required option left out',
      ['NEW', '--module', 'aws_accounts'],
      '--destination-role-arn, the ARN of the role that may read AWS Organizations',
    ],
    ['no accounts', ['NEW', '--module', 'aws_inventory'], 'names no accounts'],
    [
      'an option of another module',
      ['NEW', '--module', 'aws_accounts', '--destination-role-arn', ROLE, '--external-id', 'ab'],
      'external_id: unknown option',
    ],
    [
      'a name that needs quotes',
      ['a-b', '--module', 'aws_accounts', '--destination-role-arn', ROLE],
      '"a-b"',
    ],
    [
      'a collector that the module has not',
      ['NEW', '--module', 'aws_accounts', '--destination-role-arn', ROLE, '--collectors', 'ec2.*'],
      'the pattern "ec2.*" matches no collector of aws_accounts (connection NEW_CONNECTION, not written)',
    ],
    [
      'a region that no partition knows',
      ['NEW', '--module', 'aws_accounts', '--destination-role-arn', ROLE, '--regions', 'us-esat-1'],
      '"us-esat-1" is not an AWS region; did you mean us-east-1?',
    ],
    [
      'YAML that is none',
      ['NEW', '--module', 'aws_accounts', '--destination-role-arn', ROLE, '--include', '{ous: [*'],
      '--include is not YAML',
    ],
  ])('with %s says so and writes nothing', async (_, args, message) => {
    const { code, stdout, stderr } = await connections('add', ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(await commentOf('NEW_CONNECTION')).toBeUndefined();
  });

  test('takes no secret, and does not repeat it', async () => {
    const keys = ['--access-key-id', 'env:KEY', '--secret-access-key', 'wJalrXUtnFEMI'];
    const { code, stderr } = await connections(
      ...['add', 'NEW', '--module', 'aws_accounts', '--destination-role-arn', ROLE, ...keys],
    );
    expect(code).toBe(1);
    expect(stderr).toContain('secret_access_key: must be env:NAME or file:/absolute/path');
    expect(stderr).not.toContain('wJalr');
  });

  test('does not replace a connection that is there', async () => {
    await addAccounts('FIRST');
    const before = await commentOf('FIRST_CONNECTION');
    const { code, stderr } = await connections(
      ...['add', 'first', '--module', 'aws_accounts', '--destination-role-arn', ROLE],
    );
    expect(code).toBe(1);
    expect(stderr).toContain('there is a connection FIRST_CONNECTION');
    expect(await commentOf('FIRST_CONNECTION')).toBe(before);
  });

  test('with --print contacts nobody, and what it prints makes the connection', async () => {
    const { code, stdout } = await runConnector({}, [
      ...['connections', 'add', 'PRINTED', '--module', 'aws_accounts', '--destination-role-arn', ROLE],
      ...['--default-external-id', 'it-is', '--print'],
    ]);
    expect(code).toBe(0);
    expect(parse(stdout, 'snowflake' as never)).toMatchObject({ success: true });
    for (const sql of stdout.split(/;\n+/).filter((text) => text !== '')) await client.query(sql);
    expect((await answer('show', 'PRINTED')).options).toMatchObject({ default_external_id: 'it-is' });
  });
});

const HAND_MADE = `---
# by the audit team
module: aws_accounts # the list
name: default
regions: [us-east-1] # one is enough
destination_role_arn: "${ROLE}"
`;

describe('edit', () => {
  test('changes what it is told and keeps all else as its author wrote it', async () => {
    await client.query(`CREATE TABLE HAND_CONNECTION (RAW VARIANT) COMMENT = '${HAND_MADE}'`);
    const edited = await answer('edit', 'HAND', '--regions', 'eu-west-1', '--schedule', '*/5 * * * *');
    expect(edited).toMatchObject({ changed: true, schedule: { cron: '*/5 * * * *' } });
    const expected = `${HAND_MADE.replace('us-east-1', 'eu-west-1')}schedule: "*/5 * * * *"\n`;
    expect(await commentOf('HAND_CONNECTION')).toBe(expected);

    expect(await answer('edit', 'hand', '--unset', 'schedule')).toMatchObject({ schedule: null });
    expect(await answer('edit', 'HAND', '--regions', 'eu-west-1')).toMatchObject({ changed: false });
    const { stdout } = await connections('edit', 'HAND', '--tags', 'true', '--print');
    expect(parse(stdout, 'snowflake' as never)).toMatchObject({ success: true });
    const removal = await connections('remove', 'HAND', '--print');
    expect(parse(removal.stdout, 'snowflake' as never)).toMatchObject({ success: true });
    expect(stdout).toContain('ALTER TABLE "SNOWALERT"."DATA"."HAND_CONNECTION" SET COMMENT = ');
    expect(await commentOf('HAND_CONNECTION')).not.toContain('tags');
  });

  test.each([
    ['what is not valid', ['HAND', '--schedule', 'sometimes'], 'schedule: "sometimes" must have five fields'],
    ['nothing', ['HAND'], 'edit takes the options to change'],
    ['another module', ['HAND', '--module', 'aws_inventory'], 'the module of a connection cannot change'],
    ['a connection that is not there', ['HANDS', '--tags', 'true'], 'use HAND_CONNECTION'],
  ])('with %s changes nothing', async (_, args, message) => {
    const before = await commentOf('HAND_CONNECTION');
    const { code, stderr } = await connections('edit', ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(await commentOf('HAND_CONNECTION')).toBe(before);
  });

  test('asks with what is there where nothing is told, and finds out who was faster', async () => {
    const asked = await fillIn(
      sandbox.env,
      ['edit', 'HAND'],
      [
        ['schedule: when', '0 4 * * *\r'],
        ['source_role_arn: the role', '\r'],
        ['destination_role_arn: the ARN', '-2\r'],
      ],
    );
    expect(asked).toMatchObject({ code: 0, stdout: 'changed HAND_CONNECTION\n' });
    const before = (await commentOf('HAND_CONNECTION')) ?? '';
    expect(before).toContain('schedule: 0 4 * * *\n');
    expect(before).toContain(`destination_role_arn: "${ROLE}-2"\n`);

    const faster = before.replace('schedule: 0 4', 'schedule: 0 5');
    const late = await fillIn(
      sandbox.env,
      ['edit', 'HAND'],
      [
        ['schedule: when', '\x7f\r'],
        ['must have five fields', '1\r'],
        ['source_role_arn: the role', '\r'],
        [
          'destination_role_arn: the ARN',
          async () => {
            await client.query(`ALTER TABLE HAND_CONNECTION SET COMMENT = '${faster}'`);
            return '\r';
          },
        ],
      ],
    );
    expect(late.code).toBe(1);
    expect(late.stderr).toContain(
      'somebody else changed HAND_CONNECTION at the same time; nothing was changed',
    );
    expect(await commentOf('HAND_CONNECTION')).toBe(faster);
  });

  test('pause and resume leave the COMMENT as it was', async () => {
    const before = await commentOf('HAND_CONNECTION');
    expect(await answer('pause', 'HAND')).toMatchObject({ paused: true });
    expect(await commentOf('HAND_CONNECTION')).toBe(`${before}paused: true\n`);
    expect(await answer('resume', 'HAND')).toMatchObject({ paused: false });
    expect(await commentOf('HAND_CONNECTION')).toBe(before);
  });
});

describe('list and show', () => {
  test('tell what runs, what is paused and what cannot run, without the secrets of old', async () => {
    const secret = 'wJalrXUtnFEMIK7MDENG';
    await client.query(
      `CREATE TABLE OLD_CONNECTION (RAW VARIANT) COMMENT = 'module: aws_inventory\naws_secret_key: ${secret}\n'`,
    );
    await addAccounts('PAUSED', '--schedule', '@daily');
    await answer('pause', 'PAUSED');
    await client.query(
      `INSERT INTO CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT) SELECT '2', 'PAUSED_CONNECTION', 'ok', CAST('2026-01-02T03:04:05Z' AS TIMESTAMP_LTZ) UNION ALL SELECT '1', 'PAUSED_CONNECTION', 'failed', CAST('2026-01-01T00:00:00Z' AS TIMESTAMP_LTZ) UNION ALL SELECT '3', 'PAUSED_CONNECTION', 'missed', CAST('2026-01-03T00:00:00Z' AS TIMESTAMP_LTZ)`,
    );
    const listed = (await answer('list')) as unknown as { readonly name: string }[];
    expect(listed.find(({ name }) => name === 'PAUSED_CONNECTION')).toMatchObject({
      module: 'aws_accounts',
      paused: true,
      schedule: { cron: '0 0 * * *', timezone: 'UTC' },
      problem: null,
      lastRun: { runId: '2', status: 'ok', startedAt: '2026-01-02T03:04:05.000Z' },
    });
    const { stdout } = await connections('list');
    expect(stdout).toMatch(
      /^PAUSED_CONNECTION +aws_accounts +paused \(0 0 \* \* \* UTC\) +ok 2026-01-02T03:04:05/m,
    );
    expect(stdout).toContain('(connection OLD_CONNECTION)');
    const old = await connections('show', 'OLD');
    expect(old.code).toBe(1);
    expect(old.stdout).toContain('holds a secret in clear text');
    expect(old.stdout).toContain('aws_secret_key: "[redacted]"');
    for (const text of [stdout, old.stdout, old.stderr]) expect(text).not.toContain(secret);
  });
});

describe('remove', () => {
  test('refuses while other connections read its accounts, and while it is run', async () => {
    await addAccounts('LISTS');
    const role = ['--destination-role-name', 'reader'];
    for (const [name, list] of [
      ['READS_ONE', 'LISTS'],
      ['READS_TWO', 'data.lists'],
      ['READS_ELSEWHERE', 'OLD.LISTS'],
    ] as const)
      await answer('add', name, '--module', 'aws_inventory', ...role, '--accounts-connection-name', list);
    const read = await connections('remove', 'LISTS', '--yes');
    expect(read).toMatchObject({ code: 1, stdout: '' });
    expect(read.stderr).toContain(
      'READS_ONE_CONNECTION, READS_TWO_CONNECTION read the accounts of LISTS_CONNECTION',
    );
    await answer('remove', 'READS_ONE', '--yes');
    expect((await connections('remove', 'LISTS', '--yes')).stderr).toContain('READS_TWO_CONNECTION reads');
    await answer('remove', 'READS_TWO', '--yes');

    const expiry = (change: string) =>
      client.query(
        `UPDATE CONNECTOR_LEASES SET EXPIRES_AT = ${change} WHERE "CONNECTION" = 'LISTS_CONNECTION'`,
      );
    await client.query(
      `INSERT INTO CONNECTOR_LEASES ("CONNECTION", RUN_ID, WORKER, ACQUIRED_AT, EXPIRES_AT) SELECT 'LISTS_CONNECTION', 'r1', 'elsewhere:7', CURRENT_TIMESTAMP(), CURRENT_TIMESTAMP()`,
    );
    await expiry('DATEADD(SECOND, 60, CURRENT_TIMESTAMP())');
    const run = await connections('remove', 'LISTS', '--yes');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('being run by elsewhere:7');
    expect(await commentOf('LISTS_CONNECTION')).toBeDefined();
    await expiry('CURRENT_TIMESTAMP()');
    await answer('remove', 'LISTS', '--yes');
    expect(await commentOf('LISTS_CONNECTION')).toBeUndefined();
  });

  test('drops nothing unless it is confirmed, and says what remains', async () => {
    await addAccounts('GONE');
    await client.query(
      `INSERT INTO AWS_ORGANIZATIONAL_UNITS_SNAPSHOTS ("CONNECTION", RUN_ID, SNAPSHOT_AT, ACCOUNT_ID, REGION, RESOURCE_ID, ROW_HASH) SELECT 'GONE_CONNECTION', '1', CURRENT_TIMESTAMP(), '1', 'aws-global', 'r', 'h'`,
    );
    const unconfirmed = await connections('remove', 'GONE');
    expect(unconfirmed).toMatchObject({ code: 1, stdout: '' });
    expect(unconfirmed.stderr).toContain('--yes is missing');
    expect(await commentOf('GONE_CONNECTION')).toBeDefined();
    expect(await answer('remove', 'GONE', '--yes')).toEqual({
      name: 'GONE_CONNECTION',
      removed: true,
      remaining: { AWS_ORGANIZATIONAL_UNITS_SNAPSHOTS: 1 },
    });
    expect(await commentOf('GONE_CONNECTION')).toBeUndefined();
  });

  test('of a connection whose table is gone prints, asks and waits as any other, and only ends it', async () => {
    const ended = async () =>
      client.query<{ IS_ENDED: boolean }>(
        `SELECT ENDED_AT IS NOT NULL AS IS_ENDED FROM CONNECTOR_LEASES WHERE "CONNECTION" = 'DROPPED_CONNECTION'`,
      );
    await client.query(
      `INSERT INTO CONNECTOR_LEASES ("CONNECTION", RUN_ID, WORKER, ACQUIRED_AT, EXPIRES_AT) SELECT 'DROPPED_CONNECTION', 'r1', 'elsewhere:7', CURRENT_TIMESTAMP(), DATEADD(SECOND, 60, CURRENT_TIMESTAMP())`,
    );
    expect((await connections('remove', 'DROPPED', '--yes')).stderr).toContain('being run by elsewhere:7');
    await client.query(
      `UPDATE CONNECTOR_LEASES SET EXPIRES_AT = ACQUIRED_AT WHERE "CONNECTION" = 'DROPPED_CONNECTION'`,
    );
    expect((await connections('remove', 'DROPPED')).stderr).toContain(
      '--yes is missing: remove ends DROPPED',
    );
    const { stdout } = await connections('remove', 'DROPPED', '--print');
    expect(stdout).toMatch(/^UPDATE .* SET ENDED_AT = .*'DROPPED_CONNECTION';\n$/);
    expect((await connections('remove', 'DROPPER', '--yes')).stderr).toContain('use DROPPED_CONNECTION');
    expect(await ended()).toEqual([{ IS_ENDED: false }]);
    expect((await connections('remove', 'data.dropped', '--yes')).stdout).toContain('It has ended');
    expect(await ended()).toEqual([{ IS_ENDED: true }]);
    expect((await connections('remove', 'DROPPED', '--yes')).stderr).toContain('there is no connection');
  });
});

test('a slip in the action is told with its remedy', async () => {
  const { code, stderr } = await connections('ad', 'X');
  expect(code).toBe(1);
  expect(stderr).toContain('Did you mean add?');
});

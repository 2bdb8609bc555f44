import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../commands/in-process.ts';
import { makeConnection } from '../installation/connection-table.ts';
import type { ConnectorResult } from '../installation/connector.ts';
import { forgetDigests } from '../installation/forget-digests.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await install({
    accounts: 4,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.instances, ec2.vpcs, iam.authorization_details]'],
  });
});

afterAll(async () => {
  await installation.close();
});

/** Runs the connector with some of its environment changed. */
function withEnvironment(
  changes: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<ConnectorResult> {
  return runInProcess({ ...installation.sandbox.env, AWS_MAX_ATTEMPTS: '2', ...changes }, args);
}

async function createConnection(name: string, comment: string): Promise<void> {
  await makeConnection(installation.client, name, comment);
}

/** The connection’s last run, as the ledger tells it. */
async function lastRun(connection: string): Promise<{ STATUS: string; ERROR: string; PUBLISHED: boolean }> {
  const [run] = await installation.client.query<{ STATUS: string; ERROR: string; PUBLISHED: boolean }>(
    `SELECT STATUS, ERROR, PUBLISHED_AT IS NOT NULL AS PUBLISHED FROM CONNECTOR_RUNS
     WHERE CONNECTION = ? ORDER BY RUN_ID DESC LIMIT 1`,
    [connection],
  );
  if (!run) throw new Error(`${connection} has no run`);
  return run;
}

describe('accounts connection', () => {
  it('that is missing is named, with what to do', async () => {
    await createConnection(
      'LOST_CONNECTION',
      'module: aws_inventory\naccounts_connection_name: AWS_NOWHERE_CONNECTION\ndestination_role_name: r',
    );
    const { code, stderr } = await installation.command('run', 'LOST');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'the accounts connection AWS_NOWHERE_CONNECTION does not exist in SNOWALERT.DATA',
    );
    expect(stderr).toContain('accounts_connection_name');
  });

  it('that has not run yet says so', async () => {
    const { code, stderr } = await installation.command('run', INVENTORY);
    expect(code).toBe(1);
    expect(stderr).toContain(`the accounts connection ${ACCOUNTS} lists no accounts: it has not run yet`);
    expect(stderr).toContain(`snowcensus run ${ACCOUNTS}`);
  });

  it('whose last run failed says how it failed', async () => {
    const failed = await withEnvironment({ AWS_SECRET_ACCESS_KEY: 'wrong' }, 'run', ACCOUNTS);
    expect(failed.code).toBe(1);
    const { code, stderr } = await installation.command('run', INVENTORY);
    expect(code).toBe(1);
    expect(stderr).toContain('has no complete list: its last run ended failed');
  });

  it('whose last run failed after a good one lends the older list, and the run says so', async () => {
    await installation.run(ACCOUNTS);
    await withEnvironment({ AWS_SECRET_ACCESS_KEY: 'wrong' }, 'run', ACCOUNTS);
    const summary = await installation.run(INVENTORY);
    expect(summary.accounts).toBe(4);
    expect(summary.error).toContain(`The last run of ${ACCOUNTS} ended failed`);
  });
});

describe('connection', () => {
  it('with a broken COMMENT is refused with every problem, and stops no other', async () => {
    await installation.client.query(
      "CREATE TABLE BROKEN_CONNECTION (RAW VARIANT) COMMENT = 'module: aws_inventry'",
    );
    await installation.client.query('GRANT SELECT ON TABLE BROKEN_CONNECTION TO ROLE SNOWCENSUS_LOADER');
    const { code, stderr } = await installation.command('run', 'BROKEN');
    expect(code).toBe(1);
    expect(stderr).toContain('aws_inventory');
    expect((await installation.run(ACCOUNTS)).status).toBe('ok');
  });

  it('that does not exist suggests the nearest', async () => {
    const { code, stderr } = await installation.command('run', 'AWS_ACCOUNTS_TSET');
    expect(code).toBe(1);
    expect(stderr).toContain(`use ${ACCOUNTS}`);
  });

  it('whose pattern matches no collector says which do', async () => {
    const { code, stderr } = await installation.command('run', INVENTORY, '--collector', 'ec2.instance');
    expect(code).toBe(1);
    expect(stderr).toContain('ec2.instances');
  });

  it('has no account that is not listed', async () => {
    const { code, stderr } = await installation.command('run', INVENTORY, '--account', '999999999999');
    expect(code).toBe(1);
    expect(stderr).toContain('the connection has no account 999999999999');
  });
});

describe('Snowflake', () => {
  it('refuses a wrong key, and the message says what to check', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const file = join(installation.sandbox.directory, 'other.p8');
    await writeFile(file, privateKey);
    const { code, stderr } = await withEnvironment({ SNOWFLAKE_PRIVATE_KEY_FILE: file }, 'run', ACCOUNTS);
    expect(code).toBe(1);
    expect(stderr).toContain('JWT token is invalid');
    expect(stderr).toContain('Snowflake does not accept this private key for SNOWCENSUS in account SANDBOX');
  });

  it('refuses a role that does not exist', async () => {
    const { code, stderr } = await withEnvironment({ SNOWFLAKE_ROLE: 'NOBODY' }, 'run', ACCOUNTS);
    expect(code).toBe(1);
    expect(stderr).toContain('NOBODY');
    expect(stderr).toContain('SNOWFLAKE_ROLE');
  });

  it('has no such schema', async () => {
    const { code, stderr } = await withEnvironment({ SNOWFLAKE_SCHEMA: 'ELSEWHERE' }, 'run', ACCOUNTS);
    expect(code).toBe(1);
    expect(stderr).toContain('ELSEWHERE');
    expect(stderr).toContain('snowcensus setup');
  });

  it('lacks a landing table', async () => {
    await installation.client.query('ALTER TABLE AWS_EC2_VPCS_SNAPSHOTS RENAME TO AWS_EC2_VPCS_ASIDE');
    const { code, stderr } = await installation.command('run', INVENTORY);
    await installation.client.query('ALTER TABLE AWS_EC2_VPCS_ASIDE RENAME TO AWS_EC2_VPCS_SNAPSHOTS');
    expect(code).toBe(1);
    expect(stderr).toContain('table AWS_EC2_VPCS_SNAPSHOTS is missing');
    expect(stderr).toContain('snowcensus setup');
  });
});

describe('AWS', () => {
  it('knows no such access key', async () => {
    const { code, stderr } = await withEnvironment(
      { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWNUNKNOWN00' },
      'run',
      ACCOUNTS,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('AWS does not accept the credentials to start from');
    expect((await lastRun(ACCOUNTS)).STATUS).toBe('failed');
  });

  it('lets us in nowhere: the run fails, says why, and nothing is lost', async () => {
    const before = await installation.client.query('SELECT COUNT(*) AS N FROM AWS_IAM_USERS');
    const { entry } = installation.sandbox.world;
    const [table] = await installation.client.query<{ comment: string }>(`SHOW TABLES LIKE '${INVENTORY}'`);
    const comment = table?.comment ?? '';
    const wrong = comment.replace(entry.memberRoleName, 'no-such-role').replaceAll("'", "''");
    await installation.client.query(`ALTER TABLE ${INVENTORY} SET COMMENT = '${wrong}'`);
    const { code, stdout } = await installation.command('run', INVENTORY, '--json');
    await installation.client.query(
      `ALTER TABLE ${INVENTORY} SET COMMENT = '${comment.replaceAll("'", "''")}'`,
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error).toContain('no-such-role');
    expect(await installation.client.query('SELECT COUNT(*) AS N FROM AWS_IAM_USERS')).toEqual(before);
    const blind = await installation.client.query<{ REASON: string }>(
      'SELECT DISTINCT REASON FROM CONNECTOR_BLIND_SPOTS WHERE CONNECTION = ?',
      [INVENTORY],
    );
    expect(blind.every((spot) => spot.REASON !== null)).toBe(true);
    expect(blind.length).toBeGreaterThan(0);
  });
});

describe('loading', () => {
  it('onto a spool that is no directory names it, publishes nothing, and leaves nothing', async () => {
    const file = join(installation.sandbox.directory, 'not-a-directory');
    await writeFile(file, '');
    const { code, stderr } = await withEnvironment({ SNOWCENSUS_SPOOL_DIRECTORY: file }, 'run', INVENTORY);
    expect(code).toBe(1);
    expect(stderr).toContain('the spool directory does not take the run');
    expect(stderr).toContain(file);
    expect(await lastRun(INVENTORY)).toMatchObject({ STATUS: 'failed', PUBLISHED: false });
  });

  it('of fewer rows than were written fails that table’s collector and no other', async () => {
    await installation.run(INVENTORY);
    const before = await installation.client.query('SELECT COUNT(*) AS N FROM AWS_EC2_VPCS');
    await forgetDigests(installation.client);
    installation.sandbox.snowflake.faults.add({ sql: /COPY INTO .*AWS_EC2_VPCS_SNAPSHOTS/ }, 'fewer-rows');
    const summary = await installation.run(INVENTORY);
    expect(summary.status).toBe('partial');
    const blind = await installation.client.query<{ COLLECTOR: string; REASON: string }>(
      "SELECT DISTINCT COLLECTOR, REASON FROM CONNECTOR_BLIND_SPOTS WHERE CODE = 'load_failed'",
    );
    expect(blind.map((spot) => spot.COLLECTOR)).toEqual(['ec2.vpcs']);
    expect(blind[0]?.REASON).toMatch(/COPY loaded \d+ of \d+ rows/);
    expect(await installation.client.query('SELECT COUNT(*) AS N FROM AWS_EC2_VPCS')).toEqual(before);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from '@polyglot-sql/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '../../src/setup/schema/schema-version.ts';
import { runConnector } from '../installation/connector.ts';
import { type FreshAccount, openFreshAccount } from './account.ts';

let account: FreshAccount;

beforeAll(async () => {
  account = await openFreshAccount();
});
afterAll(() => account.close());

const everything = (): readonly string[] => [
  '--auth',
  'key-pair',
  '--public-key-file',
  account.sandbox.publicKeyFile,
  '--authentication-policy',
  '--allow-ip',
  '127.0.0.1',
  '--credit-quota',
  '20',
];

/** Everything of the account that a statement can change. */
async function catalogue({ admin }: FreshAccount): Promise<string> {
  const shows = [
    'ROLES',
    'USERS',
    'WAREHOUSES',
    'DATABASES',
    'TABLES IN ACCOUNT',
    'VIEWS IN ACCOUNT',
    'COLUMNS IN ACCOUNT',
    'STAGES IN ACCOUNT',
    ...['OWNER', 'LOADER', 'READER'].map((role) => `GRANTS TO ROLE SNOWCENSUS_${role}`),
    'FUTURE GRANTS IN SCHEMA SNOWALERT.DATA',
  ];
  await admin.query('USE ROLE ACCOUNTADMIN');
  const rows: unknown[] = [];
  for (const show of shows) rows.push(...(await admin.query(`SHOW ${show}`)));
  return JSON.stringify(rows);
}

const isOfSchema = (sql: string) => / (TABLE|VIEW|STAGE) /.test(sql) && !/ FUTURE /.test(sql);

describe('an account without anything', () => {
  test('is set up by one command; the second time changes nothing', async () => {
    const other = await openFreshAccount();
    try {
      const setUp = () => other.setup('--no-detections', ...everything());
      await setUp();
      const before = await catalogue(other);
      other.changes();
      await setUp();
      expect(other.changes().filter(isOfSchema)).toEqual([]);
      expect(await catalogue(other)).toBe(before);
    } finally {
      await other.close();
    }
  });

  test('is set up by the SQL that is printed, statement by statement', async () => {
    const { stdout } = await account.setupWith({}, '--print', ...everything());
    const statements = stdout.split(/;\n/).filter((sql) => sql.trim() !== '');
    const unread = statements.filter((sql) => !parse(sql, 'snowflake' as never).success);
    expect(unread.filter((sql) => !/ ON (?:FUTURE|ALL) /.test(sql))).toEqual([]);
    expect(stdout).not.toMatch(/PRIVATE KEY/);
    const key = (await readFile(account.sandbox.publicKeyFile, 'utf8')).replace(/-----.*-----|\n/g, '');
    expect(stdout).toContain(`SET RSA_PUBLIC_KEY = '${key}'`);
    for (const statement of statements) await account.admin.query(statement);
    account.changes();
    await account.setup('--part', 'schema');
    expect(account.changes()).toEqual([]);
    await account.setup(...everything());
    expect(account.changes().filter(isOfSchema)).toEqual([]);
  });

  test('then lets the service user in with its key, as the loader and nothing more', async () => {
    const env = { ...account.sandbox.env, AWS_REGION: 'us-east-1' };
    const { code, stderr } = await account.setupWith(env, '--part', 'schema');
    expect(code).toBe(1);
    expect(stderr).toContain('this login may not use the role SNOWCENSUS_OWNER');
  });

  test('has the warehouse, the policies and the version that were asked for', async () => {
    await account.admin.query('USE ROLE ACCOUNTADMIN');
    const [warehouse] = await account.admin.query('SHOW WAREHOUSES');
    expect(warehouse).toMatchObject({
      name: 'SNOWCENSUS_WH',
      size: 'X-Small',
      auto_suspend: 60,
      resource_monitor: 'SNOWCENSUS_WH_MONITOR',
    });
    const views = await account.admin.query("SHOW VIEWS LIKE 'CONNECTOR_SCHEMA' IN SCHEMA SNOWALERT.DATA");
    expect(views).toMatchObject([{ comment: `Version ${SCHEMA_VERSION} of the schema of snowcensus.` }]);
  });
});

describe('the schema of another version', () => {
  const owner = async (...statements: readonly string[]) => {
    await account.admin.query('USE ROLE SNOWCENSUS_OWNER');
    await account.admin.query('USE SCHEMA SNOWALERT.DATA');
    for (const sql of statements) await account.admin.query(sql);
  };

  test('is brought up to date, with every row', async () => {
    await owner(
      'USE WAREHOUSE SNOWCENSUS_WH',
      'DROP VIEW CONNECTOR_SCHEMA',
      'DROP VIEW AWS_EC2_VPCS',
      'ALTER TABLE CONNECTOR_RUNS DROP COLUMN AWS_REQUESTS',
      'DROP TABLE AWS_ELB_LOAD_BALANCERS_SNAPSHOTS',
      "INSERT INTO CONNECTOR_RUNS (RUN_ID, CONNECTION, STATUS, STARTED_AT) VALUES ('r', 'C', 'ok', CURRENT_TIMESTAMP())",
    );
    account.changes();
    await account.setup('--part', 'schema');
    expect(account.changes().map((sql) => sql.split(/[\s(]/, 3).join(' '))).toEqual([
      'CREATE TABLE IF',
      'ALTER TABLE "SNOWALERT"."DATA"."CONNECTOR_RUNS"',
      'CREATE OR REPLACE',
      'CREATE OR REPLACE',
      // On the table that is made anew: no future grant lets the loader write.
      'GRANT SELECT, INSERT,',
      // On the views that are made anew.
      'GRANT SELECT ON',
      'GRANT SELECT ON',
    ]);
    expect(await account.admin.query('SELECT RUN_ID, AWS_REQUESTS FROM CONNECTOR_RUNS')).toEqual([
      { RUN_ID: 'r', AWS_REQUESTS: null },
    ]);
    expect(await account.admin.query('SELECT VERSION FROM CONNECTOR_SCHEMA')).toEqual([
      { VERSION: SCHEMA_VERSION },
    ]);
  });

  test('is brought up to date from version 4, with every row, and goes on where it was broken off', async () => {
    const place = 'SNOWALERT.DATA.AWS_EC2_VPCS_SNAPSHOTS';
    const [row] = await account.admin.query<Record<string, unknown>>(
      `SELECT ${['MEMBER_HASHES', 'READABLE', 'AS_READ_BEFORE'].map((name) => `MAX(${name}) AS ${name}`).join(', ')} FROM ${place}`,
    );
    expect(Object.keys(row ?? {})).toHaveLength(3);
    await owner(
      `INSERT INTO ${place} (CONNECTION, RUN_ID, SNAPSHOT_AT, ACCOUNT_ID, REGION, RESOURCE_ID, ROW_HASH) VALUES ('C', 'r', CURRENT_TIMESTAMP(), '1', 'global', 'vpc', 'h')`,
      "INSERT INTO CONNECTOR_UNITS (CONNECTION, COLLECTOR, ACCOUNT_ID, REGION, LATEST_RUN_ID, LATEST_AT, LATEST_STATUS, CONCLUSIVE_RUN_ID, CONCLUSIVE_AT, CONCLUSIVE_STATUS, DIGEST) VALUES ('C', 'ec2.vpcs', '1', 'global', 'r', CURRENT_TIMESTAMP(), 'ok', 'r', CURRENT_TIMESTAMP(), 'ok', 'd')",
      ...['MEMBER_HASHES', 'READABLE', 'AS_READ_BEFORE'].map(
        (name) => `ALTER TABLE ${place} DROP COLUMN ${name}`,
      ),
      'DROP TABLE CONNECTOR_READABLE',
      "COMMENT ON VIEW CONNECTOR_SCHEMA IS 'Version 4 of the schema of snowcensus.'",
    );
    account.sandbox.snowflake.faults.add(
      { sql: /ADD COLUMN .*"AS_READ_BEFORE"/ },
      { error: { code: '000630', sqlState: '57014', message: 'reached its timeout' } },
    );
    const broken = await account.setupWith(account.sandbox.adminEnv, '--part', 'schema');
    expect(broken).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('reached its timeout') as string,
    });
    account.changes();
    await account.setup('--part', 'schema');
    expect(account.changes().filter((sql) => /^(CREATE TABLE|ALTER)/.test(sql))).toEqual([
      expect.stringContaining('ADD COLUMN IF NOT EXISTS "AS_READ_BEFORE"') as string,
    ]);
    expect(await account.admin.query(`SELECT RESOURCE_ID, MEMBER_HASHES, READABLE FROM ${place}`)).toEqual([
      { RESOURCE_ID: 'vpc', MEMBER_HASHES: null, READABLE: null },
    ]);
    expect(await account.admin.query('SELECT RESOURCE_ID FROM AWS_EC2_VPCS')).toEqual([
      { RESOURCE_ID: 'vpc' },
    ]);
    expect(await account.admin.query('SELECT VERSION FROM CONNECTOR_SCHEMA')).toEqual([
      { VERSION: SCHEMA_VERSION },
    ]);
  });

  test('is brought up to date but for a table of another role, whose name is told', async () => {
    await account.admin.query('USE ROLE ACCOUNTADMIN');
    await account.admin.query(
      "CREATE TABLE SNOWALERT.DATA.STRAY_CONNECTION (RAW VARIANT) COMMENT = 'module: aws_accounts\ndestination_role_arn: arn:aws:iam::111111111111:role/r'",
    );
    const { code, stderr } = await account.setupWith(account.sandbox.adminEnv, ...everything());
    expect(code).toBe(1);
    expect(stderr).toContain('the table STRAY_CONNECTION belongs to the role ACCOUNTADMIN (SNOWALERT.DATA)');
    await account.admin.query('USE ROLE ACCOUNTADMIN');
    await account.admin.query(
      'GRANT OWNERSHIP ON TABLE SNOWALERT.DATA.STRAY_CONNECTION TO ROLE SNOWCENSUS_OWNER COPY CURRENT GRANTS',
    );
    await account.setup('--part', 'schema');
    const columns = await account.admin.query('SHOW COLUMNS IN TABLE SNOWALERT.DATA.STRAY_CONNECTION');
    expect(columns.length).toBeGreaterThan(9);
  });

  test('lets the loader write what is ours and the connections, not what others make in the schema', async () => {
    await owner(
      'CREATE TABLE NOTES (TEXT VARCHAR)',
      'CREATE TABLE LATER_CONNECTION (RAW VARIANT)',
      'CREATE TABLE OLD_NOTES (TEXT VARCHAR)',
      // As earlier versions granted it.
      'GRANT SELECT, INSERT, DELETE ON TABLE OLD_NOTES TO ROLE SNOWCENSUS_LOADER',
    );
    const holds = async (table: string) => {
      const grants = await account.admin.query<Record<string, string>>(`SHOW GRANTS ON TABLE ${table}`);
      return grants.filter((row) => row.grantee_name === 'SNOWCENSUS_LOADER').map((row) => row.privilege);
    };
    expect(await holds('NOTES')).toEqual([]);
    expect(await holds('LATER_CONNECTION')).toEqual([]);
    const { code, stderr } = await runConnector(account.sandbox.adminEnv, ['setup', '--part', 'schema']);
    expect(code).toBe(0);
    expect(new Set(await holds('LATER_CONNECTION'))).toEqual(new Set(['SELECT', 'INSERT', 'DELETE']));
    expect(await holds('NOTES')).toEqual([]);
    expect(stderr).toMatch(/the loader may change tables that are not of snowcensus.*OLD_NOTES/);
    expect(stderr).not.toMatch(/[" ]NOTES/);
  });

  test('loses the grants on future tables that earlier versions gave', async () => {
    const future = async () =>
      (await account.admin.query<Record<string, string>>('SHOW FUTURE GRANTS IN SCHEMA SNOWALERT.DATA'))
        .filter(({ name = '' }) => name.endsWith('<TABLE>'))
        .map(({ privilege }) => privilege);
    await account.admin.query('USE ROLE ACCOUNTADMIN');
    await account.admin.query(
      'GRANT SELECT, INSERT, DELETE ON FUTURE TABLES IN SCHEMA SNOWALERT.DATA TO ROLE SNOWCENSUS_LOADER',
    );
    expect((await future()).length).toBe(3);
    const { stderr } = await runConnector(account.sandbox.adminEnv, ['setup', '--part', 'schema']);
    expect(stderr).toMatch(
      /future grants of an earlier version.*SELECT ON FUTURE TABLES TO SNOWCENSUS_LOADER/s,
    );
    await account.setup('--part', 'account');
    expect(await future()).toEqual([]);
  });

  test('is refused when it is newer than the program', async () => {
    await owner("COMMENT ON VIEW CONNECTOR_SCHEMA IS 'Version 99 of the schema of snowcensus.'");
    account.changes();
    const { code, stderr } = await account.setupWith(account.sandbox.adminEnv, '--part', 'schema');
    expect(code).toBe(1);
    expect(stderr).toContain(`the schema has version 99, and this program knows ${SCHEMA_VERSION} at most`);
    expect(account.changes()).toEqual([]);
  });
});

describe('what is printed', () => {
  test('is in two parts, for two people', async () => {
    const { stdout: accounts } = await account.setupWith({}, '--print', '--part', 'account');
    const { stdout: schema } = await account.setupWith({}, '--print', '--part', 'schema');
    expect(accounts).not.toMatch(/CREATE (OR REPLACE )?(TABLE|VIEW|STAGE)/);
    expect(new Set(schema.match(/^USE ROLE .*$/gm))).toEqual(new Set(['USE ROLE "SNOWCENSUS_OWNER";']));
  });
});

describe('what the flags say', () => {
  test.each([
    [['--part', 'all'], '--part takes account or schema, not all'],
    [['--auth', 'password'], '--auth takes key-pair, workload-identity, oauth, pat, not password'],
    [['--auth', 'key-pair'], 'this method needs --public-key-file'],
    [['--aws-role-arn', 'x'], '--aws-role-arn goes with --auth workload-identity'],
    [['--auth', 'workload-identity', '--aws-role-arn', 'x'], 'takes the ARN of an IAM role or user, not x'],
    [['--authentication-policy'], '--authentication-policy needs --auth'],
    [['--credit-quota', 'many'], '--credit-quota takes a whole number of credits, not many'],
    [['--auth', 'key-pair', '--public-key-file', '/nowhere'], 'the public key cannot be read (/nowhere)'],
    [
      ['--auth', 'key-pair', '--public-key-file', join(import.meta.dirname, '..', '..', 'package.json')],
      'this is no RSA public key in PEM form',
    ],
  ])('%j is refused: %s', async (args, message) => {
    const { code, stderr } = await account.setupWith({}, '--print', ...args);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(message) as string });
  });
});

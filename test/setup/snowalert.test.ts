import { afterAll, beforeAll, expect, test } from 'vitest';
import { setup } from '../../src/commands/setup.ts';
import { runCommand } from '../commands/in-process.ts';
import { type Client, openClient } from '../installation/client.ts';
import { runConnector } from '../installation/connector.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';

const CONNECTION = 'AWS_ACCOUNTS_DEFAULT_CONNECTION';

let sandbox: PreparedSandbox;
let client: Client;

/** A schema as SnowAlert's installer and connectors leave it, with what they wrote. */
beforeAll(async () => {
  sandbox = await startPreparedSandbox({ accounts: 4, objects: false, quotas: 20 });
  client = await openClient(sandbox);
  const { entry } = sandbox.world;
  for (const sql of [
    'USE ROLE SYSADMIN',
    "CREATE WAREHOUSE SNOWALERT_WAREHOUSE WAREHOUSE_SIZE = 'XSMALL' AUTO_SUSPEND = 60",
    'CREATE DATABASE SNOWALERT',
    'USE ROLE ACCOUNTADMIN',
    'CREATE ROLE SNOWALERT',
    'GRANT ROLE SNOWALERT TO ROLE ACCOUNTADMIN',
    'GRANT ALL PRIVILEGES ON DATABASE SNOWALERT TO ROLE SNOWALERT',
    'GRANT ALL PRIVILEGES ON WAREHOUSE SNOWALERT_WAREHOUSE TO ROLE SNOWALERT',
    // What people have of the database's future tables and views, which future grants of a schema would switch off in it.
    'CREATE ROLE ANALYST',
    'CREATE ROLE VIEWER',
    'GRANT SELECT ON FUTURE TABLES IN DATABASE SNOWALERT TO ROLE ANALYST',
    'GRANT SELECT ON FUTURE VIEWS IN DATABASE SNOWALERT TO ROLE VIEWER',
    'USE ROLE SNOWALERT',
    'USE WAREHOUSE SNOWALERT_WAREHOUSE',
    'CREATE SCHEMA SNOWALERT.RESULTS',
    'CREATE TABLE results.ingestion_metadata (event_time TIMESTAMP_LTZ, v VARIANT)',
    'CREATE SCHEMA SNOWALERT.DATA',
    `CREATE TABLE ${CONNECTION} (raw VARIANT, created_at TIMESTAMP_LTZ, arn STRING(100), email STRING(100),
      account_id STRING(25), joined_method STRING(50), joined_timestamp TIMESTAMP_LTZ, account_alias STRING(100),
      status STRING(50)) COMMENT = '---
destination_role_arn: ${entry.organizationRoleArn}
destination_role_external_id: ${entry.externalId}
module: aws_accounts
source_role_arn: ${entry.sourceRoleArn}
'`,
    `INSERT INTO ${CONNECTION} (created_at, account_id, status) VALUES
      ('2024-01-01 00:00:00 +0000', '000000000001', 'ACTIVE'), ('2024-01-01 00:00:00 +0000', '000000000002', 'SUSPENDED')`,
    'CREATE TABLE aws_accounts_information (snapshot_at TIMESTAMP_LTZ, run_id VARCHAR(100), account_id VARCHAR(100))',
    "INSERT INTO aws_accounts_information VALUES ('2024-01-01 00:00:00 +0000', 'r', '000000000001')",
  ])
    await client.query(sql);
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
});

const setUp = (...args: readonly string[]) =>
  runCommand(setup, sandbox.adminEnv, [
    '--auth',
    'key-pair',
    '--public-key-file',
    sandbox.publicKeyFile,
    ...args,
  ]);

test('a schema of another role is left alone, and it says whose name to give', async () => {
  const { code, stderr } = await setUp();
  expect(code).toBe(1);
  expect(stderr).toContain('the schema belongs to the role SNOWALERT (SNOWALERT.DATA)');
  expect(await client.query('SHOW STAGES IN SCHEMA SNOWALERT.DATA')).toEqual([]);
});

test('a SnowAlert schema is adopted in place, every row kept, and its connection runs', async () => {
  expect(await setUp('--owner-role', 'SNOWALERT')).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^next: snowcensus connections add AWS_ACCOUNTS /),
    stderr: '',
  });
  const rows = `SELECT ACCOUNT_ID, STATUS FROM ${CONNECTION} WHERE RUN_ID IS NULL ORDER BY 1`;
  const kept = [
    { ACCOUNT_ID: '000000000001', STATUS: 'ACTIVE' },
    { ACCOUNT_ID: '000000000002', STATUS: 'SUSPENDED' },
  ];
  expect(await client.query(rows)).toEqual(kept);
  const columns = await client.query<{ column_name: string }>(`SHOW COLUMNS IN TABLE ${CONNECTION}`);
  expect(columns.slice(0, 9).map(({ column_name }) => column_name)).toEqual([
    ...[
      'RAW',
      'CREATED_AT',
      'ARN',
      'EMAIL',
      'ACCOUNT_ID',
      'JOINED_METHOD',
      'JOINED_TIMESTAMP',
      'ACCOUNT_ALIAS',
    ],
    'STATUS',
  ]);

  const { code, stderr } = await runConnector(sandbox.env, ['run', CONNECTION]);
  expect(code, stderr).toBe(0);
  expect(await client.query(rows)).toEqual(kept);
  const both = `FROM AWS_ACCOUNTS a JOIN ${CONNECTION} c ON c.ACCOUNT_ID = a.ACCOUNT_ID AND c.RUN_ID = a.RUN_ID`;
  expect(await client.query(`SELECT COUNT(*) AS N ${both}`)).toEqual([{ N: 4 }]);
  expect(await client.query('SELECT COUNT(*) AS N FROM aws_accounts_information')).toEqual([{ N: 1 }]);
});

test('who sees what is made in the database goes on to see what is made in the adopted schema, by us and by others', async () => {
  for (const sql of [
    'USE ROLE SNOWALERT',
    'CREATE TABLE SNOWALERT.DATA.LATER (A INT)',
    'CREATE VIEW SNOWALERT.DATA.LATER_SEEN AS SELECT A FROM SNOWALERT.DATA.LATER',
  ])
    await client.query(sql);
  const readers = async (kind: string, name: string) =>
    (await client.query<Record<string, string>>(`SHOW GRANTS ON ${kind} SNOWALERT.DATA.${name}`))
      .filter(({ privilege }) => privilege === 'SELECT')
      .map((row) => row.grantee_name)
      .sort();
  expect(await readers('TABLE', 'LATER')).toEqual(['ANALYST']);
  expect(await readers('VIEW', 'LATER_SEEN')).toEqual(['VIEWER']);
  expect(await readers('TABLE', 'CONNECTOR_RUNS')).toEqual(['ANALYST', 'SNOWCENSUS_LOADER']);
  expect(await readers('VIEW', 'AWS_ACCOUNTS')).toEqual(['SNOWCENSUS_READER', 'VIEWER']);
  await client.query('USE ROLE ACCOUNTADMIN');
  expect(await client.query('SHOW FUTURE GRANTS IN SCHEMA SNOWALERT.DATA')).toEqual([]);
});

test('what read SnowAlert’s ingestion metadata finds runs in that shape', async () => {
  const rows = await client.query<Record<string, unknown>>(
    `SELECT V:TYPE::STRING AS TYPE, V:LANDING_TABLE::STRING AS LANDING_TABLE, V:RUN_ID IS NOT NULL AS HAS_RUN,
       V:END_TIME::TIMESTAMP_NTZ IS NOT NULL AS HAS_ENDED, V:INGEST_COUNT::NUMBER > 0 AS HAS_ROWS, V:ERROR IS NULL AS IS_WELL
     FROM INGESTION_METADATA ORDER BY HAS_ENDED`,
  );
  const run = { TYPE: 'aws_accounts', LANDING_TABLE: CONNECTION, HAS_RUN: true, IS_WELL: true };
  expect(rows).toEqual([
    { ...run, HAS_ENDED: false, HAS_ROWS: null },
    { ...run, HAS_ENDED: true, HAS_ROWS: true },
  ]);
});

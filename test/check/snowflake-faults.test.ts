import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Step } from '../../src/check/finding.ts';
import { SERVICE } from '../sandbox/bootstrap.ts';
import { startConnector } from '../sandbox/connector.ts';
import { ACCOUNTS, type Checkable, type Env, INVENTORY, startCheckable } from './checking.ts';

/** The role that runs have: what it may do is what `setup` grants, and nothing else. */
const LOADER = SERVICE.roles.loader;

let checkable: Checkable;
let loader: Env;
beforeAll(async () => {
  checkable = await startCheckable();
  loader = { ...checkable.env, SNOWFLAKE_ROLE: LOADER };
  await sql('USE ROLE ACCOUNTADMIN');
}, 60_000);
afterEach(() => checkable.restore());
afterAll(() => checkable.close());

async function sql(...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await checkable.installation.client.query(statement);
}

interface Fault {
  readonly fault: string;
  /** Statements of an administrator. */
  readonly sql?: readonly string[];
  readonly plant?: (checkable: Checkable) => void;
  readonly env?: (env: Env) => Env | Promise<Env>;
  /** ACCOUNTS unless said. */
  readonly connection?: string | ((checkable: Checkable) => readonly string[]);
  readonly step: Step;
  readonly code: string;
  /** In Snowflake's own words. */
  readonly said: RegExp;
  readonly cause?: RegExp;
  readonly fix: RegExp;
}

const POLICIES = 'AWS_ORGANIZATIONS_POLICIES_SNAPSHOTS';

const FAULTS: readonly Fault[] = [
  {
    fault: 'there is no such account',
    env: (env) => ({ ...env, SNOWFLAKE_ACCOUNT: 'NOSUCH' }),
    step: 'snowflake_login',
    code: '401002',
    said: /Request to Snowflake failed/,
    cause: /there is no Snowflake account NOSUCH at/,
    fix: /Set SNOWFLAKE_ACCOUNT to/,
  },
  {
    fault: 'the user is misspelt',
    env: (env) => ({ ...env, SNOWFLAKE_USER: 'NOBODY' }),
    step: 'snowflake_login',
    code: '390144',
    said: /JWT token is invalid/,
    cause: /does not accept this private key for NOBODY/,
    fix: /RSA_PUBLIC_KEY_FP/,
  },
  {
    fault: 'the key is not the user’s',
    async env(env) {
      const file = join(checkable.installation.sandbox.directory, 'another.p8');
      const { privateKey } = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      });
      await writeFile(file, privateKey);
      return { ...env, SNOWFLAKE_PRIVATE_KEY_FILE: file };
    },
    step: 'snowflake_login',
    code: '390144',
    said: /JWT token is invalid/,
    cause: /does not accept this private key for SNOWCENSUS/,
    fix: /this key's SHA256:/,
  },
  {
    fault: 'the role does not exist',
    env: (env) => ({ ...env, SNOWFLAKE_ROLE: 'NOSUCH' }),
    step: 'snowflake_role',
    code: '390189',
    said: /NOSUCH/,
    cause: /the role NOSUCH does not exist, or SNOWCENSUS does not have it/,
    fix: /GRANT ROLE NOSUCH TO USER SNOWCENSUS/,
  },
  {
    fault: 'the role may not use the warehouse',
    sql: ['REVOKE USAGE ON WAREHOUSE SNOWCENSUS_WH FROM ROLE SNOWCENSUS_LOADER'],
    step: 'snowflake_warehouse',
    code: 'no_warehouse',
    said: /CURRENT_WAREHOUSE\(\) is NULL/,
    cause: /role "SNOWCENSUS_LOADER" may not use it/,
    fix: /GRANT USAGE ON WAREHOUSE SNOWCENSUS_WH TO ROLE "SNOWCENSUS_LOADER"/,
  },
  {
    fault: 'the warehouse has run out of credits',
    plant: ({ installation }) =>
      installation.sandbox.snowflake.faults.add(
        { sql: /INSERT INTO .* WHERE 1 = 0/, times: 99 },
        {
          error: {
            code: '090073',
            sqlState: '57014',
            message:
              "Warehouse 'SNOWCENSUS_WH' cannot be resumed because resource monitor 'M' has exceeded its quota.",
          },
        },
      ),
    step: 'snowflake_warehouse',
    code: 'warehouse_unusable',
    said: /090073: Warehouse 'SNOWCENSUS_WH' cannot be resumed/,
    cause: /out of credits/,
    fix: /resource monitor/,
  },
  {
    fault: 'the role may not use the database',
    sql: ['REVOKE USAGE ON DATABASE SNOWALERT FROM ROLE SNOWCENSUS_LOADER'],
    step: 'schema',
    code: 'schema_out_of_reach',
    said: /Database 'SNOWALERT' does not exist or not authorized/,
    cause: /Snowflake does not say which/,
    fix: /GRANT USAGE ON DATABASE "SNOWALERT" TO ROLE "SNOWCENSUS_LOADER"/,
  },
  {
    fault: 'there is no such connection',
    connection: 'AWS_ACOUNTS_TEST',
    step: 'connection',
    code: 'misconfigured',
    said: /there is no connection AWS_ACOUNTS_TEST_CONNECTION/,
    fix: /use AWS_ACCOUNTS_TEST_CONNECTION/,
  },
  {
    fault: 'the options are wrong',
    connection: () => ['module: aws_inventory', 'regions: [mars-1]'],
    step: 'connection',
    code: 'misconfigured',
    said: /"mars-1" is not an AWS region/,
    fix: /ALTER TABLE CHECKED_CONNECTION SET COMMENT/,
  },
  {
    fault: 'a table of this version is not there, or not for this role',
    sql: [`REVOKE ALL PRIVILEGES ON TABLE ${POLICIES} FROM ROLE SNOWCENSUS_LOADER`],
    step: 'schema',
    code: 'schema_not_set_up',
    said: /table AWS_ORGANIZATIONS_POLICIES_SNAPSHOTS is missing/,
    cause: /or role "SNOWCENSUS_LOADER" may not see them/,
    fix: /snowcensus setup/,
  },
  {
    fault: 'the role may not load a table',
    sql: [`REVOKE INSERT ON TABLE ${POLICIES} FROM ROLE SNOWCENSUS_LOADER`],
    step: 'grants',
    code: 'grant_missing',
    said: /003001: .*Insufficient privileges to operate on table 'AWS_ORGANIZATIONS_POLICIES_SNAPSHOTS'/s,
    cause: /Role "SNOWCENSUS_LOADER" may not INSERT there/,
    fix: /^GRANT INSERT ON TABLE "SNOWALERT"."DATA"."AWS_ORGANIZATIONS_POLICIES_SNAPSHOTS" TO ROLE "SNOWCENSUS_LOADER";/,
  },
  {
    fault: 'the role may not clear up after a run that died',
    sql: ['REVOKE DELETE ON TABLE CONNECTOR_COVERAGE FROM ROLE SNOWCENSUS_LOADER'],
    step: 'grants',
    code: 'grant_missing',
    said: /Insufficient privileges to operate on table 'CONNECTOR_COVERAGE'/,
    cause: /may not DELETE there/,
    fix: /^GRANT SELECT, DELETE ON TABLE "SNOWALERT"."DATA"."CONNECTOR_COVERAGE"/,
  },
  {
    fault: 'the role may not end a run',
    sql: ['REVOKE UPDATE ON TABLE CONNECTOR_RUNS FROM ROLE SNOWCENSUS_LOADER'],
    step: 'grants',
    code: 'grant_missing',
    said: /Insufficient privileges to operate on table 'CONNECTOR_RUNS'/,
    cause: /may not UPDATE there/,
    fix: /^GRANT SELECT, UPDATE ON TABLE "SNOWALERT"."DATA"."CONNECTOR_RUNS"/,
  },
  {
    fault: 'the role may not write to the stage',
    sql: [
      'REVOKE WRITE ON STAGE SNOWALERT.DATA.SNOWCENSUS_STAGE FROM ROLE SNOWCENSUS_LOADER',
      'REVOKE READ ON STAGE SNOWALERT.DATA.SNOWCENSUS_STAGE FROM ROLE SNOWCENSUS_LOADER',
    ],
    step: 'stage_put',
    code: 'stage_out_of_reach',
    said: /Stage 'SNOWALERT.DATA.SNOWCENSUS_STAGE' does not exist or not authorized/,
    cause: /The stage does not exist, or role "SNOWCENSUS_LOADER" may not use it/,
    fix: /GRANT READ, WRITE ON STAGE "SNOWALERT"."DATA"."SNOWCENSUS_STAGE" TO ROLE "SNOWCENSUS_LOADER"/,
  },
  {
    fault: 'the storage behind the stage does not let us in',
    plant: ({ installation }) =>
      installation.sandbox.snowflake.faults.add({ kind: 'storage-put', times: 99 }, 'storage-403'),
    step: 'stage_put',
    code: 'stage_storage_refused',
    said: /./,
    cause: /storage behind its stage refused it/,
    fix: /SYSTEM\$ALLOWLIST/,
  },
  {
    fault: 'the disk does not take parts',
    env: (env) => ({
      ...env,
      SNOWCENSUS_SPOOL_DIRECTORY: join(env.SNOWFLAKE_PRIVATE_KEY_FILE ?? '', 'spool'),
    }),
    step: 'stage_put',
    code: 'spool_unusable',
    said: /ENOTDIR: .*service-user.p8/,
    cause: /directory does not take them/,
    fix: /SNOWCENSUS_SPOOL_DIRECTORY/,
  },
  {
    fault: 'what is on the stage cannot be loaded',
    plant: ({ installation }) =>
      installation.sandbox.snowflake.faults.add(
        { kind: 'copy', times: 99 },
        {
          error: {
            code: '003001',
            sqlState: '42501',
            message:
              "SQL access control error: Insufficient privileges to operate on stage 'SNOWCENSUS_STAGE'",
          },
        },
      ),
    step: 'copy',
    code: 'copy_refused',
    said: /Insufficient privileges to operate on stage/,
    cause: /could not be loaded into "SNOWALERT"."DATA"."CONNECTOR_COVERAGE"/,
    fix: /GRANT SELECT, INSERT ON TABLE/,
  },
  {
    fault: 'the accounts connection has never run',
    connection: () => [
      'module: aws_inventory',
      'destination_role_name: snowcensus-reader',
      'accounts_connection_name: NEVER_RUN',
    ],
    step: 'accounts_list',
    code: 'misconfigured',
    said: /the accounts connection NEVER_RUN_CONNECTION does not exist/,
    fix: /accounts_connection_name/,
  },
  {
    fault: 'every account is left out',
    connection: ({ world }) => [
      'module: aws_inventory',
      `source_role_arn: ${world.entry.sourceRoleArn}`,
      'destination_role_name: snowcensus-reader',
      `accounts_connection_name: ${ACCOUNTS}`,
      'include: {names: [nothing-is-called-so]}',
    ],
    step: 'accounts_list',
    code: 'nothing_to_read',
    said: /0 of 4 accounts are to be read/,
    cause: /left out/,
    fix: /include and exclude/,
  },
  {
    fault: 'a key that the connection names is not in the environment',
    connection: ({ world }) => [
      'module: aws_accounts',
      'access_key_id: env:NO_SUCH_KEY',
      'secret_access_key: env:NO_SUCH_SECRET',
      `destination_role_arn: ${world.entry.organizationRoleArn}`,
    ],
    step: 'process_credentials',
    code: 'misconfigured',
    said: /NO_SUCH_KEY/,
    fix: /./,
  },
];

/** What gives back what the statement took. */
function granted(statement: string): string {
  return statement
    .replace('ALL PRIVILEGES', 'SELECT, INSERT, DELETE')
    .replace(/^REVOKE (.*) FROM ROLE/, 'GRANT $1 TO ROLE');
}

test.each(FAULTS)(
  '$fault',
  async ({ sql: statements, plant, env, connection, step, code, said, cause, fix }) => {
    const name =
      typeof connection === 'function' ? await checkable.connect(...connection(checkable)) : connection;
    await sql(...(statements ?? []));
    plant?.(checkable);
    const given = (await env?.(loader)) ?? loader;
    const checked = await checkable.checkWith(given, name ?? ACCOUNTS);
    await sql(...(statements ?? []).map(granted).toReversed());
    expect(checked.stderr).toBe('');
    expect(checked.findings.filter(({ status }) => status === 'failed')).toEqual([
      {
        step,
        status: 'failed',
        code,
        message: expect.stringMatching(said) as string,
        ...(cause ? { cause: expect.stringMatching(cause) as string } : {}),
        fix: expect.stringMatching(fix) as string,
      },
    ]);
    expect(checked.code).toBe(1);
  },
);

test('is all well for a role that may do no more than a run does, and leaves nothing behind', async () => {
  const { client } = checkable.installation;
  const { code, findings } = await checkable.checkWith(loader, ACCOUNTS);
  expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(code).toBe(0);
  expect(await client.query('LIST @SNOWCENSUS_STAGE')).toEqual([]);
  expect(
    await client.query("SELECT COUNT(*) AS N FROM CONNECTOR_COVERAGE WHERE COLLECTOR = 'check'"),
  ).toEqual([{ N: 0 }]);
});

test('leaves nothing behind when it is interrupted before the COPY', async () => {
  const { client, sandbox } = checkable.installation;
  const pause = sandbox.snowflake.faults.pauseBefore(({ kind }) => kind === 'copy');
  const { child, ended } = startConnector(loader, ['check', ACCOUNTS]);
  await pause.reached;
  expect(await client.query('LIST @SNOWCENSUS_STAGE')).toHaveLength(1);
  child.kill('SIGINT');
  pause.release();
  expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining('SIGINT') as string });
  expect(await client.query('LIST @SNOWCENSUS_STAGE')).toEqual([]);
  expect(
    await client.query("SELECT COUNT(*) AS N FROM CONNECTOR_COVERAGE WHERE COLLECTOR = 'check'"),
  ).toEqual([{ N: 0 }]);
});

test('warns of columns that a run of this role could not add', async () => {
  await sql(`ALTER TABLE ${INVENTORY} DROP COLUMN REASON`);
  const { code, findings } = await checkable.checkWith(loader, INVENTORY);
  expect(findings.filter(({ status }) => status !== 'ok')).toMatchObject([
    {
      step: 'schema',
      status: 'warning',
      code: 'connection_columns_missing',
      fix: expect.stringContaining('"SNOWCENSUS_OWNER"') as string,
    },
  ]);
  expect(code).toBe(0);
});

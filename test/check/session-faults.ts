import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ACCOUNTS } from './checking.ts';
import type { SnowflakeFault } from './snowflake-fault.ts';

/** Of logging in, of the session and of finding the connection. */
export const SESSION_FAULTS: readonly SnowflakeFault[] = [
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
      const file = join(dirname(env.SNOWFLAKE_PRIVATE_KEY_FILE ?? ''), 'another.p8');
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

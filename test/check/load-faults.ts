import { join } from 'node:path';
import type { SnowflakeFault } from './snowflake-fault.ts';

const POLICIES = 'AWS_ORGANIZATIONS_POLICIES_SNAPSHOTS';

/** Of tables, stage and disk. */
export const LOAD_FAULTS: readonly SnowflakeFault[] = [
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
    sql: ['REVOKE DELETE ON TABLE CONNECTOR_OUTCOMES FROM ROLE SNOWCENSUS_LOADER'],
    step: 'grants',
    code: 'grant_missing',
    said: /Insufficient privileges to operate on table 'CONNECTOR_OUTCOMES'/,
    cause: /may not DELETE there/,
    fix: /^GRANT SELECT, DELETE ON TABLE "SNOWALERT"."DATA"."CONNECTOR_OUTCOMES"/,
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
    cause: /could not be loaded into "SNOWALERT"."DATA"."CONNECTOR_OUTCOMES"/,
    fix: /GRANT SELECT, INSERT ON TABLE/,
  },
];

import type { Cause } from '../finding.ts';

const SETUP =
  '`snowcensus setup` makes all objects, roles and grants; `snowcensus setup --print` shows them.';

/** Causes and remedies of Snowflake's refusals after the login, by our codes. Names in braces are filled in. */
export const SNOWFLAKE_CAUSES = {
  no_role: {
    cause:
      'The session has no role, so it may do nothing: the user has no default role, and none is asked for.',
    fix: 'Set SNOWFLAKE_ROLE to the loader role that `snowcensus setup` made.',
  },
  no_warehouse: {
    cause:
      'The session has no warehouse, and Snowflake lets one log in all the same: {warehouse} does not exist, role {role} may not use it, or none is named.',
    fix: 'Set SNOWFLAKE_WAREHOUSE, and run: GRANT USAGE ON WAREHOUSE {warehouse} TO ROLE {role};',
  },
  warehouse_unusable: {
    cause:
      'The warehouse {warehouse} does not run statements of role {role}: suspended without auto-resume, out of credits, or not granted.',
    fix: 'ALTER WAREHOUSE {warehouse} SET AUTO_RESUME = TRUE; GRANT USAGE ON WAREHOUSE {warehouse} TO ROLE {role}; and look at its resource monitor.',
  },
  schema_out_of_reach: {
    cause: 'Database or schema do not exist, or role {role} may not use them; Snowflake does not say which.',
    fix: `GRANT USAGE ON DATABASE {database} TO ROLE {role}; GRANT USAGE ON SCHEMA {schema} TO ROLE {role}; ${SETUP}`,
  },
  schema_not_set_up: {
    cause:
      'Tables of this version are missing, or role {role} may not see them; Snowflake does not say which.',
    fix: 'Run `snowcensus setup` with a role that owns the schema {schema}.',
  },
  connection_columns_missing: {
    cause:
      'A run adds columns that its connection table lacks, and only the owner of the table, {owner}, may do so.',
    fix: 'Run `snowcensus setup` with a role that has {owner}: it adds them to every connection.',
  },
  grant_missing: {
    cause: 'Role {role} may not {use} there, which a run needs.',
    fix: `{grants} ${SETUP}`,
  },
  list_out_of_date: {
    cause: 'The accounts connection could not read its list whole the last time.',
    fix: 'Check and run that connection: `snowcensus check {list}`.',
  },
  stage_out_of_reach: {
    cause: 'The stage does not exist, or role {role} may not use it; Snowflake does not say which.',
    fix: `GRANT READ, WRITE ON STAGE {stage} TO ROLE {role}; ${SETUP}`,
  },
  stage_storage_refused: {
    cause: 'Snowflake allowed the upload; the storage behind its stage refused it or was not reached.',
    fix: 'Allow HTTPS from here to the hosts of type STAGE in SELECT SYSTEM$ALLOWLIST(), through every proxy and private link.',
  },
  spool_unusable: {
    cause:
      'Parts are written to disk before they are put on the stage, and the directory does not take them.',
    fix: 'Give SNOWCENSUS_SPOOL_DIRECTORY a directory that this process may write to, with room.',
  },
  copy_refused: {
    cause: 'What was put on the stage could not be loaded into {table}.',
    fix: `GRANT SELECT, INSERT ON TABLE {table} TO ROLE {role}; GRANT READ ON STAGE {stage} TO ROLE {role}; ${SETUP}`,
  },
  left_behind: {
    cause: 'Something of this check could not be taken away.',
    fix: 'REMOVE {stage} PATTERN = {pattern}; DELETE FROM {table} WHERE RUN_ID = {run};',
  },
} as const satisfies Readonly<Record<string, Cause>>;

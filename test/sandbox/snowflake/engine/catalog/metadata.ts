import { DROPPED_TABLES } from './dropped-tables.ts';

/**
 * What Snowflake knows about an object and DuckDB does not, kept in an own DuckDB schema beside the data, so
 * that it commits, rolls back and persists with it. Snowflake's `DB.SCHEMA` is the DuckDB schema named
 * `DB.SCHEMA`; `sandbox` has no dot and can never be one of them.
 *
 * `tables.id` names one incarnation of a table or view: `CREATE OR REPLACE` gives a new one, and with it an
 * empty load history and an empty table stage. Times are instants. Names are stored as Snowflake stores them.
 */
export const METADATA_TABLES: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS sandbox`,
  `CREATE SEQUENCE IF NOT EXISTS sandbox.ids`,
  `CREATE TABLE IF NOT EXISTS sandbox.databases (
    name VARCHAR NOT NULL, created_on TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL, comment VARCHAR NOT NULL,
    transient BOOLEAN NOT NULL, retention_time INTEGER NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS sandbox.schemas (
    database_name VARCHAR NOT NULL, name VARCHAR NOT NULL, created_on TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL,
    comment VARCHAR NOT NULL, transient BOOLEAN NOT NULL, managed_access BOOLEAN NOT NULL,
    retention_time INTEGER NOT NULL)`,
  // kind: TABLE or VIEW; persistence: PERMANENT, TRANSIENT or TEMPORARY, which has a session; definition: the text of a view;
  // query: what it reads in DuckDB's SQL.
  `CREATE TABLE IF NOT EXISTS sandbox.tables (
    id VARCHAR NOT NULL, database_name VARCHAR NOT NULL, schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, persistence VARCHAR NOT NULL, created_on TIMESTAMPTZ NOT NULL,
    last_altered TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL, comment VARCHAR NOT NULL,
    cluster_by VARCHAR NOT NULL, retention_time INTEGER NOT NULL, definition VARCHAR, secure BOOLEAN NOT NULL,
    session VARCHAR, query VARCHAR)`,
  // A temporary table is there for its session alone.
  `CREATE OR REPLACE VIEW sandbox.seen_tables AS
   SELECT * FROM sandbox.tables WHERE session IS NULL OR session = getvariable('CURRENT_SESSION')`,
  DROPPED_TABLES,
  // data_type: Snowflake's own words, complete: NUMBER(38,0), VARCHAR(16777216), TIMESTAMP_LTZ(9), VARIANT.
  `CREATE TABLE IF NOT EXISTS sandbox.columns (
    table_id VARCHAR NOT NULL, name VARCHAR NOT NULL, position INTEGER NOT NULL, data_type VARCHAR NOT NULL,
    nullable BOOLEAN NOT NULL, default_text VARCHAR, comment VARCHAR)`,
  // file_format: JSON object of upper-case option names, as written in FILE_FORMAT = (…); {} when none was given.
  `CREATE TABLE IF NOT EXISTS sandbox.stages (
    id VARCHAR NOT NULL, database_name VARCHAR NOT NULL, schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL,
    created_on TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL, comment VARCHAR NOT NULL,
    directory_enabled BOOLEAN NOT NULL, file_format VARCHAR NOT NULL)`,
  // options: JSON object of upper-case option names and their values, TYPE included.
  `CREATE TABLE IF NOT EXISTS sandbox.file_formats (
    database_name VARCHAR NOT NULL, schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL,
    created_on TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL, comment VARCHAR NOT NULL, options VARCHAR NOT NULL)`,
  // status: LOADED, LOAD_FAILED or PARTIALLY_LOADED. file_name: as INFORMATION_SCHEMA.LOAD_HISTORY shows it.
  `CREATE TABLE IF NOT EXISTS sandbox.load_history (
    table_id VARCHAR NOT NULL, stage_id VARCHAR NOT NULL, stage_file VARCHAR NOT NULL, etag VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL, last_load_time TIMESTAMPTZ NOT NULL, status VARCHAR NOT NULL,
    row_count BIGINT NOT NULL, row_parsed BIGINT NOT NULL, first_error_message VARCHAR,
    first_error_line_number BIGINT, first_error_character_position BIGINT, first_error_col_name VARCHAR,
    error_count BIGINT NOT NULL, error_limit BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS sandbox.warehouses (
    name VARCHAR NOT NULL, created_on TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL, comment VARCHAR NOT NULL,
    size VARCHAR NOT NULL, auto_suspend INTEGER, auto_resume BOOLEAN NOT NULL, resource_monitor VARCHAR)`,
  `CREATE TABLE IF NOT EXISTS sandbox.roles (
    name VARCHAR NOT NULL, created_on TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL, comment VARCHAR NOT NULL)`,
  // properties: JSON object of upper-case property names and their values (TYPE, DEFAULT_ROLE, RSA_PUBLIC_KEY, …).
  `CREATE TABLE IF NOT EXISTS sandbox.users (
    name VARCHAR NOT NULL, created_on TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL, comment VARCHAR NOT NULL,
    properties VARCHAR NOT NULL)`,
  // granted_on and name say on what; for a future grant name is `DB.SCHEMA.<TABLE>`; grantee_kind: ROLE or USER.
  `CREATE TABLE IF NOT EXISTS sandbox.grants (
    created_on TIMESTAMPTZ NOT NULL, privilege VARCHAR NOT NULL, granted_on VARCHAR NOT NULL, name VARCHAR NOT NULL,
    grantee_kind VARCHAR NOT NULL, grantee VARCHAR NOT NULL, grant_option BOOLEAN NOT NULL,
    granted_by VARCHAR NOT NULL, future BOOLEAN NOT NULL)`,
  // Every other kind. name: the full one. properties: JSON object of upper-case property names and their values.
  `CREATE TABLE IF NOT EXISTS sandbox.objects (
    kind VARCHAR NOT NULL, name VARCHAR NOT NULL, created_on TIMESTAMPTZ NOT NULL, owner VARCHAR NOT NULL,
    comment VARCHAR NOT NULL, properties VARCHAR NOT NULL)`,
];

/** A name and value as every answer lists them. */
export interface SessionParameter {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** What Snowflake tells a client of an untouched session; drivers format dates and pace themselves by it. */
const defaults: Readonly<Record<string, string | number | boolean>> = {
  TIMEZONE: 'America/Los_Angeles',
  TIMESTAMP_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
  TIMESTAMP_NTZ_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3',
  TIMESTAMP_LTZ_OUTPUT_FORMAT: '',
  TIMESTAMP_TZ_OUTPUT_FORMAT: '',
  TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_NTZ',
  CLIENT_TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_LTZ',
  DATE_OUTPUT_FORMAT: 'YYYY-MM-DD',
  TIME_OUTPUT_FORMAT: 'HH24:MI:SS',
  BINARY_OUTPUT_FORMAT: 'HEX',
  AUTOCOMMIT: true,
  QUERY_RESULT_FORMAT: 'json',
  GO_QUERY_RESULT_FORMAT: 'json',
  JDBC_QUERY_RESULT_FORMAT: 'json',
  ODBC_QUERY_RESULT_FORMAT: 'json',
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: 'json',
  MULTI_STATEMENT_COUNT: 1,
  CLIENT_SESSION_KEEP_ALIVE: false,
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: 3600,
  CLIENT_TELEMETRY_ENABLED: false,
  CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED: false,
  CLIENT_RESULT_CHUNK_SIZE: 160,
  CLIENT_MEMORY_LIMIT: 1536,
  CLIENT_PREFETCH_THREADS: 4,
  CLIENT_RESULT_PREFETCH_THREADS: 1,
  CLIENT_RESULT_PREFETCH_SLOTS: 2,
  CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ: true,
  CLIENT_RESULT_COLUMN_CASE_INSENSITIVE: false,
  CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX: false,
  CLIENT_METADATA_USE_SESSION_DATABASE: false,
  // Above it drivers would send binds through a temporary stage, which is not spoken here.
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: 1_000_000,
  CLIENT_VALIDATE_DEFAULT_PARAMETERS: false,
  CLIENT_STORE_TEMPORARY_CREDENTIAL: false,
  CLIENT_REQUEST_MFA_TOKEN: false,
  CLIENT_CONSENT_CACHE_ID_TOKEN: false,
  CLIENT_DISABLE_INCIDENTS: true,
  CLIENT_ENABLE_LOG_INFO_STATEMENT_PARAMETERS: false,
  CLIENT_ENCRYPTION_KEY_SIZE: 128,
  CLIENT_FORCE_PROTECT_ID_TOKEN: true,
  JS_TREAT_INTEGER_AS_BIGINT: false,
  JDBC_RS_COLUMN_CASE_INSENSITIVE: false,
  JDBC_TREAT_DECIMAL_AS_INT: true,
  SNOWPARK_REQUEST_TIMEOUT_IN_SECONDS: 86400,
  ENABLE_STAGE_S3_PRIVATELINK_FOR_US_EAST_1: false,
  SERVICE_NAME: '',
};

/** The full list for a session: Snowflake's defaults, overlaid with what this session set. */
export function listParameters(own: ReadonlyMap<string, unknown>): readonly SessionParameter[] {
  return Object.entries(defaults).map(([name, value]) => ({ name, value: plain(own.get(name), value) }));
}

function plain(own: unknown, fallback: SessionParameter['value']): SessionParameter['value'] {
  if (typeof fallback === 'boolean' && own !== undefined) return String(own).toLowerCase() === 'true';
  if (typeof fallback === 'number' && own !== undefined) return Number(own);
  return typeof own === 'string' ? own : fallback;
}

/** Keeps up with an ALTER SESSION SET / UNSET that succeeded; any other statement changes nothing. */
export function followAlterSession(own: Map<string, unknown>, sqlText: string): void {
  const [, verb, assignments] = /^\s*alter\s+session\s+(set|unset)\s+([\s\S]*)$/i.exec(sqlText) ?? [];
  if (verb === undefined || assignments === undefined) return;
  if (verb.toLowerCase() === 'unset') {
    for (const name of assignments.split(/[\s,;]+/)) own.delete(name.toUpperCase());
    return;
  }
  for (const [, name = '', quoted, bare] of assignments.matchAll(
    /(\w+)\s*=\s*(?:'((?:[^'\\]|\\.|'')*)'|([^\s,;]+))/g,
  )) {
    own.set(name.toUpperCase(), quoted === undefined ? bare : quoted.replace(/''|\\(.)/g, (_, c = "'") => c));
  }
}

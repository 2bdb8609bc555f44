import { sqlError } from '../errors.ts';
import { quoteString } from '../syntax/tokens.ts';

interface Parameter {
  readonly value: string;
  readonly kind: 'STRING' | 'NUMBER' | 'BOOLEAN';
  readonly description: string;
}

const text = (value: string, description: string): Parameter => ({ value, kind: 'STRING', description });
const number = (value: string, description: string): Parameter => ({ value, kind: 'NUMBER', description });
const truth = (value: string, description: string): Parameter => ({ value, kind: 'BOOLEAN', description });

/** Session parameters with Snowflake's defaults (docs: parameters); any other name is refused. */
export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  ABORT_DETACHED_QUERY: truth('false', 'Abort a query when its client is gone'),
  AUTOCOMMIT: truth('true', 'Commit every statement outside of an explicit transaction'),
  BINARY_INPUT_FORMAT: text('HEX', 'Input format for binary'),
  BINARY_OUTPUT_FORMAT: text('HEX', 'Display format for binary'),
  CLIENT_MEMORY_LIMIT: number('1536', 'Memory of the client in MB'),
  CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX: truth('false', 'Search metadata in the current schema only'),
  CLIENT_PREFETCH_THREADS: number('4', 'Threads that fetch results'),
  CLIENT_RESULT_CHUNK_SIZE: number('160', 'Size of a result chunk in MB'),
  CLIENT_RESULT_COLUMN_CASE_INSENSITIVE: truth('false', 'Column names of results ignore case'),
  CLIENT_SESSION_CLONE: truth('false', 'Clone the session'),
  CLIENT_SESSION_KEEP_ALIVE: truth('false', 'Keep the session alive while the client is connected'),
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: number('3600', 'Seconds between heartbeats'),
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: number('65280', 'Binds from which on they travel by stage'),
  CLIENT_TELEMETRY_ENABLED: truth('true', 'Send telemetry'),
  CLIENT_TIMESTAMP_TYPE_MAPPING: text('TIMESTAMP_LTZ', 'Type of a bound timestamp'),
  DATE_INPUT_FORMAT: text('AUTO', 'Input format for date'),
  DATE_OUTPUT_FORMAT: text('YYYY-MM-DD', 'Display format for date'),
  ERROR_ON_NONDETERMINISTIC_MERGE: truth('true', 'Refuse a MERGE that joins a row twice'),
  ERROR_ON_NONDETERMINISTIC_UPDATE: truth('false', 'Refuse an UPDATE that joins a row twice'),
  GEOGRAPHY_OUTPUT_FORMAT: text('GeoJSON', 'Display format for geography'),
  JDBC_TREAT_DECIMAL_AS_INT: truth('true', 'NUMBER without scale is an integer'),
  JSON_INDENT: number('2', 'Indentation of JSON output'),
  JS_TREAT_INTEGER_AS_BIGINT: truth('false', 'Integers are BigInt in JavaScript'),
  LOCK_TIMEOUT: number('43200', 'Seconds to wait for a lock'),
  MULTI_STATEMENT_COUNT: number('1', 'Statements in one request'),
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: text('JSON', 'Result format for the Python connector'),
  QUERY_TAG: text('', 'Tag of the statements of the session'),
  QUOTED_IDENTIFIERS_IGNORE_CASE: truth('false', 'Quoted identifiers ignore case'),
  ROWS_PER_RESULTSET: number('0', 'Most rows of a result'),
  STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: number('0', 'Seconds a statement may wait in a queue'),
  STATEMENT_TIMEOUT_IN_SECONDS: number('172800', 'Seconds a statement may run'),
  STRICT_JSON_OUTPUT: truth('false', 'JSON output is strict'),
  TIMESTAMP_DAY_IS_ALWAYS_24H: truth('true', 'A day has 24 hours in timestamp arithmetic'),
  TIMESTAMP_INPUT_FORMAT: text('AUTO', 'Input format for timestamp'),
  TIMESTAMP_LTZ_OUTPUT_FORMAT: text('', 'Display format for TIMESTAMP_LTZ'),
  TIMESTAMP_NTZ_OUTPUT_FORMAT: text('YYYY-MM-DD HH24:MI:SS.FF3', 'Display format for TIMESTAMP_NTZ'),
  TIMESTAMP_OUTPUT_FORMAT: text('YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM', 'Display format for timestamps'),
  TIMESTAMP_TYPE_MAPPING: text('TIMESTAMP_NTZ', 'What TIMESTAMP means'),
  TIMESTAMP_TZ_OUTPUT_FORMAT: text('', 'Display format for TIMESTAMP_TZ'),
  TIMEZONE: text('America/Los_Angeles', 'Time zone of the session'),
  TIME_INPUT_FORMAT: text('AUTO', 'Input format for time'),
  TIME_OUTPUT_FORMAT: text('HH24:MI:SS', 'Display format for time'),
  TRANSACTION_ABORT_ON_ERROR: truth('false', 'Abort the transaction when a statement fails'),
  TRANSACTION_DEFAULT_ISOLATION_LEVEL: text('READ COMMITTED', 'Isolation of transactions'),
  TWO_DIGIT_CENTURY_START: number('1970', 'First year of two-digit years'),
  UNSUPPORTED_DDL_ACTION: text('ignore', 'What to do with unsupported values in DDL'),
  USE_CACHED_RESULT: truth('true', 'Reuse results'),
  WEEK_OF_YEAR_POLICY: number('0', 'How weeks of a year are counted'),
  WEEK_START: number('0', 'First day of a week'),
};

/** Those the sandbox acts on with one value only; another value would be obeyed in the cloud and not here. */
const FIXED = [
  'AUTOCOMMIT',
  'BINARY_OUTPUT_FORMAT',
  'DATE_OUTPUT_FORMAT',
  'QUOTED_IDENTIFIERS_IGNORE_CASE',
  'TIMESTAMP_TYPE_MAPPING',
  'WEEK_START',
  'WEEK_OF_YEAR_POLICY',
  'TIMESTAMP_INPUT_FORMAT',
  'TIMESTAMP_OUTPUT_FORMAT',
  'TIMESTAMP_NTZ_OUTPUT_FORMAT',
  'TRANSACTION_ABORT_ON_ERROR',
];

/** The value a parameter takes, checked; 000002-like refusals name the parameter and the value. */
export function checkedParameter(name: string, value: unknown): string {
  const parameter = PARAMETERS[name];
  if (parameter === undefined) throw sqlError('001420', '22023', `invalid parameter '${name}'`);
  const given = String(value);
  const wrong =
    (parameter.kind === 'NUMBER' && !/^\d+$/.test(given)) ||
    (parameter.kind === 'BOOLEAN' && !/^(true|false)$/i.test(given)) ||
    (name === 'TIMEZONE' && !isTimezone(given));
  if (wrong) throw sqlError('001008', '22023', `invalid value [${given}] for parameter '${name}'`);
  const settled = parameter.kind === 'BOOLEAN' ? given.toLowerCase() : given;
  if (FIXED.includes(name) && settled.toUpperCase() !== parameter.value.toUpperCase()) {
    throw sqlError(
      '001008',
      '22023',
      `the sandbox knows parameter '${name}' only as ${quoteString(parameter.value)}`,
    );
  }
  return settled;
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

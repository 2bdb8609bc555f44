import { PARAMETERS } from '../engine/session/parameters.ts';

/** A name and value as every answer lists them. */
export interface SessionParameter {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** What a login also tells a driver, beside the parameters a session can set. */
const clientParameters: Readonly<Record<string, SessionParameter['value']>> = {
  QUERY_RESULT_FORMAT: 'json',
  GO_QUERY_RESULT_FORMAT: 'json',
  JDBC_QUERY_RESULT_FORMAT: 'json',
  ODBC_QUERY_RESULT_FORMAT: 'json',
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: 'json',
  CLIENT_TELEMETRY_ENABLED: false,
  CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED: false,
  CLIENT_RESULT_PREFETCH_THREADS: 1,
  CLIENT_RESULT_PREFETCH_SLOTS: 2,
  CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ: true,
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
  JDBC_RS_COLUMN_CASE_INSENSITIVE: false,
  SNOWPARK_REQUEST_TIMEOUT_IN_SECONDS: 86_400,
  ENABLE_STAGE_S3_PRIVATELINK_FOR_US_EAST_1: false,
  SERVICE_NAME: '',
};

/** The full list for a session: Snowflake's defaults, overlaid with what this session set. */
export function listParameters(own: ReadonlyMap<string, unknown>): readonly SessionParameter[] {
  return Object.entries({ ...sessionDefaults(), ...clientParameters }).map(([name, value]) => ({
    name,
    value: typedLike(value, own.get(name)),
  }));
}

function sessionDefaults(): Record<string, SessionParameter['value']> {
  const typed = Object.entries(PARAMETERS).map(([name, { kind, value }]) => {
    if (kind === 'NUMBER') return [name, Number(value)];
    return [name, kind === 'BOOLEAN' ? value === 'true' : value];
  });
  return Object.fromEntries(typed) as Record<string, SessionParameter['value']>;
}

/** What a session set, in the type of the default: logins and ALTER SESSION write values in several ways. */
function typedLike(fallback: SessionParameter['value'], own: unknown): SessionParameter['value'] {
  if (own === undefined) return fallback;
  if (typeof fallback === 'boolean') return String(own).toLowerCase() === 'true';
  return typeof fallback === 'number' ? Number(own) : String(own);
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

import { z } from 'zod';
import { decodeRows, optionalText, textValue } from './decode.ts';
import { literal } from './identifiers.ts';

/** A session parameter with the value that every statement of ours is written for. */
export interface SessionParameter {
  readonly name: string;
  readonly value: string | number | boolean;
  /** Effect of another value, set for the account or the user, on our statements. */
  readonly otherwise: string;
}

/**
 * The parameters that change what our statements do or answer, with Snowflake's own defaults but for TIMEZONE: an
 * account or a user may have others. https://docs.snowflake.com/en/sql-reference/parameters
 */
const SESSION_PARAMETERS: readonly SessionParameter[] = [
  { name: 'AUTOCOMMIT', value: true, otherwise: 'what a run writes is rolled back when it logs out' },
  { name: 'TIMEZONE', value: 'UTC', otherwise: 'days and times without a zone are of another zone' },
  {
    name: 'TIMESTAMP_INPUT_FORMAT',
    value: 'AUTO',
    otherwise: 'instants in parts and binds are not understood',
  },
  { name: 'DATE_INPUT_FORMAT', value: 'AUTO', otherwise: 'dates in parts and binds are not understood' },
  { name: 'TIMESTAMP_TYPE_MAPPING', value: 'TIMESTAMP_NTZ', otherwise: 'TIMESTAMP is another type' },
  {
    name: 'QUOTED_IDENTIFIERS_IGNORE_CASE',
    value: false,
    otherwise: 'quoted names mean other objects and columns',
  },
  { name: 'ROWS_PER_RESULTSET', value: 0, otherwise: 'long answers, such as the accounts list, are cut' },
  { name: 'MULTI_STATEMENT_COUNT', value: 1, otherwise: 'one request may hold several statements' },
  {
    name: 'ERROR_ON_NONDETERMINISTIC_MERGE',
    value: true,
    otherwise: 'a MERGE that meets a row twice takes either',
  },
  {
    name: 'TRANSACTION_ABORT_ON_ERROR',
    value: false,
    otherwise: 'a refused statement takes its transaction with it unasked',
  },
  { name: 'STRICT_JSON_OUTPUT', value: false, otherwise: 'VARIANTs are answered in another spelling' },
  { name: 'JS_TREAT_INTEGER_AS_BIGINT', value: false, otherwise: 'counts arrive as another type' },
  { name: 'BINARY_OUTPUT_FORMAT', value: 'HEX', otherwise: 'hashes are spelled otherwise' },
];

/**
 * The statement that gives a session all of them, and lets Snowflake itself end what outlives our own deadline: a
 * cancel that is lost must not keep a warehouse awake. `deadlineSeconds` is that of a statement.
 */
export function setParameters(deadlineSeconds: number): string {
  const all = [
    ...SESSION_PARAMETERS,
    // A little later, so that the error a person reads is ours.
    { name: 'STATEMENT_TIMEOUT_IN_SECONDS', value: deadlineSeconds + 30 },
    { name: 'STATEMENT_QUEUED_TIMEOUT_IN_SECONDS', value: 0 },
    { name: 'LOCK_TIMEOUT', value: deadlineSeconds },
  ];
  return `ALTER SESSION SET ${all.map(({ name, value }) => `${name} = ${spelled(value)}`).join(' ')}`;
}

/** The statement that leaves a session with the defaults of its account and user. */
export function unsetParameters(): string {
  return `ALTER SESSION UNSET ${SESSION_PARAMETERS.map(({ name }) => name).join(', ')}`;
}

function spelled(value: string | number | boolean): string {
  return typeof value === 'string' ? literal(value) : String(value).toUpperCase();
}

/** A default of the account or the user that our statements would not have been written for. */
export interface OtherDefault extends SessionParameter {
  readonly found: string;
  /** ACCOUNT or USER; SESSION where the login itself set it. */
  readonly level: string;
}

const shownParameter = z.object({ key: textValue, value: textValue, level: optionalText });

/** Rows of SHOW PARAMETERS, of a session without changes of its own, that differ from our values. */
export function otherDefaults(rows: readonly Readonly<Record<string, unknown>>[]): readonly OtherDefault[] {
  const names = new Set<unknown>(SESSION_PARAMETERS.map(({ name }) => name));
  const ours = rows.filter(({ key }) => names.has(key));
  const shown = new Map(decodeRows(ours, shownParameter, 'SHOW PARAMETERS').map((row) => [row.key, row]));
  return SESSION_PARAMETERS.flatMap((parameter) => {
    const row = shown.get(parameter.name);
    // Where nobody has set one, it is Snowflake's own default.
    if (row === undefined || row.level === undefined || row.level === '') return [];
    const found = row.value;
    return found.toLowerCase() === String(parameter.value).toLowerCase()
      ? []
      : [{ ...parameter, found, level: row.level }];
  });
}

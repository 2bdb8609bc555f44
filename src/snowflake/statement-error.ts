import { bugError, configError, type SnowcensusError, transientError } from '../errors.ts';

interface DriverFailure {
  readonly code: string;
  readonly sqlState: string;
  readonly message: string;
}

/** Failure as the driver tells: Snowflake's code with leading zeros, its SQLSTATE, its words. */
function driverFailure(error: unknown): DriverFailure {
  const failure = (error ?? {}) as { code?: unknown; sqlState?: unknown; message?: unknown };
  return {
    code: String(failure.code ?? '').padStart(6, '0'),
    sqlState: String(failure.sqlState ?? ''),
    message: String(failure.message ?? error),
  };
}

interface Remedy {
  readonly codes: readonly string[];
  readonly hint: string;
}

/** Codes for an object that is not there, or that the role may not know of: Snowflake does not tell which. */
export const NO_SUCH_OBJECT: readonly string[] = ['002003', '002043'];

/** Code for a column that is not there. */
export const NO_SUCH_COLUMN = '000904';

/** Remedies for refusals of Snowflake. */
const REMEDIES: readonly Remedy[] = [
  {
    codes: NO_SUCH_OBJECT,
    hint: 'Create it with `snowcensus setup`, or grant this role the right to use it: Snowflake does not tell "missing" from "not allowed".',
  },
  {
    codes: [NO_SUCH_COLUMN],
    hint: 'Run `snowcensus setup`: the schema lacks a column of this version. Where that changes nothing, this is a bug of snowcensus.',
  },
  { codes: ['003001'], hint: 'Grant the role what the message names, or use the role that has it.' },
  { codes: ['000606'], hint: 'Set SNOWFLAKE_WAREHOUSE to a warehouse that this role may use.' },
  { codes: ['090105', '090106'], hint: 'Set SNOWFLAKE_DATABASE and SNOWFLAKE_SCHEMA.' },
];

/** Snowflake's compilation errors: the text of a statement is wrong, and we wrote it. */
const OUR_FAULT = new Set(['001003', '001044', '002140', '002028']);

/** An error of the family for what the driver threw. `where` names the statement or the session. */
export function statementError(error: unknown, where: string): SnowcensusError {
  const { code, message } = driverFailure(error);
  const remedy = REMEDIES.find((candidate) => candidate.codes.includes(code));
  if (remedy) return configError(message, { cause: error, where, hint: remedy.hint });
  if (OUR_FAULT.has(code)) return bugError(message, { cause: error, where });
  return transientError(message, { cause: error, where });
}

/** Codes of the driver and the service for "not answered": the statement may or may not have run. */
const UNANSWERED = new Set(['401001', '401002', '401003', '402001', '402002', '407002', '000604', '000630']);

/** Whether trying the same statement again may help. */
export function isWorthRetrying(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  // Ended by us: it was cancelled after its deadline, and would be again, or because the process is told to stop.
  if (cause instanceof DOMException) return false;
  const { code, sqlState } = driverFailure(cause);
  return UNANSWERED.has(code) || (sqlState === '' && !/^0{0,2}\d{4,6}$/.test(code.replace(/^0+/, '0')));
}

/** Whether an error of ours stands for one of these codes of Snowflake's. */
export function refusedWith(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && codes.includes(driverFailure(error.cause).code);
}

/** Codes for a login that is over: its tokens could not be renewed, or the session is gone. */
const LOGIN_OVER = new Set(['407002', '390104', '390111', '390114']);

/** Whether no other statement will be answered under this login. */
export function isLoginOver(error: unknown): boolean {
  return LOGIN_OVER.has(driverFailure(error).code);
}

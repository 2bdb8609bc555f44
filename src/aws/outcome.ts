import { type ErrorKind, isSnowcensusError } from '../errors.ts';
import { relayedCode } from './relayed-answer.ts';

/**
 * Status of a unit. `ok`, `absent` and `skipped` are conclusive: they replace what was known before. The others do not:
 * `probed`, which was not asked because its region was empty and seems to be still or because it is not its turn yet,
 * `denied` and `failed`.
 */
export type Status = 'ok' | 'absent' | 'skipped' | 'probed' | 'denied' | 'failed';

/** A unit's status with the reason a person needs; `ok` has none. */
export interface Outcome {
  readonly status: Status;
  /** AWS's error code, or a word of ours in snake case. */
  readonly code?: string;
  readonly reason?: string;
}

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationError',
]);

/** Codes with which AWS refuses a session in a region where the account is not enabled. */
const NOT_ENABLED = new Set([
  'AuthFailure',
  'OptInRequired',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'RegionDisabledException',
]);

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);

/** Codes with which services say that they are called too often. */
const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'BandwidthLimitExceeded',
  'SlowDown',
]);

/** Credentials that are not known to AWS, or no longer. */
const BAD_CREDENTIALS = new Set([
  ...EXPIRED,
  'AuthFailure',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
]);

/** Names of the SDK's errors for credentials that were not found, or could not be used. */
const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError', 'ProviderError']);

const OUR_CODES: Readonly<Record<ErrorKind, string>> = {
  config: 'misconfigured',
  transient: 'unusable_answer',
  bug: 'defect',
};

interface AwsFailure {
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
}

/** AWS's own code and words, and how often the SDK tried. Never the request, which may hold an external id. */
export function awsFailure(error: unknown): AwsFailure {
  // Ours: an answer without what AWS always sends, or an item that no entry foresaw.
  if (isSnowcensusError(error)) return { code: OUR_CODES[error.kind], message: error.message, attempts: 1 };
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(error), attempts: 1 };
  const { attempts = 1, httpStatusCode } = metadataOf(error);
  const said = printable(error.message.split(SDK_HINT, 1)[0] ?? '');
  const network = networkCode(error);
  if (network) return { code: network, message: `no whole answer came: ${said || network}`, attempts };
  if (isNotParsed(error)) {
    const status = statusOf(error);
    const came = status === undefined ? 'an answer came' : `HTTP ${status} came`;
    return { code: 'unusable_answer', message: `${came} that is not in AWS’s format: ${said}`, attempts };
  }
  if (error.name === 'Unknown') {
    const status = httpStatusCode ?? 0;
    return { code: `http_${status}`, message: `HTTP ${status} came, without an error of AWS`, attempts };
  }
  return { code: relayedCode(said) ?? error.name, message: said || error.name, attempts };
}

/** Words that the SDK appends to the message of an answer that it cannot read. */
const SDK_HINT = '\n  Deserialization error';

/** Names of what the SDK throws on an answer that is no XML or JSON. */
const NOT_PARSED = new Set(['Error', 'SyntaxError']);

/** Whether an answer came that the SDK could not read: what it throws then has the answer beside it. */
export function isNotParsed(error: unknown): boolean {
  return error instanceof Error && NOT_PARSED.has(error.name) && networkCode(error) === undefined;
}

/** Codes of connections that cannot be made, and of answers that do not come in time. */
const UNANSWERED = new Set([
  'ETIMEDOUT',
  'TimeoutError',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Whether nothing at all, or no whole answer in time, came back from the endpoint. An abort of ours is no silence. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && UNANSWERED.has(networkCode(error) ?? error.name);
}

/** Whether a call was ended from our side. */
export function isAborted(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function statusOf(error: Error): number | undefined {
  const { statusCode } =
    '$response' in error ? (error.$response as { readonly statusCode?: number }) : { statusCode: undefined };
  return statusCode ?? metadataOf(error).httpStatusCode;
}

/** Longest text of an error that is told. */
const MOST_SAID = 600;

/** The text without what no person reads: control characters, and what was no text. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const clean = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]+/g, ' ').trim();
  if (clean.length <= MOST_SAID) return clean;
  // Not within a word: by half of a secret that AWS says back, nobody would know it again.
  return `${clean
    .slice(0, MOST_SAID + 1)
    .replace(/\S*$/, '')
    .trimEnd()}…`;
}

/** Names of network failures; Node throws an AggregateError where a host has several addresses and none lets us in. */
const NETWORK_NAMES = new Set(['Error', 'TimeoutError', 'AggregateError']);

/** A network failure has its code on the error; the SDK calls a reset connection a timeout, too. */
function networkCode(error: Error): string | undefined {
  return NETWORK_NAMES.has(error.name) && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

function metadataOf(error: Error): { readonly attempts?: number; readonly httpStatusCode?: number } {
  return '$metadata' in error ? (error.$metadata as { attempts?: number; httpStatusCode?: number }) : {};
}

/**
 * Codes with which Cloud Control says that it does not read a type in a region. The service itself may be there, with all
 * that it has: that of trust anchors is in GovCloud, where CloudFormation does not know them.
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cfn.html
 */
const NOT_TOLD = new Set(['TypeNotFoundException', 'UnsupportedActionException']);

/** Turns what a collector threw into a status. `absent`: codes its entry declares as "nothing here". */
export function outcomeOf(error: unknown, absent: readonly string[]): Outcome {
  const { code, message, attempts } = awsFailure(error);
  if (absent.includes(code)) return { status: 'absent', code, reason: message };
  if (DENIED.has(code)) return { status: 'denied', code, reason: message };
  if (NOT_TOLD.has(code)) {
    return { status: 'denied', code, reason: `Cloud Control does not tell what there is: ${message}` };
  }
  return { status: 'failed', code, reason: `${message}${triesOf(error, code, attempts)}` };
}

/** Attempts are told where a retry can help, one attempt too: the SDK stops trying where nothing gets through. */
function triesOf(error: unknown, code: string, attempts: number): string {
  if (attempts > 1) return ` (gave up after ${attempts} attempts)`;
  const { httpStatusCode = 0 } = error instanceof Error ? metadataOf(error) : {};
  const isRetryable = error instanceof Error && '$retryable' in error && error.$retryable !== undefined;
  return isRetryable || THROTTLED.has(code) || httpStatusCode >= 500 ? ' (gave up after 1 attempt)' : '';
}

/** Whether AWS says the session's time is up; a new session mends it. */
export function isExpired(error: unknown): boolean {
  return EXPIRED.has(awsFailure(error).code);
}

/** Whether AWS wants us to call less often. */
export function isThrottled(error: unknown): boolean {
  return THROTTLED.has(awsFailure(error).code);
}

/** Whether the answer may mean that the account does not have this region enabled. */
export function mayBeNotEnabled(error: unknown): boolean {
  return NOT_ENABLED.has(awsFailure(error).code);
}

/** Whether AWS does not accept the credentials themselves. */
export function isBadCredentials(error: unknown): boolean {
  return BAD_CREDENTIALS.has(awsFailure(error).code);
}

/** Whether there are no credentials that could be presented to AWS. */
export function hasNoCredentials(error: unknown): boolean {
  return NO_CREDENTIALS.has(awsFailure(error).code);
}

/** Whether AWS knows the caller and will not let it. */
export function isDenied(error: unknown): boolean {
  return DENIED.has(awsFailure(error).code);
}

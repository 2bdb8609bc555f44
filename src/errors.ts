import { inspect } from 'node:util';
import { redactShapes } from './text/redact.ts';

/**
 * Kind of a failure, which decides its consequence: `config` needs a person to change something, `transient` may go
 * away by itself, `bug` is ours.
 */
export type ErrorKind = 'config' | 'transient' | 'bug';

/** Facts that an error may carry besides its message. */
export interface ErrorDetail {
  /** Cause of the error. Always given when an error is wrapped. */
  readonly cause?: unknown;
  /** The connection, option, line, account or statement concerned. */
  readonly where?: string;
  /** How to fix it, as an instruction to the user. */
  readonly hint?: string;
}

/** Every error this program raises on purpose. `message` says what is wrong and never holds a secret. */
export class SnowcensusError extends Error {
  readonly kind: ErrorKind;
  readonly where: string | undefined;
  readonly hint: string | undefined;

  constructor(kind: ErrorKind, message: string, detail: ErrorDetail) {
    super(message, 'cause' in detail ? { cause: detail.cause } : undefined);
    this.name = 'SnowcensusError';
    this.kind = kind;
    this.where = detail.where;
    this.hint = detail.hint;
  }
}

/** Something the user configured, or the rights they gave, must change. */
export function configError(message: string, detail: ErrorDetail = {}): SnowcensusError {
  return new SnowcensusError('config', message, detail);
}

/** A failure that may not happen again: network, throttling, a service that is briefly away. */
export function transientError(message: string, detail: ErrorDetail = {}): SnowcensusError {
  return new SnowcensusError('transient', message, detail);
}

/** A state this program believed impossible. */
export function bugError(message: string, detail: ErrorDetail = {}): SnowcensusError {
  return new SnowcensusError('bug', message, detail);
}

/** Whether the value is an error this program raised on purpose. */
export function isSnowcensusError(value: unknown): value is SnowcensusError {
  return value instanceof SnowcensusError;
}

/** Whether the value tells of a bug of ours: what was raised on purpose for one, or not raised on purpose at all. */
export function isBug(value: unknown): boolean {
  return !isSnowcensusError(value) || value.kind === 'bug';
}

/** Code of an error of Node or a driver, such as ENOENT; undefined where the error has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * The error for a person to read: message and place on the first line, then `fix:` and one `because:` per cause.
 * Holds no stack and nothing shaped like a credential.
 */
export function describeError(error: unknown): string {
  const seen = new Set<unknown>();
  const lines: string[] = [];
  for (let link = error; link !== undefined && !seen.has(link); link = causeOf(link)) {
    seen.add(link);
    const place = isSnowcensusError(link) && link.where !== undefined ? ` (${link.where})` : '';
    // The place belongs to what is said first; a list of problems may follow it.
    const what = sayWhat(link).replace(/^[^\n]*/, (first) => `${first}${place}`);
    lines.push(`${lines.length === 0 ? '' : '  because: '}${what}`);
    if (isSnowcensusError(link) && link.hint !== undefined) lines.push(`  fix: ${link.hint}`);
  }
  return redactShapes(lines.join('\n'));
}

function causeOf(link: unknown): unknown {
  return link instanceof Error ? link.cause : undefined;
}

function sayWhat(link: unknown): string {
  if (!(link instanceof Error)) return typeof link === 'string' ? link : inspect(link);
  const code = codeOf(link);
  // Node reports a refused connection to every address of a host as an AggregateError with an empty message.
  const inner = link instanceof AggregateError ? link.errors.map(sayWhat).join('; ') : '';
  const message = link.message || inner || code || 'no message';
  const named = link.name === 'Error' || isSnowcensusError(link) ? message : `${link.name}: ${message}`;
  return code === undefined || named.includes(code) ? named : `${named} [${code}]`;
}

import { isSnowcensusError } from '../errors.ts';
import { REDACTED, redact } from '../text/redact.ts';

/** Names of fields whose text is a secret whatever it looks like. */
const SECRET_FIELD = /secret|password|passphrase|token|private_?key|external_?id|authorization|credential/i;

/**
 * The value as JSON can hold it, every text redacted: errors with their causes, dates as ISO-8601,
 * bytes as their number, what contains itself cut short.
 */
export function loggable(value: unknown, secrets: readonly string[], field = ''): unknown {
  return plainWithin(value, secrets, field, []);
}

function plainWithin(
  value: unknown,
  secrets: readonly string[],
  field: string,
  around: readonly object[],
): unknown {
  if (SECRET_FIELD.test(field) && (typeof value === 'string' || isObject(value))) return REDACTED;
  if (typeof value === 'string') return redact(value, secrets);
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return undefined;
  if (!isObject(value)) return value;
  if (around.includes(value)) return '[circular]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  const inside = [...around, value];
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
    return [...value].map((item: unknown) => plainWithin(item, secrets, '', inside));
  }
  const entries = Object.entries(value instanceof Error ? errorFields(value) : value);
  return Object.fromEntries(
    entries.map(([key, item]) => [redact(key, secrets), plainWithin(item, secrets, key, inside)]),
  );
}

function errorFields(error: Error): object {
  return {
    name: error.name,
    message: error.message,
    ...(isSnowcensusError(error) ? { kind: error.kind, where: error.where, hint: error.hint } : {}),
    ...('code' in error ? { code: error.code } : {}),
    stack: error.stack,
    ...(error instanceof AggregateError ? { errors: error.errors } : {}),
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

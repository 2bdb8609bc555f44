import { codeOf, type ErrorKind, isSnowcensusError, SnowcensusError } from '../../errors.ts';

/** Error as one process tells it to another: what is said of it, and of its causes. */
export interface ToldError {
  /** Undefined for an error that is none of ours. */
  readonly kind: ErrorKind | undefined;
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly where: string | undefined;
  readonly hint: string | undefined;
  readonly cause: ToldError | undefined;
}

/** So many causes are told. */
const MOST_CAUSES = 8;

/** The error as it can be sent. */
export function tellError(error: unknown, causes = MOST_CAUSES): ToldError {
  const isOurs = isSnowcensusError(error);
  const isError = error instanceof Error;
  const cause = isError && causes > 0 ? error.cause : undefined;
  return {
    kind: isOurs ? error.kind : undefined,
    name: isError ? error.name : 'Error',
    message: isError ? error.message : String(error),
    code: codeOf(error),
    where: isOurs ? error.where : undefined,
    hint: isOurs ? error.hint : undefined,
    cause: cause === undefined ? undefined : tellError(cause, causes - 1),
  };
}

/** The error that was told. */
export function heardError({ kind, name, message, code, where, hint, cause }: ToldError): Error {
  const because = cause === undefined ? {} : { cause: heardError(cause) };
  if (kind === undefined) {
    return Object.assign(new Error(message, because), { name, ...(code === undefined ? {} : { code }) });
  }
  return new SnowcensusError(kind, message, {
    ...because,
    ...(where === undefined ? {} : { where }),
    ...(hint === undefined ? {} : { hint }),
  });
}

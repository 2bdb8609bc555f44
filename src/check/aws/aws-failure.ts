import { awsFailure, hasNoCredentials, isBadCredentials, isExpired } from '../../aws/outcome.ts';
import { isSnowcensusError } from '../../errors.ts';
import { type CauseCode, failed } from '../cause.ts';
import type { Finding, Place } from '../finding.ts';

/** AWS's words when the time of a signature is not its own. */
const CLOCK = /Signature (?:expired|not yet current)/;

/** Codes of the network, not of AWS: Node's own, and time that has run out. */
const UNREACHED = /^E[A-Z_]{3,}$|^TimeoutError$/;

/** The words of AWS, with their code. */
export function wordsOf(error: unknown): string {
  const { code, message } = awsFailure(error);
  return message.startsWith(code) ? message : `${code}: ${message}`;
}

/** Whether no answer came at all. */
export function isUnreached(code: string): boolean {
  return UNREACHED.test(code);
}

/** Explains a failure that is not about a role or a permission: the credentials, the clock, the network. */
export function credentialFailure(place: Place, error: unknown): Finding {
  if (isSnowcensusError(error)) return ownFailure(place, error);
  return failed(place, causeOf(error), wordsOf(error));
}

function causeOf(error: unknown): CauseCode {
  const { code, message } = awsFailure(error);
  if (hasNoCredentials(error)) return 'no_credentials';
  if (CLOCK.test(message)) return 'clock_skew';
  if (isExpired(error)) return 'expired_credentials';
  if (/^(?:SignatureDoesNotMatch|InvalidSignatureException)$/.test(code)) return 'wrong_secret';
  if (isBadCredentials(error)) return 'unknown_key';
  return isUnreached(code) ? 'no_answer' : 'unforeseen';
}

/** An error of ours says itself what to do. */
export function ownFailure(place: Place, error: Error & { readonly hint?: string | undefined }): Finding {
  return {
    ...place,
    status: 'failed',
    code: 'misconfigured',
    message: error.message,
    ...(error.hint === undefined ? {} : { fix: error.hint }),
  };
}

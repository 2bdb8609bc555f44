import { type KeyObject, verify } from 'node:crypto';
import { asRecord } from '../exchange.ts';

/** A JSON Web Token taken apart; whatever is not JSON reads as empty. */
export interface WebToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Whether it is signed by the owner of the key, by RS256 and nothing else. */
  isSignedBy(key: KeyObject): boolean;
}

export function parseWebToken(text: string): WebToken {
  const [header = '', payload = '', signature = ''] = text.split('.');
  const head = decode(header);
  return {
    header: head,
    claims: decode(payload),
    isSignedBy: (key) =>
      head.alg === 'RS256' &&
      verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')),
  };
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch {
    // Not JSON: no claim in it can hold, and the caller refuses the token as a whole.
    return {};
  }
}

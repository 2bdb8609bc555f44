import { findUser, registeredKeys, type SandboxUser } from './users.ts';
import { parseWebToken } from './web-token.ts';

/** Why a key-pair token is refused, as SYSTEM$GET_LOGIN_FAILURE_DETAILS words it; the client is not told. */
export type KeyPairFault =
  | 'JWT_TOKEN_INVALID_USER_IN_ISSUER'
  | 'JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH'
  | 'JWT_TOKEN_INVALID_SIGNATURE'
  | 'JWT_TOKEN_INVALID_ISSUE_TIME'
  | 'JWT_TOKEN_EXPIRED';

/** A token must arrive within this time of its issue (key-pair authentication, troubleshooting). */
const arrivalMs = 60_000;

/** The user a key-pair token proves, or what is wrong with it. `subject` is `ACCOUNT.USER`. */
export function verifyKeyPair(
  users: readonly SandboxUser[],
  login: { readonly token: string; readonly loginName: string; readonly subject: string },
  now: Date,
): SandboxUser | KeyPairFault {
  const token = parseWebToken(login.token);
  const { claims } = token;
  const user = findUser(users, login.loginName);
  const issuer = String(claims.iss ?? '');
  if (user === undefined || claims.sub !== login.subject || !issuer.startsWith(`${login.subject}.`)) {
    return 'JWT_TOKEN_INVALID_USER_IN_ISSUER';
  }
  const fingerprint = issuer.slice(login.subject.length + 1);
  const registered = registeredKeys(user).find((key) => key.fingerprint === fingerprint);
  if (registered === undefined) return 'JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH';
  if (!token.isSignedBy(registered.key)) return 'JWT_TOKEN_INVALID_SIGNATURE';
  if (Math.abs(now.getTime() - milliseconds(claims.iat)) > arrivalMs) return 'JWT_TOKEN_INVALID_ISSUE_TIME';
  if (milliseconds(claims.exp) <= now.getTime()) return 'JWT_TOKEN_EXPIRED';
  return user;
}

/** The Node driver writes milliseconds where the standard, and every other driver, writes seconds. */
function milliseconds(claim: unknown): number {
  if (typeof claim !== 'number') return 0;
  return claim > 100_000_000_000 ? claim : claim * 1000;
}

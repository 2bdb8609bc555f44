import { verify } from 'node:crypto';
import { StatementError } from './contract.ts';
import { asRecord } from './exchange.ts';
import { findUser, registeredKey, type SandboxUser } from './users.ts';

/** What a login proves itself with, as read from the login body. */
export interface Credentials {
  readonly account: string;
  readonly loginName: string;
  readonly authenticator: string;
  readonly password: string;
  readonly token: string;
}

/** Finds the user the credentials belong to. Throws with Snowflake's code and words when they do not hold. */
export function authenticate(
  users: readonly SandboxUser[],
  credentials: Credentials,
  now: Date,
): SandboxUser {
  switch (credentials.authenticator.toUpperCase()) {
    case '':
    case 'SNOWFLAKE':
      return byPassword(users, credentials);
    case 'SNOWFLAKE_JWT':
      return byKeyPair(users, credentials, now);
    case 'PROGRAMMATIC_ACCESS_TOKEN':
      return byToken(users, credentials, '394400', 'Programmatic access token is invalid.');
    case 'OAUTH':
      return byToken(users, credentials, '390303', 'Invalid OAuth access token.');
    default:
      throw refused('390105', `Authenticator ${credentials.authenticator} is not enabled for this account.`);
  }
}

function byPassword(users: readonly SandboxUser[], { loginName, password }: Credentials): SandboxUser {
  const user = findUser(users, loginName);
  // A service user cannot have a password: the answer is the same as for a wrong one.
  if (user?.password === undefined || user.type === 'SERVICE' || user.password !== password) {
    throw refused('390100', 'Incorrect username or password was specified.');
  }
  return user;
}

function byToken(
  users: readonly SandboxUser[],
  { loginName, token }: Credentials,
  code: string,
  message: string,
): SandboxUser {
  const user = users.find((candidate) => candidate.tokens?.includes(token));
  if (user === undefined) throw refused(code, message);
  if (loginName !== '' && user.name.toUpperCase() !== loginName.toUpperCase()) {
    throw refused(
      '390309',
      'The user you were trying to authenticate as differs from the user tied to the access token.',
    );
  }
  return user;
}

function byKeyPair(users: readonly SandboxUser[], credentials: Credentials, now: Date): SandboxUser {
  const user = findUser(users, credentials.loginName);
  const registered = user === undefined ? undefined : registeredKey(user);
  const [header = '', payload = '', signature = ''] = credentials.token.split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  const claims = decode(payload);
  const subject = `${accountName(credentials.account)}.${credentials.loginName.toUpperCase()}`;
  const holds =
    user !== undefined &&
    registered !== undefined &&
    decode(header).alg === 'RS256' &&
    verify('RSA-SHA256', signed, registered.key, Buffer.from(signature, 'base64url')) &&
    claims.sub === subject &&
    claims.iss === `${subject}.${registered.fingerprint}` &&
    milliseconds(claims.exp) > now.getTime();
  if (!holds) throw refused('390144', 'JWT token is invalid.');
  return user;
}

/** The account locator without region or cloud, as drivers write it into the token. */
export function accountName(account: string): string {
  return (account.split('.')[0] ?? '').toUpperCase();
}

/** The Node driver writes milliseconds where the standard, and every other driver, writes seconds. */
function milliseconds(claim: unknown): number {
  if (typeof claim !== 'number') return 0;
  return claim > 100_000_000_000 ? claim : claim * 1000;
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch {
    // Not JSON: no claim in it can hold, and the caller refuses the token as a whole.
    return {};
  }
}

function refused(code: string, message: string): StatementError {
  return new StatementError(code, '08001', message);
}

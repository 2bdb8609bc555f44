import { randomUUID } from 'node:crypto';
import { StatementError } from '../contract.ts';
import type { LoginFailure } from '../metrics.ts';
import { type KeyPairFault, verifyKeyPair } from './key-pair.ts';
import { findUser, type IssuedToken, type SandboxUser } from './users.ts';
import { type AskAws, verifyWorkload } from './workload-identity.ts';

/** What a login proves itself with, as read from the login request. */
export interface Credentials {
  readonly account: string;
  readonly loginName: string;
  readonly authenticator: string;
  readonly password: string;
  readonly token: string;
  /** Who vouches for a workload: `AWS`, `OIDC`, … */
  readonly provider: string;
  /** Where the request comes from. */
  readonly address: string;
}

/** What credentials are held against. */
export interface Authority {
  readonly users: readonly SandboxUser[];
  readonly now: Date;
  readonly askAws: AskAws | undefined;
  /** Told why a token was refused where the client is given an id only. */
  readonly onFailure: (failure: LoginFailure) => void;
}

/** Finds the user the credentials belong to. Throws with Snowflake's code and words when they do not hold. */
export async function authenticate(authority: Authority, credentials: Credentials): Promise<SandboxUser> {
  const user = await identify(authority, credentials);
  if (user.disabled) {
    throw refused('390101', 'User access disabled. Contact your local system administrator.');
  }
  checkNetwork(user, credentials);
  return user;
}

async function identify(authority: Authority, credentials: Credentials): Promise<SandboxUser> {
  switch (credentials.authenticator.toUpperCase()) {
    case '':
    case 'SNOWFLAKE':
      return byPassword(authority, credentials);
    case 'SNOWFLAKE_JWT':
      return byKeyPair(authority, credentials);
    case 'PROGRAMMATIC_ACCESS_TOKEN':
      return byAccessToken(authority, credentials);
    case 'OAUTH':
      return byOauth(authority, credentials);
    case 'WORKLOAD_IDENTITY':
      return byWorkload(authority, credentials);
    default:
      throw refused('390105', `Authenticator ${credentials.authenticator} is not enabled for this account.`);
  }
}

function byPassword({ users }: Authority, { loginName, password }: Credentials): SandboxUser {
  const user = findUser(users, loginName);
  // A service user cannot have a password: the answer is the same as for a wrong one.
  if (user?.password === undefined || user.type === 'SERVICE' || user.password !== password) {
    throw refused('390100', 'Incorrect username or password was specified.');
  }
  return user;
}

function byKeyPair({ users, now, onFailure }: Authority, credentials: Credentials): SandboxUser {
  const { loginName, token } = credentials;
  const subject = `${accountName(credentials.account)}.${loginName.toUpperCase()}`;
  const found: SandboxUser | KeyPairFault = verifyKeyPair(users, { token, loginName, subject }, now);
  if (typeof found !== 'string') return found;
  const id = randomUUID();
  onFailure({ id, reason: found });
  throw refused('390144', `JWT token is invalid. [${id}]`);
}

/** A token that is unknown, of another user or too old gets one answer. */
function byAccessToken({ users, now }: Authority, { loginName, token }: Credentials): SandboxUser {
  const [user, issued] = holderOf(users, 'pat', token);
  const another = loginName !== '' && user?.name.toUpperCase() !== loginName.toUpperCase();
  if (user === undefined || another || isOver(issued, now)) {
    throw refused('394400', 'Programmatic access token is invalid.');
  }
  // Persons may go without one, for a while; services may not (programmatic access tokens, prerequisites).
  if (user.type === 'SERVICE' && user.allowedAddresses === undefined) {
    throw refused('390432', 'Network policy is required.');
  }
  return user;
}

function byOauth({ users, now }: Authority, { loginName, token }: Credentials): SandboxUser {
  const [user, issued] = holderOf(users, 'oauth', token);
  if (user === undefined) throw refused('390303', 'Invalid OAuth access token.');
  if (isOver(issued, now)) throw refused('390318', 'OAuth access token expired.');
  if (loginName !== '' && user.name.toUpperCase() !== loginName.toUpperCase()) {
    throw refused(
      '390309',
      'The user you were trying to authenticate as differs from the user tied to the access token.',
    );
  }
  return user;
}

async function byWorkload({ users, now, askAws }: Authority, credentials: Credentials): Promise<SandboxUser> {
  const user = await verifyWorkload(users, credentials, now, askAws);
  if (user !== undefined) return user;
  throw refused('395001', 'Workload identity attestation could not be verified.');
}

function holderOf(
  users: readonly SandboxUser[],
  kind: IssuedToken['kind'],
  secret: string,
): readonly [SandboxUser, IssuedToken] | readonly [undefined, undefined] {
  for (const user of users) {
    const issued = user.tokens?.find((token) => token.kind === kind && token.secret === secret);
    if (issued !== undefined) return [user, issued];
  }
  return [undefined, undefined];
}

function isOver(issued: IssuedToken | undefined, now: Date): boolean {
  return issued?.expiresAt !== undefined && issued.expiresAt <= now;
}

function checkNetwork({ allowedAddresses }: SandboxUser, { address }: Credentials): void {
  if (allowedAddresses === undefined || allowedAddresses.includes(address)) return;
  throw refused(
    '390422',
    `Incoming request with IP/Token ${address} is not allowed to access Snowflake. Contact your account administrator.`,
  );
}

/** The account locator without region or cloud, as drivers write it into the token. */
export function accountName(account: string): string {
  return (account.split('.')[0] ?? '').toUpperCase();
}

function refused(code: string, message: string): StatementError {
  return new StatementError(code, '08001', message);
}

import { randomBytes } from 'node:crypto';
import { StatementError } from '../contract.ts';

/** How long tokens live, in seconds. */
export interface TokenLifetimes {
  readonly sessionSeconds: number;
  readonly masterSeconds: number;
}

export interface TokenPair {
  readonly sessionToken: string;
  readonly masterToken: string;
}

interface Grant {
  readonly sessionId: number;
  expiresAt: number;
}

/** Session and master tokens: random, bound to a session, ageing by the server's clock. */
export class TokenRegistry {
  readonly #sessionGrants = new Map<string, Grant>();
  readonly #masterGrants = new Map<string, Grant>();
  readonly #lifetimes: TokenLifetimes;
  readonly #now: () => number;

  constructor(lifetimes: TokenLifetimes, clock: () => Date) {
    this.#lifetimes = lifetimes;
    this.#now = () => clock().getTime();
  }

  issue(sessionId: number): TokenPair {
    const sessionToken = newToken('ses');
    const masterToken = newToken('mas');
    this.#sessionGrants.set(sessionToken, {
      sessionId,
      expiresAt: this.#after(this.#lifetimes.sessionSeconds),
    });
    this.#masterGrants.set(masterToken, { sessionId, expiresAt: this.#after(this.#lifetimes.masterSeconds) });
    return { sessionToken, masterToken };
  }

  /** The session a session token speaks for. Throws 390112 (renew), 390111 (gone) or 390104 (never heard of). */
  verifySession(token: string | undefined): number {
    const grant = known(this.#sessionGrants, token);
    if (grant.expiresAt <= this.#now()) throw sessionExpired();
    return grant.sessionId;
  }

  /** The session a master token may renew. Throws 390114 when it is too old. */
  verifyMaster(token: string | undefined): number {
    const grant = known(this.#masterGrants, token);
    if (grant.expiresAt <= this.#now()) throw masterExpired();
    return grant.sessionId;
  }

  /** New tokens for a session; its session tokens so far count as expired, so a late request renews again. */
  renew(sessionId: number): TokenPair {
    this.expire(sessionId, 'session');
    return this.issue(sessionId);
  }

  /** A heartbeat keeps the master token alive; the session token is left to be renewed. */
  extendMaster(sessionId: number): void {
    for (const grant of this.#masterGrants.values()) {
      if (grant.sessionId === sessionId && grant.expiresAt > this.#now()) {
        grant.expiresAt = this.#after(this.#lifetimes.masterSeconds);
      }
    }
  }

  /** Whether a session can still be renewed. */
  isAlive(sessionId: number): boolean {
    const now = this.#now();
    return this.#masterGrants
      .values()
      .some((grant) => grant.sessionId === sessionId && grant.expiresAt > now);
  }

  /** Ages the tokens of a session at once: the session token alone, or the master token with it. */
  expire(sessionId: number, what: 'session' | 'master'): void {
    const tables = what === 'session' ? [this.#sessionGrants] : [this.#sessionGrants, this.#masterGrants];
    for (const table of tables) {
      for (const grant of table.values()) if (grant.sessionId === sessionId) grant.expiresAt = 0;
    }
  }

  #after(seconds: number): number {
    return this.#now() + seconds * 1000;
  }

  /** The session behind a token of any age, for faults that hit it. */
  owner(token: string | undefined): number | undefined {
    return this.#sessionGrants.get(token ?? '')?.sessionId ?? this.#masterGrants.get(token ?? '')?.sessionId;
  }
}

/** The token of an `Authorization: Snowflake Token="…"` header. */
export function tokenOf(authorization: string | undefined): string | undefined {
  return /^Snowflake\s+Token="([^"]+)"$/i.exec(authorization ?? '')?.[1];
}

const sessionExpired = (): StatementError =>
  new StatementError('390112', '08001', 'Your session has expired. Please login again.');

const masterExpired = (): StatementError =>
  new StatementError(
    '390114',
    '08001',
    'Authentication token has expired. The user must authenticate again.',
  );

export const sessionGone = (): StatementError =>
  new StatementError(
    '390111',
    '08001',
    'Session no longer exists. New login required to access the service.',
  );

function known(table: ReadonlyMap<string, Grant>, token: string | undefined): Grant {
  if (token === undefined) {
    throw new StatementError('390101', '08001', 'Authorization header not found in the request data.');
  }
  const grant = table.get(token);
  if (grant === undefined) throw new StatementError('390104', '08001', 'Session token is invalid.');
  return grant;
}

function newToken(kind: string): string {
  return `${kind}:1-hint:${randomBytes(48).toString('base64url')}`;
}

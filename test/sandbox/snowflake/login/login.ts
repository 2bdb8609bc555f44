import { randomInt } from 'node:crypto';
import { StatementError } from '../contract.ts';
import { asRecord, type Exchange, send, sendJson } from '../exchange.ts';
import type { Sandbox, WireRequest } from '../sandbox.ts';
import { listParameters } from '../session/session-parameters.ts';
import { endSession, type WireSession } from '../session/sessions.ts';
import { accountName, authenticate, type Credentials } from './credentials.ts';
import { sessionGone, type TokenPair, tokenOf } from './tokens.ts';
import type { SandboxUser } from './users.ts';

/** POST /session/v1/login-request */
export async function login(sandbox: Sandbox, { exchange, body }: WireRequest): Promise<void> {
  const data = asRecord(body.data);
  const credentials = readCredentials(data, exchange);
  if (!isServed(sandbox, credentials.account)) {
    sandbox.metrics.failedLogins += 1;
    noSuchHost(exchange);
    return;
  }
  try {
    const user = await authenticate(
      {
        users: [...sandbox.users, ...(await sandbox.engine.users())],
        now: sandbox.clock(),
        askAws: sandbox.askAws,
        onFailure: (failure) => void sandbox.metrics.loginFailures.push(failure),
      },
      credentials,
    );
    await endDeadSessions(sandbox);
    const session = await openSession(sandbox, user, exchange.url.searchParams, data);
    // In one step with its tokens: a session without them counts as dead.
    const tokens = sandbox.tokens.issue(session.id);
    sandbox.sessions.set(session.id, session);
    sandbox.metrics.logins += 1;
    sendJson(exchange, loginAnswer(sandbox, user, session, tokens));
  } catch (error) {
    sandbox.metrics.failedLogins += 1;
    throw error;
  }
}

function readCredentials(data: Readonly<Record<string, unknown>>, { request }: Exchange): Credentials {
  const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
  return {
    account: text('ACCOUNT_NAME'),
    loginName: text('LOGIN_NAME'),
    authenticator: text('AUTHENTICATOR'),
    password: text('PASSWORD'),
    token: text('TOKEN'),
    provider: text('PROVIDER'),
    address: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  };
}

function isServed(sandbox: Sandbox, account: string): boolean {
  return sandbox.account === undefined || accountName(account) === accountName(sandbox.account);
}

/** An account is a host name. For one that does not exist the load balancer answers, not Snowflake: no JSON. */
function noSuchHost(exchange: Exchange): void {
  send(
    exchange,
    404,
    { 'content-type': 'text/html' },
    Buffer.from('<html><body>404 Not Found</body></html>'),
  );
}

/** How long a transaction may be idle that keeps nobody waiting. */
const MOST_IDLE_SECONDS = 4 * 3600;

/**
 * A session nobody can renew any more gives its connection back. A transaction that it has left open is detached: it lives
 * on, with its locks, until it has been idle for four hours, or for five minutes while another waits for it.
 * https://docs.snowflake.com/en/sql-reference/transactions#aborting-transactions
 */
async function endDeadSessions(sandbox: Sandbox): Promise<void> {
  for (const [id, session] of sandbox.sessions) {
    if (sandbox.tokens.isAlive(id)) continue;
    if ((session.engine.transactionIdleSeconds ?? MOST_IDLE_SECONDS) < MOST_IDLE_SECONDS) continue;
    sandbox.sessions.delete(id);
    await endSession(session);
  }
}

async function openSession(
  sandbox: Sandbox,
  user: SandboxUser,
  query: URLSearchParams,
  data: Readonly<Record<string, unknown>>,
): Promise<WireSession> {
  const parameters = asRecord(data.SESSION_PARAMETERS);
  // Some drivers send every name, empty when there is none.
  const named = (name: string): string | undefined => query.get(name) || undefined;
  const engine = await sandbox.engine.openSession({
    user: user.name,
    role: named('roleName') ?? user.defaultRole,
    database: named('databaseName'),
    schema: named('schemaName'),
    warehouse: named('warehouse') ?? user.defaultWarehouse,
    parameters,
  });
  return {
    id: randomInt(2 ** 32, 2 ** 47),
    engine,
    client: String(data.CLIENT_APP_ID ?? ''),
    parameters: new Map(Object.entries(parameters).map(([name, value]) => [name.toUpperCase(), value])),
    byRequestId: new Map(),
    tail: Promise.resolve(),
    lingering: Promise.resolve(),
  };
}

function loginAnswer(
  sandbox: Sandbox,
  user: SandboxUser,
  session: WireSession,
  tokens: TokenPair,
): Readonly<Record<string, unknown>> {
  const { database, schema, warehouse, role } = session.engine.state;
  const data = {
    masterToken: tokens.masterToken,
    token: tokens.sessionToken,
    validityInSeconds: sandbox.sessionSeconds,
    masterValidityInSeconds: sandbox.masterSeconds,
    displayUserName: user.name.toUpperCase(),
    serverVersion: '9.33.0',
    firstLogin: false,
    remMeToken: null,
    remMeValidityInSeconds: 0,
    healthCheckInterval: 45,
    newClientForUpgrade: null,
    sessionId: session.id,
    parameters: listParameters(session.parameters),
    sessionInfo: { databaseName: database, schemaName: schema, warehouseName: warehouse, roleName: role },
    idToken: null,
    idTokenValidityInSeconds: 0,
    responseData: null,
    mfaToken: null,
    mfaTokenValidityInSeconds: 0,
  };
  return { data, code: null, message: null, success: true };
}

/** POST /session/token-request: RENEW gives a new pair for the bearer of the master token. */
export function renewTokens(sandbox: Sandbox, { exchange, body }: WireRequest): void {
  const id = sandbox.tokens.verifyMaster(tokenOf(exchange.request.headers.authorization));
  if (!sandbox.sessions.has(id)) throw sessionGone();
  if (body.requestType !== 'RENEW') {
    throw new StatementError(
      '000002',
      '0A000',
      `Unsupported feature 'token request ${String(body.requestType)}'.`,
    );
  }
  sandbox.metrics.renewals += 1;
  const { sessionToken, masterToken } = sandbox.tokens.renew(id);
  const data = {
    sessionToken,
    validityInSecondsST: sandbox.sessionSeconds,
    masterToken,
    validityInSecondsMT: sandbox.masterSeconds,
    sessionId: id,
  };
  sendJson(exchange, { data, code: null, message: null, success: true });
}

/** POST /session?delete=true: what runs is aborted, what is open is rolled back. */
export async function closeSession(sandbox: Sandbox, { exchange }: WireRequest): Promise<void> {
  if (exchange.url.searchParams.get('delete') !== 'true') {
    throw new StatementError('000002', '0A000', "Unsupported feature 'session request without delete=true'.");
  }
  const id = sandbox.tokens.verifySession(tokenOf(exchange.request.headers.authorization));
  const session = sandbox.sessions.get(id);
  if (session === undefined) throw sessionGone();
  sandbox.sessions.delete(id);
  await endSession(session);
  sendJson(exchange, { data: null, code: null, message: null, success: true });
}

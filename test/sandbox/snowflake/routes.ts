import { setTimeout as sleep } from 'node:timers/promises';
import { StatementError } from './contract.ts';
import { breakConnection, type Exchange, readJson, sendJson } from './exchange.ts';
import type { FaultAction, FaultPlan, RequestEvent } from './faults.ts';
import { closeSession, login, renewTokens } from './login/login.ts';
import { tokenOf } from './login/tokens.ts';
import { type Sandbox, sessionOf, type WireRequest } from './sandbox.ts';
import { abortQuery, downloadChunk, monitorQuery, query, queryResult } from './session/queries.ts';
import { statementKind } from './session/scan.ts';
import { type ObjectStore, refuse } from './stage/object-store.ts';
import { bucket } from './stage/stage-grants.ts';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly kind: string;
  /** Gets what the path's groups caught. */
  readonly handle: (sandbox: Sandbox, wire: WireRequest, ...caught: string[]) => void | Promise<void>;
}

const routes: readonly Route[] = [
  { method: 'POST', path: /^\/session\/v1\/login-request$/, kind: 'login', handle: login },
  { method: 'POST', path: /^\/session\/authenticator-request$/, kind: 'login', handle: noIdentityProvider },
  { method: 'POST', path: /^\/session\/token-request$/, kind: 'renew', handle: renewTokens },
  { method: 'POST', path: /^\/session\/heartbeat$/, kind: 'heartbeat', handle: heartbeat },
  { method: 'POST', path: /^\/session$/, kind: 'destroy', handle: closeSession },
  { method: 'POST', path: /^\/queries\/v1\/query-request$/, kind: 'query', handle: query },
  {
    method: 'POST',
    path: /^\/queries\/v1\/abort-request$/,
    kind: 'abort',
    handle: (s, w) => abortQuery(s, w),
  },
  { method: 'POST', path: /^\/queries\/([^/]+)\/abort-request$/, kind: 'abort', handle: abortQuery },
  { method: 'GET', path: /^\/queries\/([^/]+)\/result$/, kind: 'result', handle: queryResult },
  { method: 'GET', path: /^\/monitoring\/queries\/([^/]+)$/, kind: 'monitoring', handle: monitorQuery },
  { method: 'GET', path: /^\/results\/([^/]+)\/(\d+)$/, kind: 'chunk', handle: downloadChunk },
  { method: 'POST', path: /^\/telemetry\/send(?:\/.*)?$/, kind: 'telemetry', handle: ignoreTelemetry },
];

/** Takes one request through the ordered faults to its handler. */
export async function dispatch(
  sandbox: Sandbox,
  objects: ObjectStore,
  faults: FaultPlan,
  exchange: Exchange,
): Promise<void> {
  sandbox.metrics.requests += 1;
  const isStorage = exchange.url.pathname.startsWith(`/${bucket}/`);
  // The Python connector asks for `/monitoring/queries//<id>`.
  const path = exchange.url.pathname.replaceAll(/\/{2,}/g, '/');
  const route = routes.find((one) => one.method === exchange.method && one.path.test(path));
  // An object's bytes are not read here: they go straight to the stage.
  const body = route === undefined ? {} : await readJson(exchange);
  const event = describe(exchange, isStorage, route, body);
  if (!(await faults.hold(event, () => exchange.request.socket.destroyed))) {
    breakConnection(exchange);
    return;
  }
  const actions = faults.strike(event);
  if (await strikeFirst(sandbox, exchange, actions)) return;
  if (isStorage) await objects.handle(exchange);
  else if (route === undefined) sendJson(exchange, notFound(exchange), 404);
  else
    await route.handle(
      sandbox,
      { exchange, body, actions, faults },
      ...(route.path.exec(path)?.slice(1) ?? []),
    );
}

function describe(
  exchange: Exchange,
  isStorage: boolean,
  route: Route | undefined,
  body: Readonly<Record<string, unknown>>,
): RequestEvent {
  const { method } = exchange;
  const path = exchange.url.pathname;
  if (isStorage) return { method, path, kind: `storage-${method.toLowerCase()}` };
  if (route?.kind !== 'query') return { method, path, kind: route?.kind ?? 'unknown' };
  const sqlText = typeof body.sqlText === 'string' ? body.sqlText : '';
  return { method, path, kind: statementKind(sqlText), sqlText };
}

/** Faults that strike before a handler sees the request. True: the request is over. */
async function strikeFirst(
  sandbox: Sandbox,
  exchange: Exchange,
  actions: readonly FaultAction[],
): Promise<boolean> {
  for (const action of actions) {
    if (typeof action === 'object') {
      if ('delayMs' in action) await sleep(action.delayMs, undefined, { ref: false });
      continue;
    }
    switch (action) {
      case 'http503':
        sendJson(exchange, { success: false, code: '503', message: 'Service Unavailable', data: null }, 503);
        return true;
      case 'http429':
        sendJson(exchange, { success: false, code: '429', message: 'Too Many Requests', data: null }, 429);
        return true;
      case 'storage-401':
      case 'storage-403':
      case 'storage-503':
        refuse(exchange, ({ 'storage-401': 401, 'storage-403': 403, 'storage-503': 503 } as const)[action]);
        return true;
      case 'reset':
        breakConnection(exchange);
        return true;
      case 'black-hole':
        return true;
      case 'expire-session':
      case 'expire-master':
        expire(sandbox, exchange, action === 'expire-master' ? 'master' : 'session');
        break;
      case 'drop-after-execute':
        exchange.damage = 'drop';
        break;
      case 'truncate-body':
        exchange.damage = 'truncate';
        break;
      case 'stall-body':
        exchange.damage = 'stall';
        break;
      case 'fewer-rows':
        break;
    }
  }
  return false;
}

function expire(sandbox: Sandbox, exchange: Exchange, what: 'session' | 'master'): void {
  const owner = sandbox.tokens.owner(tokenOf(exchange.request.headers.authorization));
  if (owner !== undefined) sandbox.tokens.expire(owner, what);
}

function heartbeat(sandbox: Sandbox, { exchange }: WireRequest): void {
  const session = sessionOf(sandbox, exchange);
  sandbox.metrics.heartbeats += 1;
  sandbox.tokens.extendMaster(session.id);
  sendJson(exchange, { data: null, code: null, message: null, success: true });
}

function ignoreTelemetry(_sandbox: Sandbox, { exchange }: WireRequest): void {
  sendJson(exchange, { data: 'Log Received', code: null, message: null, success: true });
}

function noIdentityProvider(): never {
  throw new StatementError(
    '390190',
    '08001',
    'There was an error related to the SAML Identity Provider account parameter. Contact Snowflake support.',
  );
}

function notFound({ method, url }: Exchange): Readonly<Record<string, unknown>> {
  return { data: null, code: '404', message: `${method} ${url.pathname} is not served here`, success: false };
}

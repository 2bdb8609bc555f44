import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describeError } from '../../errors.ts';
import { proxyEnvironment } from '../../settings/proxy-environment.ts';
import type { Settings } from '../../settings/settings.ts';

/**
 * Fate of a message. `refused`: it has surely not been taken, and may be sent again. `unclear`: it was sent whole and no
 * answer came, so that a second one might be the same again.
 */
export type Delivery =
  | { readonly fate: 'taken' }
  | {
      readonly fate: 'refused';
      readonly reason: string;
      /** Time that the receiver asks to be left alone. */
      readonly afterMs: number | undefined;
      /** Whether the same message may be taken a moment later. */
      readonly mayPass: boolean;
    }
  | { readonly fate: 'unclear'; readonly reason: string };

/** A message as it goes over the wire. */
export interface Post {
  readonly url: string;
  readonly body: string;
  readonly messageId: string;
  readonly timeoutMs: number;
  readonly proxy: Settings['proxy'];
}

/** Statuses that say that the same message may be taken later. */
const MAY_PASS = new Set([408, 425, 429]);

/** Sends a message once. Never rejects. Redirects are not followed: whoever is meant has to be named. */
export function post({ url, body, messageId, timeoutMs, proxy }: Post): Promise<Delivery> {
  return new Promise((resolve) => {
    const isSecure = url.startsWith('https:');
    // A connection of its own: one that was kept may be closed by the other side just when the message is on its way.
    const bounds = { keepAlive: false, proxyEnv: proxyEnvironment(proxy) };
    const options = {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'snowcensus',
        'idempotency-key': messageId,
      },
    };
    const request = isSecure
      ? requestHttps(url, { ...options, agent: new HttpsAgent(bounds) })
      : requestHttp(url, { ...options, agent: new HttpAgent(bounds) });
    const sent = whetherSent(request);
    const timer = setTimeout(() => {
      request.destroy(new Error(`no answer within ${timeoutMs / 1000} seconds`));
    }, timeoutMs);
    request.on('response', (response) => {
      clearTimeout(timer);
      resolve(deliveryOf(response.statusCode ?? 0, response.headers['retry-after']));
      // What it says besides is of no use, and may be long.
      response.destroy();
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      const [reason = ''] = describeError(error).split('\n', 1);
      resolve(
        sent() ? { fate: 'unclear', reason } : { fate: 'refused', reason, afterMs: undefined, mayPass: true },
      );
    });
    request.end(body);
  });
}

/** Tells whether the request has gone out whole, on a connection that stood. */
function whetherSent(request: ClientRequest): () => boolean {
  let stands = false;
  let isWritten = false;
  request.on('socket', (socket: Socket) => {
    const stand = () => {
      stands = true;
    };
    if (socket instanceof TLSSocket) socket.once('secureConnect', stand);
    else if (socket.connecting) socket.once('connect', stand);
    else stand();
  });
  request.on('finish', () => {
    isWritten = true;
  });
  return () => stands && isWritten;
}

function deliveryOf(status: number, retryAfter: string | undefined): Delivery {
  if (status >= 200 && status < 300) return { fate: 'taken' };
  const seconds = Number(retryAfter ?? Number.NaN);
  return {
    fate: 'refused',
    reason: `it answered ${status}`,
    afterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined,
    mayPass: status >= 500 || MAY_PASS.has(status),
  };
}

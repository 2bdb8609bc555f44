import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { buildQueryString, HttpResponse } from '@smithy/core/protocols';
import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import { proxyEnvironment } from '../../settings/proxy-environment.ts';
import type { Settings } from '../../settings/settings.ts';
import { errorInBody } from './error-in-body.ts';
import { wholeBody } from './whole-body.ts';

/** Bounds of one attempt at a call, and the proxies on its way. */
export interface HttpSettings {
  readonly connectTimeoutMs: number;
  /** Longest silence: until the answer begins, and between its pieces. */
  readonly requestTimeoutMs: number;
  /** Longest time for the whole answer; pieces that trickle in do not extend it. */
  readonly callTimeoutMs: number;
  readonly proxy?: Settings['proxy'] | undefined;
}

/** How clients send their requests. */
export type HttpHandler = Pick<WholeAnswers, 'handle'>;

/**
 * The HTTP side of all AWS clients of a run. An answer is read whole before the SDK sees it: so its time is bounded from
 * the first byte sent to the last one received, what breaks on the way is an error of the network, and an error that
 * comes under status 200 is an error. AWS's answers to what the catalogue asks are at most some megabytes.
 */
export class WholeAnswers {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
  readonly #settings: HttpSettings;

  constructor(settings: HttpSettings) {
    this.#settings = settings;
    const agent = {
      keepAlive: true,
      // Bounded by how much is read at once: a bound here would let an account wait for the sockets of another.
      maxSockets: Number.POSITIVE_INFINITY,
      timeout: settings.requestTimeoutMs,
      ...(settings.proxy ? { proxyEnv: proxyEnvironment(settings.proxy) } : {}),
    };
    this.#agents = { http: new HttpAgent(agent), https: new HttpsAgent(agent) };
  }

  /** One attempt. Throws what the SDK takes for a failure of the network where no whole answer comes in time. */
  async handle(
    request: HttpRequest,
    { abortSignal }: HttpHandlerOptions = {},
  ): Promise<{ response: HttpResponse }> {
    if (abortSignal?.aborted) throw aborted();
    const response = await this.#exchange(request, abortSignal as AbortSignal | undefined);
    const error = errorInBody(response.statusCode, response.body as Buffer);
    if (error) throw error;
    return { response };
  }

  #exchange(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    const { connectTimeoutMs, requestTimeoutMs, callTimeoutMs } = this.#settings;
    return new Promise((resolve, reject) => {
      const outgoing = this.#open(request);
      const end = (error: Error): void => {
        reject(error);
        outgoing.destroy();
      };
      const whole = setTimeout(() => end(timedOut(callTimeoutMs, 'not ')), callTimeoutMs);
      const connect = setTimeout(
        () => end(timedOut(connectTimeoutMs, 'no connection was made ')),
        connectTimeoutMs,
      );
      const abort = () => end(aborted());
      signal?.addEventListener('abort', abort, { once: true });
      outgoing.on('socket', (socket: Socket) => {
        if (socket.connecting) socket.once('connect', () => clearTimeout(connect));
        else clearTimeout(connect);
      });
      outgoing.on('timeout', () => end(timedOut(requestTimeoutMs, 'nothing came ')));
      outgoing.on('error', (error) => reject(asTheSdkNames(error)));
      outgoing.on('close', () => {
        clearTimeout(whole);
        clearTimeout(connect);
        signal?.removeEventListener('abort', abort);
      });
      outgoing.on('response', (incoming) => {
        wholeBody(incoming).then(
          (body) => resolve(responseOf(incoming, body)),
          (error: Error) => end(asTheSdkNames(error)),
        );
      });
      outgoing.end(request.body);
    });
  }

  #open({ protocol, hostname, port, method, path, query, headers }: HttpRequest): ClientRequest {
    const isHttps = protocol === 'https:';
    const asked = query ? buildQueryString(query) : '';
    return (isHttps ? httpsRequest : httpRequest)({
      // An address of IPv6 stands in brackets in a URL only.
      host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port,
      method,
      path: asked ? `${path}?${asked}` : path,
      headers,
      agent: isHttps ? this.#agents.https : this.#agents.http,
    });
  }

  /** Closes the sockets. */
  destroy(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  updateHttpClientConfig(): void {
    // The run's settings hold for every client.
  }

  httpHandlerConfigs(): object {
    return {};
  }
}

function responseOf(
  { statusCode = -1, statusMessage, headers }: IncomingMessage,
  body: Buffer,
): HttpResponse {
  const flat = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return new HttpResponse({
    statusCode,
    ...(statusMessage === undefined ? {} : { reason: statusMessage }),
    headers: Object.fromEntries(flat),
    body,
  });
}

function timedOut(milliseconds: number, what: string): Error {
  return Object.assign(new Error(`${what}within ${milliseconds / 1000} seconds`), {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
  });
}

function aborted(): Error {
  return Object.assign(new Error('aborted'), { name: 'AbortError' });
}

/** Codes of connections that break, which the SDK calls timeouts. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

function asTheSdkNames(error: Error): Error {
  return 'code' in error && BROKEN.has(String(error.code))
    ? Object.assign(error, { name: 'TimeoutError' })
    : error;
}

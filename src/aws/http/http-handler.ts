import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandlerOptions, HttpRequest, HttpResponse } from '@smithy/types';
import { proxyEnvironment } from '../../settings/proxy-environment.ts';
import type { Settings } from '../../settings/settings.ts';
import { errorInBody, unusableBody } from './error-in-body.ts';

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
  readonly #inner: NodeHttpHandler;
  readonly #requestTimeoutMs: number;
  readonly #callTimeoutMs: number;

  constructor({ connectTimeoutMs, requestTimeoutMs, callTimeoutMs, proxy }: HttpSettings) {
    this.#requestTimeoutMs = requestTimeoutMs;
    this.#callTimeoutMs = callTimeoutMs;
    const agent = {
      keepAlive: true,
      // Bounded by how much is read at once: a bound here would let an account wait for the sockets of another.
      maxSockets: Number.POSITIVE_INFINITY,
      ...(proxy ? { proxyEnv: proxyEnvironment(proxy) } : {}),
    };
    this.#inner = new NodeHttpHandler({
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      socketTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpsAgent: new HttpsAgent(agent),
      httpAgent: new HttpAgent(agent),
    });
  }

  /** One attempt. Throws what the SDK takes for a failure of the network where no whole answer comes in time. */
  async handle(
    request: HttpRequest,
    { abortSignal, requestTimeout }: HttpHandlerOptions = {},
  ): Promise<{ response: HttpResponse }> {
    let body: Readable | undefined;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const error = timedOut(this.#callTimeoutMs);
      late.reject(error);
      body?.destroy(error);
    }, this.#callTimeoutMs);
    const whole = async () => {
      const { response } = await this.#inner.handle(request as never, {
        ...(abortSignal ? { abortSignal } : {}),
        requestTimeout: Math.min(requestTimeout ?? this.#requestTimeoutMs, this.#callTimeoutMs),
      });
      body = response.body as Readable;
      response.body = await readWhole(decompressed(body, response.headers), response.statusCode);
      const error = errorInBody(response.statusCode, response.body as Buffer);
      if (error) throw error;
      return { response: response as HttpResponse };
    };
    try {
      const answer = whole();
      // Where the deadline comes first, nobody is left to hear what the aborted attempt ends with.
      answer.catch(() => undefined);
      return await Promise.race([answer, late.promise]);
    } catch (error) {
      // An answer that is cut off from our side is seen as a connection that broke.
      if (abortSignal?.aborted)
        throw Object.assign(new Error('aborted', { cause: error }), { name: 'AbortError' });
      // A silence has a name only, where everything else that breaks a connection has a code.
      throw error instanceof Error && error.name === 'TimeoutError' && !('code' in error)
        ? Object.assign(error, { code: 'ETIMEDOUT' })
        : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes the sockets. */
  destroy(): void {
    this.#inner.destroy();
  }

  updateHttpClientConfig(): void {
    // The run's settings hold for every client.
  }

  httpHandlerConfigs(): object {
    return {};
  }
}

function timedOut(milliseconds: number): Error {
  return Object.assign(new Error(`not within ${milliseconds / 1000} seconds`), {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
  });
}

/** AWS compresses nothing unasked, but what stands before it may. */
function decompressed(body: Readable, headers: Record<string, string>): Readable {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'content-encoding');
  const encoding = name === undefined ? undefined : headers[name]?.toLowerCase();
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : undefined;
  if (!decoder) return body;
  body.on('error', (error) => decoder.destroy(error));
  return body.pipe(decoder);
}

/** Many times what AWS sends at once: a page of CloudTrail's events has up to 13 MiB. */
const MOST_BYTES = 64 * 1_048_576;

async function readWhole(body: Readable, status: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += (piece as Buffer).length;
      if (bytes > MOST_BYTES) throw unusableBody(status, `it has more than ${MOST_BYTES / 1_048_576} MiB`);
      pieces.push(piece as Buffer);
    }
  } catch (error) {
    throw isNotDecompressed(error)
      ? unusableBody(status, `it cannot be decompressed (${error.message})`)
      : error;
  }
  return Buffer.concat(pieces);
}

/** https://nodejs.org/api/zlib.html: zlib's codes begin with Z_, Brotli's with ERR_ or ERR__ERROR. */
function isNotDecompressed(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(?:Z_|ERR_(?:_ERROR|PADDING|BROTLI))/.test(String(error.code))
  );
}

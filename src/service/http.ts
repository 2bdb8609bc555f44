import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { type HttpAddress, parseHttpAddress } from '../settings/http-address.ts';
import { STYLE_HASH } from './page/style.ts';
import { type Answer, answer, type Surfaces } from './routes.ts';
import { isLoopback, isTrustedHost } from './trusted-host.ts';

/** Address at which the surfaces are served, with the names allowed besides addresses and `localhost`. */
export interface HttpOptions extends Surfaces {
  /** `127.0.0.1:8080`, `[::]:8080`. */
  readonly address: string;
  readonly hosts?: readonly string[];
  readonly log: Log;
}

export interface HttpServer {
  /** With the port it got. */
  readonly url: string;
  /** Ends every connection and resolves when the port is free. */
  close(): Promise<void>;
}

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; style-src '${STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Serves `/`, `/accounts`, `/account/<id>`, `/healthz`, `/readyz` and `/metrics`, for reading only. Throws a config error when it cannot listen. */
export async function startHttpServer(options: HttpOptions): Promise<HttpServer> {
  const address = parseHttpAddress(options.address);
  if (address === undefined || address === 'off') throw notListening(options.address);
  const server = createServer({
    requestTimeout: 10_000,
    headersTimeout: 5_000,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 8_192,
    connectionsCheckingInterval: 1_000,
  });
  server.maxConnections = 64;
  await listen(server, address, options.address);
  server.on('error', (error) => options.log.warn('the status page could not take a connection', { error }));
  const bound = server.address() as AddressInfo;
  const onLoopback = isLoopback(bound.address);
  const hosts = (options.hosts ?? []).map((host) => host.toLowerCase());
  server.on('request', (request, response) => {
    respond(request, response, options, (header) => isTrustedHost(header, hosts, onLoopback)).catch(
      (error: unknown) => {
        options.log.error('a request could not be answered', { path: request.url, error });
        response.destroy();
      },
    );
  });
  return {
    url: `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`,
    close: () => close(server),
  };
}

function listen(server: Server, { host, port }: HttpAddress, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown) => reject(notListening(text, cause));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

function notListening(address: string, cause?: unknown): Error {
  return configError('the status page cannot be served', {
    ...(cause === undefined ? {} : { cause }),
    where: address,
    hint: 'Set SNOWCENSUS_HTTP_ADDRESS to a free address such as 127.0.0.1:8080, or to off.',
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  surfaces: Surfaces,
  isTrusted: (host: string | undefined) => boolean,
): Promise<void> {
  // Whatever is sent along is not wanted.
  request.resume();
  const sent = await answerTo(request, surfaces, isTrusted);
  response.writeHead(sent.status, {
    ...SECURITY_HEADERS,
    ...sent.headers,
    'Content-Type': sent.contentType,
    'Content-Length': Buffer.byteLength(sent.body),
  });
  response.end(request.method === 'HEAD' ? undefined : sent.body);
}

async function answerTo(
  request: IncomingMessage,
  surfaces: Surfaces,
  isTrusted: (host: string | undefined) => boolean,
): Promise<Answer> {
  if (!isTrusted(request.headers.host)) {
    return text(421, 'This name is not served here; see SNOWCENSUS_HTTP_HOSTS.');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...text(405, 'This can only be read.'), headers: { Allow: 'GET, HEAD', Connection: 'close' } };
  }
  const url = URL.parse(`http://localhost${request.url ?? ''}`);
  return (url && (await answer(surfaces, url))) ?? text(404, 'There is no such page.');
}

function text(status: number, body: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${body}\n` };
}

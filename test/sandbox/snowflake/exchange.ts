import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** One HTTP request and what its answer will go through on the way out. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly url: URL;
  /** How the client reached us, so that the links we hand out lead back the same way: `http://127.0.0.1:4711`. */
  readonly origin: string;
  /** Injected damage to the answer: cut in half, begun and never ended, or not sent at all. */
  damage?: 'truncate' | 'stall' | 'drop';
}

/** A request body cannot be larger than this many bytes; Snowflake takes 1 MB of SQL text plus its binds. */
const bodyLimit = 128 * 1024 * 1024;

export function openExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
  return {
    request,
    response,
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', origin),
    origin,
  };
}

/** Reads a JSON object from the body, gzip or not; an empty body is an empty object. Throws on anything else. */
export async function readJson(exchange: Exchange): Promise<Readonly<Record<string, unknown>>> {
  const raw = await readBody(exchange.request);
  if (raw.length === 0) return {};
  // Drivers that compress say so in the header; gosnowflake and JDBC do, the Node driver does not.
  const plain = /gzip/i.test(exchange.request.headers['content-encoding'] ?? '')
    ? await promisify(gunzip)(raw)
    : raw;
  return asRecord(JSON.parse(plain.toString('utf8')));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > bodyLimit) throw new Error(`Request body is larger than ${bodyLimit} bytes`);
  }
  return Buffer.concat(parts);
}

/** Narrows parsed JSON to an object; anything else reads as an empty one. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Sends JSON. Drivers parse a body only under a content type that contains `application/json`. */
export function sendJson(exchange: Exchange, body: unknown, status = 200): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  send(exchange, status, { 'content-type': 'application/json' }, Buffer.from(text));
}

/** Sends a whole answer, after whatever damage was ordered for it. */
export function send(
  exchange: Exchange,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): void {
  const { response } = exchange;
  // What is left of the request is read away, or a kept-alive connection would stall on it.
  exchange.request.resume();
  if (response.destroyed) return;
  if (exchange.damage === 'drop' || response.headersSent) {
    breakConnection(exchange);
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  if (exchange.damage === 'truncate') {
    response.write(body.subarray(0, body.length >> 1), () => exchange.request.socket.destroy());
    return;
  }
  if (exchange.damage === 'stall') {
    response.write(body.subarray(0, body.length >> 1));
    return;
  }
  response.end(exchange.method === 'HEAD' ? undefined : body);
}

/** Ends the connection with a TCP reset: the client sees ECONNRESET. */
export function breakConnection(exchange: Exchange): void {
  exchange.request.socket.resetAndDestroy();
}

import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { DeliveryFault } from './faults.ts';
import type { WireAnswer } from './wire/protocol.ts';

const slowPieces = 8;
const slowPieceMs = 250;
const html = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** Sends an answer, with what is to go wrong on the way. */
export async function deliver(
  response: ServerResponse,
  answer: WireAnswer,
  fault: DeliveryFault | undefined,
): Promise<void> {
  const body = Buffer.from(answer.body, 'utf8');
  const half = Math.floor(body.length / 2);
  switch (fault) {
    case undefined:
      send(response, answer, body);
      return;
    case 'malformed-body':
      send(response, answer, body.subarray(0, half));
      return;
    case 'html':
      send(
        response,
        { status: 502, headers: { 'content-type': 'text/html' }, body: html },
        Buffer.from(html),
      );
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'truncate-body':
      head(response, answer, body.length);
      // The half must have left before the connection goes.
      response.write(body.subarray(0, half), () => response.socket?.destroy());
      return;
    case 'hang':
      return;
    case 'stall':
      head(response, answer, body.length);
      response.flushHeaders();
      return;
    case 'drip':
      head(response, answer, body.length);
      drip(response, body);
      return;
    case 'html-403':
      sendText(response, 'text/html', html, 403);
      return;
    case 'html-200':
      sendText(response, 'text/html', html);
      return;
    case 'empty-200':
      sendText(response, answer.headers['content-type'] ?? 'text/plain', '');
      return;
    case 'text-200':
      sendText(response, 'text/plain', 'upstream connect error or disconnect/reset before headers');
      return;
    case 'xhtml-200':
      sendText(response, 'text/html', `<?xml version="1.0" encoding="UTF-8"?>\n${html}`);
      return;
    case 'other-200':
      sendText(
        response,
        'application/xml',
        '<?xml version="1.0"?>\n<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>',
      );
      return;
    case 'error-200':
      sendError(response, answer);
      return;
    case 'gzip': {
      const packed = gzipSync(body);
      send(response, { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } }, packed);
      return;
    }
    case 'cut-gzip': {
      const packed = gzipSync(body);
      const cut = packed.subarray(0, Math.floor(packed.length / 2));
      send(response, { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } }, cut);
      return;
    }
    case 'false-gzip':
      send(response, { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } }, body);
      return;
    case 'flood':
      response.writeHead(200, answer.headers);
      await pipeline(Readable.from(flood(body)), response).catch(() => undefined);
      return;
    case 'binary':
      send(response, answer, Buffer.from([0, 1, 2, 0xff, 0xfe, 0x80, 27, 91, 51, 49, 109]));
      return;
    case 'slow-page':
      head(response, answer, body.length);
      for (let piece = 0; piece < slowPieces; piece += 1) {
        await sleep(slowPieceMs);
        response.write(body.subarray(cut(piece, body), cut(piece + 1, body)));
      }
      response.end();
  }
}

/** The body, and then blanks without end. */
function* flood(body: Buffer): Generator<Buffer> {
  yield body;
  for (;;) yield Buffer.alloc(1_048_576, ' ');
}

function sendText(response: ServerResponse, type: string, text: string, status = 200): void {
  const body = Buffer.from(text);
  send(response, { status, headers: { 'content-type': type }, body: text }, body);
}

const dripMs = 20;

/** One byte after another for as long as the client stays; an answer has too many of them to end soon. */
function drip(response: ServerResponse, body: Buffer): void {
  let at = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(at, at + 1));
    at += 1;
    if (at >= body.length) at = body.length - 1;
  }, dripMs);
  response.on('close', () => clearInterval(timer));
}

/** `InternalError`, in the form of the answer's own protocol. */
function sendError(response: ServerResponse, answer: WireAnswer): void {
  const isXml = answer.body.startsWith('<');
  const body = Buffer.from(
    isXml
      ? '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>InternalError</Code><Message>An internal error has occurred</Message></Error></Errors><RequestID>r</RequestID></Response>'
      : '{"__type":"com.amazonaws.sandbox#InternalServerException","message":"An internal error has occurred"}',
  );
  send(response, { ...answer, status: 200 }, body);
}

function send(response: ServerResponse, answer: WireAnswer, body: Buffer): void {
  head(response, answer, body.length);
  response.end(body);
}

function head(response: ServerResponse, { status, headers }: WireAnswer, length: number): void {
  response.writeHead(status, { ...headers, 'content-length': length });
}

function cut(piece: number, body: Buffer): number {
  return Math.floor((body.length * piece) / slowPieces);
}

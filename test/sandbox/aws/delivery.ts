import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
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
    case 'slow-page':
      head(response, answer, body.length);
      for (let piece = 0; piece < slowPieces; piece += 1) {
        await sleep(slowPieceMs);
        response.write(body.subarray(cut(piece, body), cut(piece + 1, body)));
      }
      response.end();
  }
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

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as the webhook got it, whole. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What becomes of a message: a status, a broken connection, or no answer. */
export type Reaction =
  | number
  | { readonly status: number; readonly retryAfter: string }
  | 'break'
  | 'silence';

/** A webhook on loopback. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers to the next messages, one after another; then 200. */
  readonly reactions: Reaction[];
  close(): Promise<void>;
}

export async function startReceiver(
  path = '/services/T000/B000/aVeryLongSecretOfAWebhook',
): Promise<Receiver> {
  const received: Received[] = [];
  const reactions: Reaction[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString('utf8'),
      });
      react(reactions.shift() ?? 200, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    received,
    reactions,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function react(reaction: Reaction, response: ServerResponse): void {
  if (reaction === 'silence') return;
  if (reaction === 'break') {
    response.destroy();
    return;
  }
  const { status, retryAfter } =
    typeof reaction === 'number' ? { status: reaction, retryAfter: undefined } : reaction;
  response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  response.end('x'.repeat(100_000));
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { HttpRequest } from '@smithy/core/protocols';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WholeAnswers } from '../../../src/aws/http/http-handler.ts';

let server: Server;
let handler: WholeAnswers;
let answer: (asked: IncomingMessage, told: ServerResponse) => void;
const sockets = new Set<Socket>();

beforeEach(async () => {
  sockets.clear();
  server = createServer((asked, told) => answer(asked, told));
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  handler = new WholeAnswers({ connectTimeoutMs: 5_000, requestTimeoutMs: 5_000, callTimeoutMs: 5_000 });
});
afterEach(() => {
  handler.destroy();
  server.closeAllConnections();
  server.close();
});

function ask(options: { readonly signal?: AbortSignal; readonly by?: WholeAnswers } = {}) {
  const { port } = server.address() as AddressInfo;
  const query = { list: ['a b', 'c'], flag: '' };
  const where = { protocol: 'http:', hostname: '127.0.0.1', port, path: '/some/where', query };
  const request = new HttpRequest({ ...where, method: 'POST', headers: { 'x-one': '1' }, body: 'words' });
  return (options.by ?? handler).handle(request, options.signal ? { abortSignal: options.signal } : {});
}

test('a request goes out whole, and its answer comes whole, on a connection that stays', async () => {
  answer = async (asked, told) => {
    asked.setEncoding('utf8');
    const body = (await asked.toArray()).join('');
    told.setHeader('set-cookie', ['a=1', 'b=2']);
    told.end(JSON.stringify({ asked: `${asked.method} ${asked.url} ${asked.headers['x-one']} ${body}` }));
  };
  for (let time = 0; time < 3; time += 1) {
    const { response } = await ask();
    expect(response).toMatchObject({ statusCode: 200, headers: { 'set-cookie': 'a=1,b=2' } });
    expect(String(response.body)).toBe('{"asked":"POST /some/where?flag=&list=a%20b&list=c 1 words"}');
  }
  expect(sockets.size).toBe(1);
});

test.each(['before it begins', 'while the answer comes', 'at the very beginning'])(
  'a call that is aborted %s ends as one, and closes its connection',
  async (when) => {
    const arrived = Promise.withResolvers<void>();
    answer = (_, told) => {
      if (when === 'while the answer comes') told.write('<Answer');
      arrived.resolve();
    };
    const stop = new AbortController();
    if (when === 'at the very beginning') stop.abort();
    const asking = ask({ signal: stop.signal });
    const ended = expect(asking).rejects.toMatchObject({ name: 'AbortError' });
    if (when !== 'at the very beginning') await arrived.promise;
    stop.abort();
    await ended;
    // However it closes: what was under way may be lost.
    for (const socket of sockets)
      if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  },
);

test('a connection that breaks has the name and the code that are tried again', async () => {
  answer = (_, told) => told.socket?.destroy();
  await expect(ask()).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
  answer = (_, told) => {
    told.writeHead(200, { 'content-length': '100' });
    told.write('<Answer', () => told.socket?.destroy());
  };
  await expect(ask()).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
});

test.each([
  ['silence', { requestTimeoutMs: 20 }, 'nothing came within 0.02 seconds'],
  ['an answer too late', { callTimeoutMs: 20 }, 'not within 0.02 seconds'],
])('%s ends the call with its reason', async (_, bound, message) => {
  answer = (_asked, told) => void told.write('<Answer');
  const bounds = { connectTimeoutMs: 5_000, requestTimeoutMs: 5_000, callTimeoutMs: 5_000, ...bound };
  const by = new WholeAnswers(bounds);
  await expect(ask({ by })).rejects.toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT', message });
  by.destroy();
});

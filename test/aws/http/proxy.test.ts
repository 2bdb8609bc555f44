import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Reader, startReader } from '../reader.ts';

/** A forward proxy that alone knows where aws.corp.test is, and writes down what it is asked for. */
async function startProxy(
  target: string,
): Promise<{ readonly url: string; readonly asked: string[]; server: Server }> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${new URL(incoming.url ?? '').host}`);
    const { hostname, port } = new URL(target);
    const { pathname, search } = new URL(incoming.url ?? '');
    const forward = request(
      { hostname, port, path: pathname + search, method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(forward);
  });
  server.on('connect', ({ url }, socket) => {
    asked.push(`CONNECT ${url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, server };
}

let reader: Reader;
let proxy: Awaited<ReturnType<typeof startProxy>>;
beforeEach(async () => {
  reader = await startReader();
  proxy = await startProxy(reader.aws.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  proxy.server.close();
  proxy.server.closeAllConnections();
  await reader[Symbol.asyncDispose]();
});

const through = (proxies: object) =>
  reader.access({
    settings: {
      region: 'us-east-1',
      maxAttempts: 1,
      connectTimeoutMs: 1_000,
      requestTimeoutMs: 5_000,
      callTimeoutMs: 5_000,
      proxy: { https: undefined, http: undefined, except: undefined, ...proxies },
    },
  });

test('calls go through the proxy of their scheme', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.corp.test');
  await through({ http: proxy.url, https: 'http://127.0.0.1:1' }).open();
  expect(proxy.asked).toEqual(['POST aws.corp.test']);
});

test('https goes through a tunnel', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'https://aws.corp.test');
  await expect(through({ https: proxy.url }).open()).rejects.toThrow();
  expect(proxy.asked).toEqual(['CONNECT aws.corp.test:443']);
});

test('hosts that are excepted are asked without it', async () => {
  await through({ http: proxy.url, except: '127.0.0.1,localhost' }).open();
  expect(proxy.asked).toEqual([]);
});

import { request } from 'node:http';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../src/log/log.ts';
import { type HttpServer, startHttpServer } from '../../src/service/http.ts';
import { createMetrics } from '../../src/service/metrics.ts';
import type { ServiceView } from '../../src/service/view.ts';
import { accountFindings, accountIdOf, badDay, serviceView } from './views.ts';

const state = { view: serviceView(), lag: 0.004, asked: [] as string[] };
const told = new PassThrough();
let server: HttpServer;

function start(changes: { address?: string; hosts?: readonly string[]; view?: () => ServiceView } = {}) {
  const lag = () => ({ median: 0, p99: 0, max: state.lag });
  return startHttpServer({
    address: '127.0.0.1:0',
    view: () => state.view,
    findingsOf: (account) => {
      state.asked.push(account);
      return Promise.resolve(accountFindings());
    },
    lag,
    metrics: createMetrics(lag),
    log: createLog({ level: 'debug', format: 'json' }, { secrets: () => [], stream: told }),
    ...changes,
  });
}

beforeAll(async () => {
  server = await start();
});
afterAll(() => server.close());

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Asks as no browser would: with any method, path and Host header. */
function ask(
  path: string,
  options: { method?: string; host?: string; url?: string } = {},
): Promise<Answered> {
  const { hostname, port, host } = new URL(options.url ?? server.url);
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  request(
    {
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      path,
      method: options.method ?? 'GET',
      headers: { host: options.host ?? host },
    },
    async (response) => {
      const pieces = await response.toArray();
      const body = Buffer.concat(pieces as Buffer[]).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    },
  )
    .on('error', reject)
    .end();
  return promise;
}

describe('surfaces', () => {
  test('the page is what the view says now', async () => {
    state.view = badDay();
    const { status, headers, body } = await ask('/');
    state.view = serviceView();
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body).toContain('AWS_INVENTORY_CONNECTION is blind in 35 of 2,000 accounts.');
    expect((await ask('/')).body).toContain('All is well');
  });

  test('a browser takes the style of the page, and nothing else, by the hash in the policy', async () => {
    const { body, headers } = await ask('/');
    const style = new JSDOM(body).window.document.querySelector('style')?.textContent ?? '';
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(style));
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain(`style-src 'sha256-${Buffer.from(digest).toString('base64')}'`);
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).not.toMatch(/unsafe|script-src|\*/);
  });

  test('the page refreshes itself on demand only', async () => {
    expect((await ask('/')).headers.refresh).toBeUndefined();
    expect((await ask('/?refresh=30')).headers.refresh).toBe('30');
  });

  test('an account that nobody knows has no page, and Snowflake is asked nothing of it', async () => {
    state.asked.length = 0;
    expect((await ask('/account/000000000000')).status).toBe(404);
    expect(state.asked).toEqual([]);
    const { status, body } = await ask(`/account/${accountIdOf(1)}`);
    expect([status, state.asked]).toEqual([200, [accountIdOf(1)]]);
    expect(body).toContain('No bucket is public by policy or ACL');
  });

  test('health is that the event loop goes round', async () => {
    const healthy = await ask('/healthz');
    expect(healthy.status).toBe(200);
    expect(JSON.parse(healthy.body)).toMatchObject({
      status: 'ok',
      event_loop_lag_seconds: 0.004,
      version: '1.2.3',
    });
    state.lag = 12;
    const held = await ask('/healthz');
    state.lag = 0.004;
    expect([held.status, JSON.parse(held.body).status]).toEqual([503, 'held up']);
  });

  test('readiness flips with Snowflake, and says why', async () => {
    expect((await ask('/readyz')).status).toBe(200);
    state.view = serviceView({ snowflake: { lastOkAt: new Date(0), error: 'connect ECONNREFUSED' } });
    const { status, body } = await ask('/readyz');
    state.view = serviceView();
    expect(status).toBe(503);
    expect(JSON.parse(body)).toEqual({
      status: 'not ready',
      reasons: ['Snowflake could not be reached: connect ECONNREFUSED'],
      snowflake_answered_at: '1970-01-01T00:00:00.000Z',
    });
    expect((await ask('/readyz')).status).toBe(200);
  });

  test('metrics say what they are', async () => {
    const { status, headers, body } = await ask('/metrics');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(body).toContain('snowcensus_ready 1\n');
  });
});

describe('what is not answered', () => {
  test.each([
    '/nothing',
    '/healthz/',
    '/constructor',
    '/../etc/passwd',
    '//evil.example/',
    'http://evil.example/',
  ])('%s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('%s', async (method) => {
    const { status, headers } = await ask('/', { method });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('HEAD has the headers and no body', async () => {
    const { status, headers, body } = await ask('/readyz', { method: 'HEAD' });
    expect([status, body]).toEqual([200, '']);
    expect(Number(headers['content-length'])).toBeGreaterThan(10);
  });

  test.each(['/', '/nothing', '/metrics'])(
    '%s bears the headers that keep browsers from harm',
    async (path) => {
      expect((await ask(path)).headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
    },
  );

  test('a view that cannot be had ends the connection, is logged, and harms no other request', async () => {
    let calls = 0;
    const broken = await start({
      view: () => {
        calls += 1;
        if (calls === 1) throw new Error('no view');
        return serviceView();
      },
    });
    await expect(ask('/', { url: broken.url })).rejects.toThrow('socket hang up');
    expect((await ask('/', { url: broken.url })).status).toBe(200);
    await broken.close();
    expect(String(told.read())).toContain('no view');
  });
});

describe('names', () => {
  test.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:1', '[::1]:8080', '10.1.2.3'])(
    '%s is answered on loopback',
    async (host) => {
      expect((await ask('/readyz', { host })).status).toBe(200);
    },
  );

  test.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:',
  ])('a page of a stranger that resolves to us (%s) reads nothing', async (host) => {
    const { status, body } = await ask('/', { host });
    expect(status).toBe(421);
    expect(body).not.toContain('AWS_INVENTORY');
  });

  test('configured names are answered, and with them no other on any address', async () => {
    const named = await start({ address: '0.0.0.0:0', hosts: ['Census.example'] });
    const url = named.url.replace('0.0.0.0', '127.0.0.1');
    expect((await ask('/', { url, host: 'census.example:8080' })).status).toBe(200);
    expect((await ask('/', { url, host: 'evil.example' })).status).toBe(421);
    await named.close();
  });

  test('on an address that others reach, any name is answered until some are configured', async () => {
    const open = await start({ address: '0.0.0.0:0' });
    expect(
      (await ask('/', { url: open.url.replace('0.0.0.0', '127.0.0.1'), host: 'pod.cluster.local' })).status,
    ).toBe(200);
    await open.close();
  });
});

describe('stopping and starting', () => {
  test('a silent and an idle connection do not hold up the end', async () => {
    const stopping = await start();
    const silent = connect(Number(new URL(stopping.url).port), '127.0.0.1');
    silent.on('error', () => undefined);
    silent.write('GET / HTTP/1.1\r\n');
    await ask('/', { url: stopping.url });
    await sleep(50);
    const began = performance.now();
    await stopping.close();
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test('a port that is taken is a config error that names it', async () => {
    await expect(start({ address: new URL(server.url).host })).rejects.toMatchObject({
      kind: 'config',
      message: 'the status page cannot be served',
      where: new URL(server.url).host,
    });
  });
});

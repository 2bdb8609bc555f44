import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { post } from '../../../src/service/notifications/webhook.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const NO_PROXY = { https: undefined, http: undefined, except: undefined };
const MESSAGE = { body: '{"text":"é"}', messageId: 'id-1', timeoutMs: 10_000, proxy: NO_PROXY };

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(() => receiver.close());

test('a message arrives whole, once, with an id', async () => {
  expect(await post({ ...MESSAGE, url: receiver.url })).toEqual({ fate: 'taken' });
  expect(receiver.received).toHaveLength(1);
  expect(receiver.received[0]).toMatchObject({
    path: '/services/T000/B000/aVeryLongSecretOfAWebhook',
    body: MESSAGE.body,
    headers: { 'content-type': 'application/json; charset=utf-8', 'idempotency-key': 'id-1' },
  });
});

test('an answer that is no success says that it was not taken, and whether it may be later', async () => {
  receiver.reactions.push(500, 429, { status: 503, retryAfter: '7' }, 404, 302);
  const fates = [];
  for (const _ of [1, 2, 3, 4, 5]) fates.push(await post({ ...MESSAGE, url: receiver.url }));
  expect(fates).toEqual([
    { fate: 'refused', reason: 'it answered 500', afterMs: undefined, mayPass: true },
    { fate: 'refused', reason: 'it answered 429', afterMs: undefined, mayPass: true },
    { fate: 'refused', reason: 'it answered 503', afterMs: 7_000, mayPass: true },
    { fate: 'refused', reason: 'it answered 404', afterMs: undefined, mayPass: false },
    { fate: 'refused', reason: 'it answered 302', afterMs: undefined, mayPass: false },
  ]);
});

test('what was sent whole and not answered is unclear', async () => {
  receiver.reactions.push('break', 'silence');
  expect(await post({ ...MESSAGE, url: receiver.url })).toMatchObject({ fate: 'unclear' });
  expect(await post({ ...MESSAGE, url: receiver.url, timeoutMs: 50 })).toEqual({
    fate: 'unclear',
    reason: 'no answer within 0.05 seconds',
  });
});

test('what never reached anybody has surely not been taken', async () => {
  const { url } = receiver;
  await receiver.close();
  expect(await post({ ...MESSAGE, url })).toMatchObject({ fate: 'refused', mayPass: true });
  expect(await post({ ...MESSAGE, url: 'http://nowhere.invalid/' })).toMatchObject({ fate: 'refused' });
  receiver = await startReceiver();
});

test('a connection that never became secure has carried nothing', async () => {
  const sockets: Socket[] = [];
  const plain = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => socket.destroy());
  });
  plain.listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}/`;
  expect(await post({ ...MESSAGE, url })).toMatchObject({ fate: 'refused', mayPass: true });
  expect(sockets).toHaveLength(1);
  plain.close();
});

test('a message goes through the proxy for its scheme', async () => {
  const proxy = await startReceiver();
  const url = 'http://hooks.example/way';
  expect(await post({ ...MESSAGE, url, proxy: { ...NO_PROXY, http: new URL(proxy.url).origin } })).toEqual({
    fate: 'taken',
  });
  expect(proxy.received[0]?.path).toBe(url);
  await proxy.close();
});

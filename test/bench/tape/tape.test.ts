import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startTape } from './tape.ts';

test('none of the answers to requests at the same time is lost', async () => {
  let answered = 0;
  const aws = createServer((_, response) => {
    answered += 1;
    const text = String(answered);
    setImmediate(() => response.end(text));
  }).listen(0, '127.0.0.1');
  await once(aws, 'listening');
  const tape = await startTape(`http://127.0.0.1:${(aws.address() as AddressInfo).port}`);
  const ask = async () => (await fetch(tape.url, { method: 'POST', body: 'Action=Any' })).text();
  try {
    const recorded = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(recorded.toSorted()).toEqual(['1', '2', '3', '4']);
    await tape.play();
    expect([await ask(), await ask(), await ask(), await ask()].toSorted()).toEqual(recorded.toSorted());
  } finally {
    tape.close();
    aws.close();
  }
});

test('what was answered is played in its order, to the byte, and what was not is asked and counted', async () => {
  let answered = 0;
  const aws = createServer((request, response) => {
    answered += 1;
    response.writeHead(request.url === '/denied' ? 403 : 200, { 'x-amzn-requestid': String(answered) });
    response.end(`${request.url} ${answered} \u00e9`);
  }).listen(0, '127.0.0.1');
  await once(aws, 'listening');
  const tape = await startTape(`http://127.0.0.1:${(aws.address() as AddressInfo).port}`);
  const ask = async (path: string) => {
    const answer = await fetch(`${tape.url}${path}`, { method: 'POST', body: 'Action=Any' });
    return [answer.status, answer.headers.get('x-amzn-requestid'), await answer.text()];
  };
  try {
    const recorded = [await ask('/report'), await ask('/report'), await ask('/denied')];
    expect(recorded).toEqual([
      [200, '1', '/report 1 \u00e9'],
      [200, '2', '/report 2 \u00e9'],
      [403, '3', '/denied 3 \u00e9'],
    ]);
    for (const _run of [1, 2]) {
      await tape.play();
      expect([await ask('/report'), await ask('/report'), await ask('/denied')]).toEqual(recorded);
      expect(await ask('/report')).toEqual(recorded[1]);
      expect(await tape.figures()).toMatchObject({ played: 4, asked: 0 });
    }
    expect(await ask('/new')).toEqual([200, '4', '/new 4 \u00e9']);
    expect(await tape.figures()).toMatchObject({ played: 4, asked: 1 });
  } finally {
    tape.close();
    aws.close();
  }
});

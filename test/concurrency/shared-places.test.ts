import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ConcurrencyLimit } from '../../src/concurrency/concurrency-limit.ts';
import { SharedPlaces } from '../../src/concurrency/shared-places.ts';

/** Twenty tasks that stay until they are told to end; how many have been taken up. */
function crowd(limit: ConcurrencyLimit) {
  const ends: (() => void)[] = [];
  const all = limit.forEach(Array.from({ length: 20 }), () => new Promise<void>((end) => ends.push(end)));
  return {
    get taken() {
      return ends.length;
    },
    /** Ends them from the first on, as far as they have been taken up. */
    async end(count: number): Promise<void> {
      for (const end of ends.slice(0, count)) end();
      await turn();
    },
    async endAll(): Promise<void> {
      for (let ended = -1; ended < ends.length; ) {
        ended = ends.length;
        await this.end(ended);
      }
      await all;
    },
  };
}

test('one that is alone has the places of all, and as many as may be have their own', async () => {
  const places = new SharedPlaces(2, 8);
  const first = places.open();
  const one = crowd(first.limit);
  await turn();
  expect(one.taken).toBe(8);
  const others = Array.from({ length: 5 }, () => places.open());
  const crowds = others.map(({ limit }) => crowd(limit));
  await turn();
  expect(crowds.map(({ taken }) => taken)).toEqual([2, 2, 2, 2, 2]);
  // What it had begun goes on, and nothing more is begun until it is down to its own.
  await one.end(6);
  expect(one.taken).toBe(8);
  await one.end(7);
  expect(one.taken).toBe(9);
  for (const each of [one, ...crowds]) await each.endAll();
});

test('the places of one that ends are those of the others', async () => {
  const places = new SharedPlaces(2, 8);
  const [first, second] = [places.open(), places.open()];
  const one = crowd(first.limit);
  await turn();
  expect(one.taken).toBe(4);
  second.end();
  await turn();
  expect(one.taken).toBe(8);
  await one.endAll();
});

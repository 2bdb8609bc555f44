import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ConcurrencyLimit } from '../../src/concurrency/concurrency-limit.ts';

/** Items that are taken up and then do nothing until they are told to end. */
function stage(places: ConcurrencyLimit, names: readonly string[]) {
  const started: string[] = [];
  const ends = new Map(names.map((name) => [name, Promise.withResolvers<void>()]));
  const all = places.forEach(names, (name) => {
    started.push(name);
    return ends.get(name)?.promise ?? Promise.resolve();
  });
  return {
    started,
    all,
    async end(...which: readonly string[]): Promise<void> {
      for (const name of which) ends.get(name)?.resolve();
      await turn();
    },
  };
}

const WAIT = () => Promise.withResolvers<void>();

describe('who only waits', () => {
  test('lends the place, and others work meanwhile', async () => {
    const places = new ConcurrencyLimit(1);
    const { started, all, end } = stage(places, ['a', 'b', 'c']);
    await turn();
    expect(started).toEqual(['a']);
    const wait = WAIT();
    places.lend(wait.promise);
    await turn();
    expect(started).toEqual(['a', 'b']);
    await end('b');
    expect(started).toEqual(['a', 'b', 'c']);
    wait.resolve();
    await end('a', 'c');
    await all;
  });

  test('has it back after the wait, well ended or not', async () => {
    const places = new ConcurrencyLimit(1);
    const { started, all, end } = stage(places, ['a', 'b', 'c', 'd']);
    const [well, badly] = [WAIT(), WAIT()];
    places.lend(well.promise);
    places.lend(badly.promise);
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
    well.resolve();
    badly.reject(new Error('aborted'));
    await end('a', 'b');
    expect(started).toEqual(['a', 'b', 'c']);
    await end('c');
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    await end('d');
    await all;
  });

  test('never lets more be taken up than may be open', async () => {
    const places = new ConcurrencyLimit(1, { most: 3 });
    const { started, all, end } = stage(places, ['a', 'b', 'c', 'd']);
    const waits = ['a', 'b', 'c'].map(WAIT);
    for (const { promise } of waits) places.lend(promise);
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
    for (const { resolve } of waits) resolve();
    await end('a', 'b', 'c', 'd');
    await all;
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('places within a place', () => {
  test('lend it when all of them wait and nothing is left to take up, and only then', async () => {
    const accounts = new ConcurrencyLimit(1);
    const units = new ConcurrencyLimit(1, { within: accounts });
    const outer = stage(accounts, ['one', 'other']);
    const inner = stage(units, ['a', 'b']);
    await turn();
    const [a, b] = [WAIT(), WAIT()];
    units.lend(a.promise);
    await turn();
    expect(inner.started).toEqual(['a', 'b']);
    expect(outer.started).toEqual(['one']);
    units.lend(b.promise);
    await turn();
    expect(outer.started).toEqual(['one', 'other']);
    a.resolve();
    b.resolve();
    await inner.end('a', 'b');
    await inner.all;
    await outer.end('one', 'other');
    await outer.all;
  });

  test('lend it when all that still work end, and take it back when one goes on', async () => {
    const accounts = new ConcurrencyLimit(1);
    const units = new ConcurrencyLimit(2, { within: accounts });
    const outer = stage(accounts, ['one', 'second', 'third']);
    const inner = stage(units, ['a', 'b']);
    await turn();
    const wait = WAIT();
    units.lend(wait.promise);
    await turn();
    expect(outer.started).toEqual(['one']);
    await inner.end('b');
    expect(outer.started).toEqual(['one', 'second']);
    wait.resolve();
    await turn();
    await outer.end('second');
    expect(outer.started).toEqual(['one', 'second']);
    await inner.end('a');
    await inner.all;
    await outer.end('one');
    expect(outer.started).toEqual(['one', 'second', 'third']);
    await outer.end('third');
    await outer.all;
  });
});

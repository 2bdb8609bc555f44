import { expect, test } from 'vitest';
import { Turns } from '../../src/concurrency/turns.ts';

/** Work that ends when it is told to, and what began in which order. */
function works(turns: Turns) {
  const begun: string[] = [];
  const work = (name: string, how: 'beside' | 'alone') => {
    const end = Promise.withResolvers<string>();
    const done = turns[how](() => {
      begun.push(name);
      return end.promise;
    });
    return { end: () => end.resolve(name), fail: () => end.reject(new Error(name)), done };
  };
  return { begun, work };
}

test('what must be alone waits for what is under way, and what comes later waits for it', async () => {
  const { begun, work } = works(new Turns());
  const [a, b] = [work('a', 'beside'), work('b', 'beside')];
  expect(begun).toEqual(['a', 'b']);
  const [alone, other, c] = [work('alone', 'alone'), work('other', 'alone'), work('c', 'beside')];
  a.end();
  await a.done;
  expect(begun).toEqual(['a', 'b']);
  b.end();
  await expect.poll(() => begun).toEqual(['a', 'b', 'alone']);
  alone.end();
  expect(await alone.done).toBe('alone');
  await expect.poll(() => begun.length).toBeGreaterThan(3);
  for (const one of [other, c]) one.end();
  expect(await Promise.all([other.done, c.done])).toEqual(['other', 'c']);
  expect(new Set(begun)).toEqual(new Set(['a', 'b', 'alone', 'other', 'c']));
});

test('work that fails holds nobody up', async () => {
  const { begun, work } = works(new Turns());
  const a = work('a', 'beside');
  const alone = work('alone', 'alone');
  const last = work('last', 'beside');
  a.fail();
  await expect(a.done).rejects.toThrow('a');
  await expect.poll(() => begun).toEqual(['a', 'alone']);
  alone.fail();
  await expect(alone.done).rejects.toThrow('alone');
  await expect.poll(() => begun).toEqual(['a', 'alone', 'last']);
  last.end();
  expect(await last.done).toBe('last');
});

import { describe, expect, test } from 'vitest';
import { ofEach, unlessNotFound } from '../../../src/aws/catalogue/not-found.ts';

const notFound = Object.assign(new Error('no such thing'), { name: 'NoSuchThing' });
const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });
const gone = ['NoSuchThing'];

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe('what is read of one thing', () => {
  test('is nothing where AWS does not find it', async () => {
    expect(await unlessNotFound(gone, () => Promise.reject(notFound))).toBeUndefined();
  });

  test('is a failure where AWS says anything else', async () => {
    await expect(unlessNotFound(gone, () => Promise.reject(denied))).rejects.toBe(denied);
  });
});

describe('of listed things', () => {
  const read =
    (...missing: readonly number[]) =>
    (item: number) =>
      missing.includes(item) ? Promise.reject(notFound) : Promise.resolve([item, -item]);

  test.each([1, 3])('one that is gone takes no other with it, %i read at once', async (together) => {
    const rows = await all(ofEach({ items: [1, 2, 3, 4], gone, things: 'things', together }, read(2)));
    expect(rows).toEqual([1, -1, 3, -3, 4, -4]);
  });

  test('so many are read beside each other and no more', async () => {
    let now = 0;
    let most = 0;
    const items = Array.from({ length: 10 }, (_, item) => item);
    await all(
      ofEach({ items, gone, things: 'things', together: 4 }, async (item) => {
        now += 1;
        most = Math.max(most, now);
        await Promise.resolve();
        now -= 1;
        return [item];
      }),
    );
    expect(most).toBe(4);
  });

  test('one that is refused fails the whole', async () => {
    await expect(
      all(ofEach({ items: [1, 2], gone, things: 'things' }, () => Promise.reject(denied))),
    ).rejects.toBe(denied);
  });

  test('all of several gone is no empty answer', async () => {
    await expect(all(ofEach({ items: [1, 2, 3], gone, things: 'things' }, read(1, 2, 3)))).rejects.toThrow(
      'AWS lists 3 things and then finds none of them',
    );
    expect(await all(ofEach({ items: [1, 2], gone, things: 'things' }, read(1, 2)))).toEqual([]);
    expect(await all(ofEach({ items: [], gone, things: 'things' }, read()))).toEqual([]);
  });
});

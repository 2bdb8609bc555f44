import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { SeenKeys } from '../../src/load/seen-keys.ts';

test('a key is new once, however many there are', () => {
  const seen = new SeenKeys();
  const keys = Array.from({ length: 5_000 }, (_, index) => `i-${index}`);
  expect(keys.filter((key) => seen.add(key))).toHaveLength(5_000);
  expect(keys.filter((key) => seen.add(key))).toEqual([]);
  expect(seen.add('i-5000')).toBe(true);
});

test('a key may be empty, or any text', () => {
  const seen = new SeenKeys();
  const keys = ['', ' ', 'é', 'e\u0301', 'x'.repeat(10_000)];
  expect(keys.map((key) => seen.add(key))).toEqual(keys.map(() => true));
  expect(keys.map((key) => seen.add(key))).toEqual(keys.map(() => false));
});

test('nothing is held of the answers that keys are pieces of', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const seen = new SeenKeys();
  const [answers, bytes] = [100, 1_000_000];
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < answers; index += 1) {
    const answer = Buffer.from(`<id>${String(index).padStart(30, '0')}</id>`.padEnd(bytes)).toString();
    expect(seen.add(answer.slice(4, 34))).toBe(true);
  }
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan((answers * bytes) / 10);
});

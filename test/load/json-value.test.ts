import { expect, test } from 'vitest';
import { jsonValue } from '../../src/load/json-value.ts';

test('times are ISO-8601 in UTC, bytes are base64, large whole numbers are text', () => {
  expect(
    jsonValue({
      at: new Date('2026-01-02T03:04:05+02:00'),
      bytes: new Uint8Array([1, 2, 255]),
      big: 2n ** 70n,
    }),
  ).toEqual({ at: '2026-01-02T01:04:05.000Z', bytes: 'AQL/', big: '1180591620717411303424' });
});

test('nothing is null or undefined, but for the places of a list', () => {
  expect(
    jsonValue({ a: null, b: undefined, c: { d: null }, e: [null, undefined, 1], f: new Date(Number.NaN) }),
  ).toEqual({
    c: {},
    e: [null, null, 1],
  });
  expect(jsonValue(null)).toBeUndefined();
});

test('what is empty, false or zero stays', () => {
  const value = { text: '', no: false, zero: 0, list: [], record: {} };
  expect(jsonValue(value)).toEqual(value);
});

test('NUL and lone surrogates are replaced, in names as in values; all other Unicode stays', () => {
  expect(jsonValue({ 'a\0b': 'c\0\0d', '\ud800': ['x\udfffy'] })).toEqual({
    'a\u{FFFD}b': 'c\u{FFFD}\u{FFFD}d',
    '\u{FFFD}': ['x\u{FFFD}y'],
  });
  const odd = 'line\u2028𠮷野家 שָׁלוֹם \u{10FFFF}\u0085\u0001';
  expect(jsonValue(odd)).toBe(odd);
});

test('a member may have any name', () => {
  const value: unknown = JSON.parse('{"__proto__":{"a":1},"constructor":2,"":3}');
  expect(JSON.stringify(jsonValue(value))).toBe('{"__proto__":{"a":1},"constructor":2,"":3}');
});

test('what is given is not changed', () => {
  const given = Object.freeze({ a: Object.freeze([new Date(0)]) });
  expect(jsonValue(given)).toEqual({ a: ['1970-01-01T00:00:00.000Z'] });
  expect(given.a[0]).toBeInstanceOf(Date);
});

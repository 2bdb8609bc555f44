import { expect, test } from 'vitest';
import { parseExactJson } from '../../src/text/exact-json.ts';

test.each([
  ['9223372036854775807', '9223372036854775807'],
  ['-9007199254740993', '-9007199254740993'],
  ['9007199254740991', 9_007_199_254_740_991],
  ['9007199254740992', 9_007_199_254_740_992],
  ['0', 0],
  ['1.5', 1.5],
  ['1.10', 1.1],
  ['0.1234567890123456789', '0.1234567890123456789'],
  ['1e400', '1e400'],
  ['1e30', 1e30],
  ['"9223372036854775807"', '9223372036854775807'],
])('%s is %j', (text, value) => {
  expect(parseExactJson(text)).toBe(value);
});

test('a number is kept wherever it stands', () => {
  expect(parseExactJson('{"a":[{"b":18446744073709551615}],"c":null,"d":{"__proto__":1}}')).toEqual(
    JSON.parse('{"a":[{"b":"18446744073709551615"}],"c":null,"d":{"__proto__":1}}'),
  );
});

test('what is no JSON is refused', () => {
  expect(() => parseExactJson('{')).toThrow(SyntaxError);
});

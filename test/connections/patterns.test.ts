import { expect, test } from 'vitest';
import { matchesPattern } from '../../src/connections/patterns.ts';

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['', '', true],
  ['', 'a', false],
  ['ec2.*', 'ec2.instances', true],
  ['ec2.*', 'ec2', false],
  ['*.users', 'iam.users', true],
  ['i?m.users', 'iam.users', true],
  ['i?m', 'im', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['a.c', 'abc', false],
  ['ab*ba', 'aba', false],
  ['ab*ba', 'abba', true],
  ['a*b*b', 'ab', false],
  ['**a**', 'a', true],
  ['*a*a', 'a', false],
  ['[ab]', 'a', false],
  ['?', '😀', true],
  ['prod', 'PROD', false],
])('the pattern %j matches %j: %s', (pattern, text, is) => {
  expect(matchesPattern(pattern, text)).toBe(is);
});

test('a pattern made to be slow is not', () => {
  const started = performance.now();
  expect(matchesPattern(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});

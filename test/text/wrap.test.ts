import { expect, test } from 'vitest';
import { wrapped } from '../../src/text/wrap.ts';

test('breaks between words, and within a word that is wider than a line', () => {
  expect(wrapped('one two three four', { width: 9 })).toEqual(['one two', 'three', 'four']);
  expect(wrapped('a abcdefghij b', { width: 4 })).toEqual(['a', 'abcd', 'efgh', 'ij b']);
  expect(wrapped('exactly ten', { width: 11 })).toEqual(['exactly ten']);
});

test('begins the first line and the others as it is told', () => {
  expect(wrapped('one two three', { width: 9, first: '- ', rest: '  ' })).toEqual(['- one two', '  three']);
});

test('gives one line for no text, and never one that is too wide', () => {
  expect(wrapped('', { width: 9, first: '  ' })).toEqual(['']);
  const text =
    'Nothing of this looks like an empty account: what was seen before is kept, arn:aws:iam::1:role/x.';
  for (let width = 8; width < 90; width += 1) {
    const lines = wrapped(text, { width, first: '  ' });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  }
});

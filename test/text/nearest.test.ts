import { expect, test } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

const OPTIONS = ['regions', 'schedule', 'role_chain', 'include', 'exclude', 'external_id', 'tags'];

test.each([
  ['regoins', 'regions'],
  ['region', 'regions'],
  ['Schedule', 'schedule'],
  ['rolechain', 'role_chain'],
  ['externalId', 'external_id'],
  ['tag', 'tags'],
  ['xclude', 'exclude'],
  ['xyz', undefined],
  ['', undefined],
  ['bucket_name', undefined],
])('%s is nearest to %s', (word, meant) => {
  expect(nearest(word, OPTIONS)).toBe(meant);
});

test('two letters that changed places are one slip, nearer than two others', () => {
  expect(nearest('us-esat-1', ['us-west-1', 'us-east-2', 'us-east-1'])).toBe('us-east-1');
});

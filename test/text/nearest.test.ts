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

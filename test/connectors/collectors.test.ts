import { expect, test } from 'vitest';
import { selectedCollectors } from '../../src/connectors/collectors.ts';
import { CONNECTORS } from '../../src/connectors/index.ts';

const all = [...CONNECTORS.values()].flatMap(({ collectors }) => collectors);
const names = (patterns: readonly string[] | undefined) =>
  selectedCollectors(all, patterns).map(({ name }) => name);

test('what is read on request is read by those who name it, and by no other', () => {
  const onRequest = all.filter((collector) => collector.onRequest).map(({ name }) => name);
  expect(onRequest).toContain('s3.bucket_settings');
  expect(names(undefined)).toEqual(all.filter((collector) => !collector.onRequest).map(({ name }) => name));
  expect(names(['s3.bucket_settings'])).toEqual(['s3.bucket_settings']);
  expect(names(['s3.*'])).toEqual(expect.arrayContaining(['s3.bucket_settings', 's3.buckets']));
});

import { expect, test } from 'vitest';
import { staticCredentials } from '../../src/run/static-credentials.ts';

const sources = (env: Record<string, string>) => ({
  env,
  secretNames: '*',
  secretDirectory: undefined,
  signal: new AbortController().signal,
});
const options = { access_key_id: 'env:ID', secret_access_key: 'env:KEY' };

test('what names no key is no credential', async () => {
  expect(await staticCredentials({}, sources({}))).toBeUndefined();
});

test('an access key id looks like one, or is not sent to AWS and not told', async () => {
  expect(await staticCredentials(options, sources({ ID: 'AKIAIOSFODNN7EXAMPLE', KEY: 'k' }))).toEqual({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'k',
  });
  for (const ID of [
    'ver:1-hint:1-ETMsDgAAAZ',
    'a/b/c/d/e',
    'AKIA',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  ]) {
    const answer = staticCredentials(options, sources({ ID, KEY: 'k' }));
    await expect(answer).rejects.toThrow('what env:ID holds is no access key id');
    await expect(answer).rejects.not.toThrow(ID);
  }
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { processCredentials } from '../../src/aws/process-credentials.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-aws-'));
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(directory, 'credentials'));
  vi.stubEnv('AWS_CONFIG_FILE', join(directory, 'config'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

/** No call is made: the file has everything. */
const handler = { handle: () => Promise.reject(new Error('no call')) };

const replaceFile = (id: string) =>
  writeFile(
    join(directory, 'credentials'),
    `[default]\naws_access_key_id = ${id}\naws_secret_access_key = secret-of-${id}\n`,
  );

test('the shared credentials file is read anew for each run, not within one', async () => {
  await replaceFile('AKIAFIRST');
  const first = processCredentials('us-east-1', handler);
  expect(await first.provider()).toMatchObject({ accessKeyId: 'AKIAFIRST' });
  await replaceFile('AKIASECOND');
  expect(await first.provider()).toMatchObject({ accessKeyId: 'AKIAFIRST' });
  const second = processCredentials('us-east-1', handler);
  expect(await second.provider()).toMatchObject({
    accessKeyId: 'AKIASECOND',
    secretAccessKey: 'secret-of-AKIASECOND',
  });
});

test('and within one when what it held has expired', async () => {
  await replaceFile('AKIAFIRST');
  const credentials = processCredentials('us-east-1', handler);
  const expired = await credentials.provider();
  await replaceFile('AKIASECOND');
  credentials.invalidate(expired);
  expect(await credentials.provider()).toMatchObject({ accessKeyId: 'AKIASECOND' });
});

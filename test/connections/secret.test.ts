import { mkdtempSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSecretReference, resolveSecret } from '../../src/connections/secret.ts';
import { describeError } from '../../src/errors.ts';

const directory = mkdtempSync(join(tmpdir(), 'snowcensus-secret-'));
const read = (path: string) => readFile(path, 'utf8');

function fileWith(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

async function problemOf(reference: string, env: Record<string, string> = {}): Promise<string> {
  return resolveSecret(reference, env, read).then(
    () => 'resolved',
    (error: unknown) => describeError(error),
  );
}

test.each([
  ['env:AWS_KEY', true],
  ['env:_x9', true],
  ['file:/run/secrets/key', true],
  ['file:relative', false],
  ['env:', false],
  ['env:9X', false],
  ['env:A B', false],
  ['ENV:X', false],
  ['AKIAEXAMPLE', false],
  ['env:X\nfile:/y', false],
])('%j is a reference: %s', (text, is) => {
  expect(isSecretReference(text)).toBe(is);
});

describe('a secret', () => {
  test('comes from the environment as it is', async () => {
    await expect(resolveSecret('env:KEY', { KEY: ' s ' }, read)).resolves.toBe(' s ');
  });

  test.each([
    ['s', 's'],
    ['s\n', 's'],
    ['s\r\n', 's'],
    ['a\nb\n\n', 'a\nb\n'],
  ])('in a file holding %j is %j', async (content, secret) => {
    await expect(resolveSecret(`file:${fileWith('secret', content)}`, {}, read)).resolves.toBe(secret);
  });

  test('that is not there is named with the way to give it', async () => {
    expect(await problemOf('env:KEY')).toBe(
      'the secret env:KEY is not set\n  fix: set the environment variable KEY',
    );
    expect(await problemOf('env:KEY', { KEY: '' })).toBe(
      'the secret env:KEY is empty\n  fix: set the environment variable KEY',
    );
    const empty = fileWith('empty', '\n');
    expect(await problemOf(`file:${empty}`)).toBe(
      `the secret file:${empty} is empty\n  fix: write the secret into ${empty}`,
    );
    expect(await problemOf('file:/nowhere/key')).toBe(
      'the secret file:/nowhere/key cannot be read\n  fix: make /nowhere/key exist and readable by this process\n' +
        "  because: ENOENT: no such file or directory, open '/nowhere/key'",
    );
  });

  test('in the place of a reference is refused and not repeated', async () => {
    expect(await problemOf('wJalrPlanted')).toBe(
      'a secret reference is neither env:NAME nor file:/absolute/path\n' +
        '  fix: name where the secret is instead of writing it',
    );
  });
});

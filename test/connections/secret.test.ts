import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSecretReference, resolveSecret } from '../../src/connections/secret.ts';
import { describeError } from '../../src/errors.ts';

const directory = mkdtempSync(join(tmpdir(), 'snowcensus-secret-'));

/** Everything that an operator can allow is allowed. */
const allowed = { secretNames: '*', secretDirectory: directory, signal: new AbortController().signal };

function fileWith(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

async function problemOf(reference: string, env: Record<string, string> = {}): Promise<string> {
  return resolveSecret(reference, { ...allowed, env }).then(
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
    await expect(resolveSecret('env:KEY', { ...allowed, env: { KEY: ' s ' } })).resolves.toBe(' s ');
  });

  test.each([
    ['s', 's'],
    ['s\n', 's'],
    ['s\r\n', 's'],
    ['a\nb\n\n', 'a\nb\n'],
  ])('in a file holding %j is %j', async (content, secret) => {
    await expect(resolveSecret(`file:${fileWith('secret', content)}`, { ...allowed, env: {} })).resolves.toBe(
      secret,
    );
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
      'the secret file:/nowhere/key cannot be read\n  fix: make /nowhere/key a file in the directory of ' +
        'SNOWCENSUS_SECRET_DIRECTORY, readable by this process and of at most 4096 bytes\n' +
        "  because: ENOENT: no such file or directory, realpath '/nowhere/key'",
    );
  });

  test('in the place of a reference is refused and not repeated', async () => {
    expect(await problemOf('wJalrPlanted')).toBe(
      'a secret reference is neither env:NAME nor file:/absolute/path\n' +
        '  fix: name where the secret is instead of writing it',
    );
  });
});

describe('of what a COMMENT names, the operator allows', () => {
  const resolve = (reference: string, policy: object, env: Record<string, string> = {}) =>
    resolveSecret(reference, {
      secretNames: undefined,
      secretDirectory: undefined,
      ...policy,
      env,
      signal: allowed.signal,
    });

  test('nothing unless told', async () => {
    await expect(resolve('env:KEY', {}, { KEY: 'value-of-key' })).rejects.toThrow(
      'the connection may not use the secret env:KEY',
    );
    const path = fileWith('secret', 'value');
    await expect(resolve(`file:${path}`, {})).rejects.toThrow(`may not use the secret file:${path}`);
  });

  test('the variables that are named, or match a pattern', async () => {
    const env = { AUDIT_KEY: 'a', AUDIT_SECRET: 'b', OTHER: 'c' };
    expect(await resolve('env:AUDIT_KEY', { secretNames: 'AUDIT_KEY, AUDIT_SECRET' }, env)).toBe('a');
    expect(await resolve('env:AUDIT_SECRET', { secretNames: 'AUDIT_*' }, env)).toBe('b');
    await expect(resolve('env:OTHER', { secretNames: 'AUDIT_*' }, env)).rejects.toThrow('env:OTHER');
  });

  test.each(['SNOWFLAKE_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'SNOWCENSUS_X', 'aws_x'])(
    'never what the process itself uses: %s',
    async (name) => {
      const answer = resolve(`env:${name}`, { secretNames: `*,${name}` }, { [name]: 'own-value' });
      await expect(answer).rejects.toThrow(`may not use the secret env:${name}`);
      await expect(answer).rejects.not.toThrow('own-value');
    },
  );

  test.each(['constructor', 'toString', '__proto__'])('nothing that every record has: %s', async (name) => {
    await expect(resolve(`env:${name}`, { secretNames: '*' })).rejects.toThrow('is not set');
  });

  test('regular files of its directory and below, links resolved', async () => {
    const secretDirectory = join(directory, 'allowed');
    mkdirSync(join(secretDirectory, 'below'), { recursive: true });
    const outside = fileWith('outside', 'stolen');
    const policy = { secretDirectory };
    writeFileSync(join(secretDirectory, 'below', 'key'), 'k\n');
    symlinkSync(join(secretDirectory, 'below', 'key'), join(secretDirectory, 'inner'));
    symlinkSync(outside, join(secretDirectory, 'link'));
    writeFileSync(join(secretDirectory, 'long'), 'x'.repeat(4_097));
    execFileSync('mkfifo', [join(secretDirectory, 'pipe')]);
    expect(await resolve(`file:${secretDirectory}/below/key`, policy)).toBe('k');
    expect(await resolve(`file:${secretDirectory}/inner`, policy)).toBe('k');
    for (const path of [
      outside,
      `${secretDirectory}/link`,
      `${secretDirectory}/../outside`,
      `${secretDirectory}/long`,
      `${secretDirectory}/pipe`,
      `${secretDirectory}/below`,
      '/dev/zero',
      '/etc/passwd',
    ]) {
      await expect(resolve(`file:${path}`, policy), path).rejects.toThrow(
        `the secret file:${path} cannot be read`,
      );
    }
  });
});

import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const COPIED = [
  'src',
  'test',
  'sql',
  'package.json',
  'tsconfig.json',
  'biome.json',
  'CHANGELOG.md',
  '.gitignore',
];
/** What is written, with all that it imports and that imports it. */
const COMPILED = [
  'src/connectors/index.ts',
  'test/connectors/aws-keys/options.test.ts',
  'test/new/read-all.ts',
  'test/sandbox/aws/operations/modelled-lists.test.ts',
];
const BIN = join(root, 'node_modules', '.bin');

let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'snowcensus-new-'));
  await Promise.all(COPIED.map((name) => cp(join(root, name), join(copy, name), { recursive: true })));
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  const config = { extends: './tsconfig.json', include: [], files: COMPILED };
  await writeFile(join(copy, 'tsconfig.new.json'), JSON.stringify(config));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** Runs a program in the copy, and gives what it printed where it failed. */
function failureOf(program: string, ...args: readonly string[]): string {
  const env = { ...process.env, PATH: `${BIN}:${process.env.PATH}`, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: copy, encoding: 'utf8', env });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

test('what is written compiles, and is read from the sandbox with a value in each column, without work by hand', () => {
  const made = (...args: readonly string[]) => failureOf(process.execPath, 'test/new/main.ts', ...args);
  expect(made('collector', 'ec2', 'DescribeCarrierGateways')).toBe('');
  expect(made('collector', 'accessanalyzer', 'ListPolicyGenerations')).toBe('');
  expect(made('connector', 'aws_keys', '--service', 'kms')).toBe('');
  expect(failureOf('tsc', '--noEmit', '--incremental', 'false', '-p', 'tsconfig.new.json')).toBe('');
  const read = ['ec2.carrier_gateways', 'accessanalyzer.policy_generations'];
  expect(failureOf(process.execPath, 'test/new/read-all.ts', ...read)).toBe('');
});

test('a command that it does not know is told how it is used', () => {
  expect(failureOf(process.execPath, 'test/new/main.ts', 'table')).toContain('npm run new -- collector');
});

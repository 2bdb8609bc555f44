import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '..');

/** Instructions with continued lines joined and comments gone, as `[instruction, arguments]`. */
const INSTRUCTIONS = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): readonly [string, string] => {
    const [instruction = '', ...rest] = line.split(' ');
    return [instruction, rest.join(' ')];
  });

function argumentsOf(wanted: string): readonly string[] {
  return INSTRUCTIONS.filter(([instruction]) => instruction === wanted).map(([, rest]) => rest);
}

const COPIED = argumentsOf('COPY').flatMap((rest) => rest.split(' ').slice(0, -1));

describe('the Dockerfile', () => {
  test('starts from the Node that package.json asks for', () => {
    expect(packageFile.engines.node).toBe('>=24');
    expect(argumentsOf('FROM')).toEqual(['node:24-slim']);
  });

  test('runs Node itself as a user without name and rights', () => {
    expect(argumentsOf('USER')).toEqual(['65532:65532']);
    const script = packageFile.scripts.snowcensus
      .replace('--require ./test/require-node.cjs ', '')
      .split(' ');
    expect(argumentsOf('ENTRYPOINT').map((words): unknown => JSON.parse(words))).toEqual([script]);
    expect(INSTRUCTIONS.at(-3)?.[0]).toBe('USER');
  });

  test('writes to one volume only', () => {
    expect(argumentsOf('VOLUME')).toEqual(['/spool']);
    expect(argumentsOf('ENV').join(' ').split(' ')).toEqual(
      expect.arrayContaining(['TMPDIR=/spool', 'HOME=/spool', 'SNOWFLAKE_DISABLE_PLATFORM_DETECTION=true']),
    );
  });

  test('copies what the ignore file lets through, and nothing else is let through', () => {
    const [everything, ...exceptions] = readFileSync(join(ROOT, '.dockerignore'), 'utf8').trim().split('\n');
    expect(everything).toBe('*');
    expect(new Set(exceptions.map((line) => line.replace('!', '')))).toEqual(new Set(COPIED));
  });
});

describe('what the image holds', () => {
  const image = mkdtempSync(join(tmpdir(), 'snowcensus-image-'));
  const app = join(image, 'app');
  const spool = join(image, 'spool');

  beforeAll(() => {
    for (const path of COPIED) cpSync(join(ROOT, path), join(app, path), { recursive: true });
    for (const path of productionPackages()) {
      mkdirSync(dirname(join(app, path)), { recursive: true });
      symlinkSync(join(ROOT, path), join(app, path));
    }
    mkdirSync(spool);
  });
  afterAll(() => rmSync(image, { recursive: true }));

  function start(...args: string[]) {
    // Links are taken for what they stand in for, so that a package finds only what is beside it in the image.
    const options = ['--preserve-symlinks', '--preserve-symlinks-main', 'src/main.ts', ...args];
    const env = { TMPDIR: spool, HOME: spool, SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true' };
    return spawnSync(process.execPath, options, { cwd: app, env, encoding: 'utf8' });
  }

  test('is enough to start', () => {
    const { status, stdout, stderr } = start('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Usage: snowcensus');
  });

  test('is enough to load the driver, and is left as it was', () => {
    const before = treeOf(app);
    const { status, stderr } = start('setup');
    // The driver is loaded first.
    expect(stderr).toContain('no Snowflake account is configured');
    expect(status).toBe(1);
    expect(treeOf(app)).toEqual(before);
  });

  test('lacks what only tests need', () => {
    expect(() =>
      execFileSync(process.execPath, ['--input-type=module', '-e', 'import "vitest"'], {
        cwd: app,
        stdio: 'pipe',
      }),
    ).toThrow(/vitest/);
  });
});

/** Paths of the packages that `npm ci --omit=dev` installs and this machine has. */
function productionPackages(): readonly string[] {
  const lock: { packages: Record<string, { dev?: boolean; devOptional?: boolean }> } = JSON.parse(
    readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
  );
  const installed = new Set(readdirSync(join(ROOT, 'node_modules')));
  return (
    Object.entries(lock.packages)
      .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
      .map(([path]) => path)
      // A nested package comes along with the one it is nested in.
      .filter((path) => path.split('node_modules/').length === 2)
      .filter((path) => installed.has(path.split('/')[1] ?? ''))
  );
}

function treeOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .sort((a, b) => (a < b ? -1 : 1));
}

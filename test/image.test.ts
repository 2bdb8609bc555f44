import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { connectorScript } from './installation/connector-script.ts';
import { type PreparedSandbox, startPreparedSandbox } from './installation/prepared-sandbox.ts';

const ROOT = join(import.meta.dirname, '..');

const LOCK: {
  packages: Record<string, { version?: string; dev?: boolean; devOptional?: boolean }>;
} = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));

/** Whom the image runs as; who is not root is a stranger already. */
const STRANGER = process.getuid?.() === 0 ? { uid: 65_532, gid: 65_532 } : undefined;

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

const ENVIRONMENT = argumentsOf('ENV').join(' ').split(' ');

const COPIED = argumentsOf('COPY').flatMap((rest) => rest.split(' ').slice(0, -1));

describe('the Dockerfile', () => {
  test('starts from the very Node that the tests run on, unless told otherwise', () => {
    expect(packageFile.engines.node).toBe('>=24');
    expect(argumentsOf('ARG')).toEqual([
      `BASE=node:${LOCK.packages['node_modules/node']?.version}-bookworm-slim`,
    ]);
    expect(argumentsOf('FROM')).toEqual([`$\{BASE}`]);
  });

  test.each([
    [200, 0],
    [503, 1],
  ])('asks the service for its health: answer %d', async (status, code) => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await health(`0.0.0.0:${port}`)).toBe(code);
    expect(asked).toEqual(['/healthz']);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    expect(await health(`0.0.0.0:${port}`)).toBe(1);
  });

  test('finds a service well that serves no page, and a command that is no service', async () => {
    expect(await health('off')).toBe(0);
    const folder = mkdtempSync(join(tmpdir(), 'snowcensus-health-'));
    const asked = (...words: readonly string[]) => {
      writeFileSync(join(folder, 'cmdline'), words.join('\0'));
      return health('127.0.0.1:1', join(folder, 'cmdline'));
    };
    expect(await asked('node', 'src/main.ts', 'run', 'A_CONNECTION')).toBe(0);
    expect(await asked('node', 'src/main.ts', 'start')).toBe(1);
    rmSync(folder, { recursive: true });
  });

  test('goes by the settings file that the service was given, as the service does', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snowcensus-health-'));
    const file = join(folder, 'snowcensus.yaml');
    const cmdline = join(folder, 'cmdline');
    writeFileSync(cmdline, ['node', 'src/main.ts', 'start', '--config', file].join('\0'));
    writeFileSync(file, 'http: { address: "off" }');
    expect(await health('', cmdline)).toBe(0);
    writeFileSync(file, 'http: { address: 127.0.0.1:1 }');
    expect(await health('', cmdline)).toBe(1);
    // The environment wins over it, here as there.
    expect(await health('off', cmdline)).toBe(0);
    rmSync(folder, { recursive: true });
  });

  test('asks where the service listens, by either kind of address', async () => {
    const server = createServer((_, response) => response.end()).listen(0, '::1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await health(`[::]:${port}`)).toBe(0);
    expect(await health(`[::1]:${port}`)).toBe(0);
    expect(await health(`127.0.0.1:${port}`)).toBe(1);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  test('runs Node itself as a user without name and rights', () => {
    expect(argumentsOf('USER')).toEqual(['65532:65532']);
    const { args, env } = connectorScript('snowcensus');
    const script = ['node', ...args.filter((word) => !/^--require$|require-node/.test(word))];
    expect(ENVIRONMENT).toEqual(expect.arrayContaining(Object.entries(env).map((pair) => pair.join('='))));
    expect(argumentsOf('ENTRYPOINT').map((words): unknown => JSON.parse(words))).toEqual([script]);
    expect(argumentsOf('RUN').at(-1)).toMatch(new RegExp(`^${script.join(' ')} --help `));
    expect(INSTRUCTIONS.slice(-5).map(([name]) => name)).toEqual([
      'USER',
      'RUN',
      'HEALTHCHECK',
      'ENTRYPOINT',
      'CMD',
    ]);
  });

  test('writes to one volume only', () => {
    expect(argumentsOf('VOLUME')).toEqual(['/spool']);
    expect(ENVIRONMENT).toEqual(
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
    chmodSync(image, 0o755);
    if (STRANGER) chownSync(spool, STRANGER.uid, STRANGER.gid);
    execFileSync('chmod', ['-R', 'a-w', app]);
  });
  afterAll(() => {
    execFileSync('chmod', ['-R', 'u+w', app]);
    rmSync(image, { recursive: true });
  });

  const env = { TMPDIR: spool, HOME: spool, SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true' };
  // Links are taken for what they stand in for, so that a package finds only what is beside it in the image.
  const commandLine = (...args: string[]) => [
    '--preserve-symlinks',
    '--preserve-symlinks-main',
    'src/main.ts',
    ...args,
  ];

  function start(...args: string[]) {
    return spawnSync(process.execPath, commandLine(...args), {
      cwd: app,
      env,
      encoding: 'utf8',
      ...STRANGER,
    });
  }

  test('has what is compiled at hand, for its user and options', () => {
    const compiled = join(image, 'compiled');
    const [, ...options]: string[] = JSON.parse(argumentsOf('ENTRYPOINT')[0] ?? '[]');
    const help = () =>
      spawnSync(process.execPath, [...options, '--help'], {
        cwd: app,
        env: { ...env, NODE_COMPILE_CACHE: compiled, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
        maxBuffer: 2 ** 26,
        encoding: 'utf8',
        ...STRANGER,
      });
    mkdirSync(compiled);
    if (STRANGER) chownSync(compiled, STRANGER.uid, STRANGER.gid);
    expect(help().status).toBe(0);
    execFileSync('chmod', ['-R', 'a-w', compiled]);
    const before = treeOf(compiled);
    const { status, stderr } = help();
    expect(status).toBe(0);
    const ofMain = stderr.split('\n').filter((line) => line.includes('src/main.ts'));
    expect(ofMain.join('\n')).toMatch(/code cache for .*main.ts was accepted/);
    expect(treeOf(compiled)).toEqual(before);
    execFileSync('chmod', ['-R', 'u+w', compiled]);
  });

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

  describe('in service', () => {
    let sandbox: PreparedSandbox;
    beforeAll(async () => {
      sandbox = await startPreparedSandbox({ aws: false });
    });
    afterAll(() => sandbox.close());

    test('it stays, by a stranger in a directory that is read-only, and goes when told to', async () => {
      const { SNOWFLAKE_PRIVATE_KEY_FILE = '', SNOWCENSUS_SPOOL_DIRECTORY, ...settings } = sandbox.env;
      const before = treeOf(app);
      const service = spawn(process.execPath, commandLine('start'), {
        cwd: app,
        env: {
          ...env,
          ...settings,
          SNOWFLAKE_PRIVATE_KEY: readFileSync(SNOWFLAKE_PRIVATE_KEY_FILE, 'utf8'),
          SNOWCENSUS_HTTP_ADDRESS: '127.0.0.1:0',
        },
        stdio: ['ignore', 'ignore', 'pipe'],
        ...STRANGER,
      });
      const ended = Promise.all([once(service, 'exit'), text(service.stderr)]);
      while (sandbox.snowflake.metrics.statements === 0 && service.exitCode === null) await sleep(50);
      service.kill('SIGTERM');
      const [[code], log] = await ended;
      expect({ code, log }).toEqual({ code: 0, log: expect.stringContaining('received SIGTERM') });
      expect(treeOf(app)).toEqual(before);
    });
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

/** The exit code of the image's own health check. */
function health(address: string, ...more: readonly string[]): Promise<number> {
  const [, words = '[]'] = /CMD (\[.*\])$/.exec(argumentsOf('HEALTHCHECK')[0] ?? '') ?? [];
  const [, ...args]: string[] = JSON.parse(words);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...args, ...more], {
      cwd: ROOT,
      env: { SNOWCENSUS_HTTP_ADDRESS: address },
    });
    child.once('exit', (code) => resolve(code ?? -1));
  });
}

/** Paths of the packages that `npm ci --omit=dev` installs and this machine has. */
function productionPackages(): readonly string[] {
  const installed = new Set(readdirSync(join(ROOT, 'node_modules')));
  return (
    Object.entries(LOCK.packages)
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

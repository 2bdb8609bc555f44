import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where the sandboxes of this file keep what must be gone after them. */
const temporary = mkdtempSync(join(tmpdir(), 'snowcensus-sandbox-test-'));

afterAll(() => rmSync(temporary, { recursive: true }));

test('an unknown option is told, not thrown', async () => {
  const { code, stderr } = await start('--bogus').ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: Unknown option '--bogus'[^\n]*\n {2}Use --accounts, [^\n]*\n$/);
});

test('SIGTERM ends the sandbox and leaves nothing, also while it starts or where it cannot', async () => {
  const running = start('--accounts', '1');
  const { snowflake } = JSON.parse(await running.line);
  expect(await (await fetch(snowflake.url)).text()).not.toBe('');

  const second = start('--accounts', '1', '--aws-port', new URL(snowflake.url).port);
  const { code, stderr } = await second.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: the sandbox did not start: listen EADDRINUSE[^\n]*\n$/);

  const watcher = watch(temporary);
  const starting = start('--accounts', '1');
  await once(watcher, 'change');
  watcher.close();
  starting.child.kill('SIGTERM');
  running.child.kill('SIGTERM');
  expect((await starting.ended).code).toBe(0);
  expect((await running.ended).code).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
});

function start(...args: readonly string[]) {
  const child = spawn('npm', ['run', '-s', 'sandbox', '--', ...args], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const line = new Promise<string>((resolve) => {
    createInterface(child.stdout).once('line', resolve);
  });
  const ended = Promise.all([once(child, 'close'), text(child.stderr)]).then(([[code], stderr]) => ({
    code,
    stderr,
  }));
  return { child, line, ended };
}

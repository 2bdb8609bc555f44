import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { collectingBuffers } from '../../src/load/collecting-buffers.ts';

const MIB = 1024 * 1024;
/** A process that has just begun has little room for young objects, and collects them often. */
const OF_A_LONG_RUN = ['--max-semi-space-size=8', '--min-semi-space-size=8'];

const SOURCE = new URL('../../src/load/collecting-buffers.ts', import.meta.url).href;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowcensus-buffers-'));
  const file = await open(join(directory, 'a'), 'w');
  await file.truncate(128 * MIB);
  await file.close();
});
afterAll(() => rm(directory, { recursive: true }));

/** Reads a file of 128 MiB in a process of its own, and gives the most MiB that buffers held meanwhile. */
async function mostHeld(...nodeOptions: readonly string[]): Promise<number> {
  const script = `
    import { createReadStream } from 'node:fs';
    import { collectingBuffers } from '${SOURCE}';
    let [read, most] = [0, 0];
    await collectingBuffers(async () => {
      for await (const piece of createReadStream(process.argv[1])) {
        read += piece.length;
        if (read % ${MIB} === 0) most = Math.max(most, process.memoryUsage().arrayBuffers);
      }
    });
    console.log(read, most / ${MIB});`;
  const args = [
    ...nodeOptions,
    ...OF_A_LONG_RUN,
    '--input-type=module',
    '--eval',
    script,
    join(directory, 'a'),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const [read, most = 0] = stdout.split(' ').map(Number);
  expect(read).toBe(128 * MIB);
  return most;
}

test('buffers that are done with are collected while files are read, of which V8 would keep more', async () => {
  expect(await mostHeld()).toBeGreaterThan(48);
  expect(await mostHeld('--expose-gc')).toBeLessThan(48);
});

test('the work is done as it is where Node exposes no collector', async () => {
  vi.stubGlobal('gc', undefined);
  expect(await collectingBuffers(() => Promise.resolve('done'))).toBe('done');
  vi.unstubAllGlobals();
});

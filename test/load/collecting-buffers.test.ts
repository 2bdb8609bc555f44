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
  await file.truncate(64 * MIB);
  await file.close();
});
afterAll(() => rm(directory, { recursive: true }));

/** Copies a file of 64 MiB eight times at once in a process of its own, and gives the most MiB that buffers held meanwhile. */
async function mostHeld(...nodeOptions: readonly string[]): Promise<number> {
  const script = `
    import { createReadStream, createWriteStream } from 'node:fs';
    import { pipeline } from 'node:stream/promises';
    import { collectingBuffers } from '${SOURCE}';
    let [read, most] = [0, 0];
    const copy = () => {
      const file = createReadStream(process.argv[1]);
      file.on('data', (piece) => {
        read += piece.length;
        if (read % ${MIB} === 0) most = Math.max(most, process.memoryUsage().arrayBuffers);
      });
      return pipeline(file, createWriteStream('/dev/null'));
    };
    await collectingBuffers(${8 * 64 * MIB}, () => Promise.all(Array.from({ length: 8 }, copy)));
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
  expect(read).toBe(8 * 64 * MIB);
  return most;
}

test('buffers that are done with are collected while files are copied, of which V8 would keep more', async () => {
  expect(await mostHeld()).toBeGreaterThan(56);
  expect(await mostHeld('--expose-gc')).toBeLessThan(56);
});

test('the work is done as it is where Node exposes no collector', async () => {
  vi.stubGlobal('gc', undefined);
  expect(await collectingBuffers(64 * MIB, () => Promise.resolve('done'))).toBe('done');
  vi.unstubAllGlobals();
});

test('nothing is collected for a few bytes', async () => {
  const gc = vi.fn();
  vi.stubGlobal('gc', gc);
  expect(await collectingBuffers(MIB, () => Promise.resolve('done'))).toBe('done');
  expect(gc).not.toHaveBeenCalled();
  await collectingBuffers(32 * MIB, () => Promise.resolve('done'));
  expect(gc).toHaveBeenCalledTimes(1);
  vi.unstubAllGlobals();
});

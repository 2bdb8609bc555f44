import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test, vi } from 'vitest';
import { collectingBuffers } from '../../src/load/collecting-buffers.ts';

const MIB = 1024 * 1024;

afterEach(() => vi.unstubAllGlobals());

/** The most that buffers hold while a sparse file of 128 MiB is read, above what they held before. */
async function mostHeld(read: (work: () => Promise<void>) => Promise<void>): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-buffers-'));
  const path = join(directory, 'a');
  const file = await open(path, 'w');
  await file.truncate(128 * MIB);
  await file.close();
  globalThis.gc?.();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  let bytes = 0;
  await read(async () => {
    for await (const piece of createReadStream(path)) {
      bytes += (piece as Buffer).length;
      if (bytes % (4 * MIB) === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
  });
  await rm(directory, { recursive: true });
  expect(bytes).toBe(128 * MIB);
  return most / MIB;
}

test('buffers that are done with are collected while files are read, of which V8 would keep twice as much', async () => {
  setFlagsFromString('--expose-gc');
  vi.stubGlobal('gc', runInNewContext('gc'));
  const [alone, collected] = [await mostHeld((work) => work()), await mostHeld(collectingBuffers)];
  expect(alone).toBeGreaterThan(48);
  expect(collected).toBeLessThan(40);
});

test('the work is done as it is where Node exposes no collector', async () => {
  vi.stubGlobal('gc', undefined);
  expect(await collectingBuffers(() => Promise.resolve('done'))).toBe('done');
});

import { getHeapStatistics } from 'node:v8';

/** Growth of the memory outside of the heap that is worth a collection of everything, which takes a tenth of a second. */
const WORTH_BYTES = 32 * 1024 * 1024;

/** Pause between two looks, in which files that are in memory already give some ten megabytes. */
const LOOK_MS = 2;

/**
 * Does work that hands files on, and collects the buffers that the work has done with. Left alone, V8 collects buffers late:
 * V8 goes by the growth of the heap, which hardly grows meanwhile. Old objects are collected too, since a collection of young
 * ones alone takes each buffer that is in use just then for an old one. Nothing is collected for files of fewer `bytes` than
 * are worth a collection, nor in a Node without `--expose-gc`.
 */
export async function collectingBuffers<T>(bytes: number, work: () => Promise<T>): Promise<T> {
  const { gc } = globalThis;
  if (!gc || bytes < WORTH_BYTES) return work();
  // What was read before leaves its room to the files.
  gc();
  let least = bytesOutside();
  const looking = setInterval(() => {
    const now = bytesOutside();
    // Buffers go in the background when a collection is over: only later is it known how much was left.
    least = Math.min(least, now);
    if (now - least < WORTH_BYTES) return;
    gc();
    least = now;
  }, LOOK_MS);
  try {
    return await work();
  } finally {
    clearInterval(looking);
  }
}

function bytesOutside(): number {
  return getHeapStatistics().external_memory;
}

import { getHeapStatistics } from 'node:v8';

/** Growth of the memory outside of the heap that is worth a collection of young objects, which takes milliseconds. */
const WORTH_BYTES = 16 * 1024 * 1024;

/** Pause between two looks. A disk gives about ten megabytes in the time. */
const LOOK_MS = 10;

/**
 * Does work that hands files on, and collects the buffers that it has done with. Left alone, V8 collects them when they have
 * come to 64 MiB: the heap, by whose growth it goes, hardly grows meanwhile. Collects nothing in a Node without `--expose-gc`.
 */
export async function collectingBuffers<T>(work: () => Promise<T>): Promise<T> {
  const { gc } = globalThis;
  if (!gc) return work();
  // What was held before is done with, too.
  gc();
  let least = bytesOutside();
  const looking = setInterval(() => {
    if (bytesOutside() - least >= WORTH_BYTES) gc({ type: 'minor' });
    least = Math.min(least, bytesOutside());
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

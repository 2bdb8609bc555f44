import PQueue from 'p-queue';

/** Runs `work` for every item, at most `concurrency` at once. Throws the first failure once all have settled. */
export async function inParallel<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const queue = new PQueue({ concurrency });
  const settled = await Promise.allSettled(items.map((item) => queue.add(() => work(item))));
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/**
 * The same for more items than may wait at once: a new one is taken up only when there is room, and after a failure
 * none is. Throws the first failure once the running ones have settled.
 */
export async function forEachInParallel<T>(
  items: Iterable<T>,
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = new PQueue({ concurrency });
  const failures: unknown[] = [];
  for (const item of items) {
    await queue.onSizeLessThan(concurrency);
    if (failures.length > 0) break;
    queue.add(() => work(item)).catch((error: unknown) => failures.push(error));
  }
  await queue.onIdle();
  if (failures.length > 0) throw failures[0];
}

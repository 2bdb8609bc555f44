import PQueue from 'p-queue';

/** Runs `work` for every item, at most `concurrency` at once, and gives the results in the items' order. */
export async function inParallel<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  await forEachInParallel(items.entries(), concurrency, async ([index, item]) => {
    results[index] = await work(item);
  });
  return results;
}

/**
 * The same without results, for more items than may wait at once: one is taken up only when there is room, and after
 * a failure none is. Throws the first failure once the running ones have settled.
 */
export async function forEachInParallel<T>(
  items: Iterable<T>,
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = new PQueue({ concurrency });
  const failures: unknown[] = [];
  const attempt = async (item: T): Promise<void> => {
    if (failures.length > 0) return;
    try {
      await work(item);
    } catch (error) {
      failures.push(error);
    }
  };
  for (const item of items) {
    await queue.onSizeLessThan(1);
    if (failures.length > 0) break;
    void queue.add(() => attempt(item));
  }
  await queue.onIdle();
  if (failures.length > 0) throw failures[0];
}

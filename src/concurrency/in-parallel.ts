import { ConcurrencyLimit } from './concurrency-limit.ts';

/** Runs `work` for every item, so many at once, and gives the results in the items' order. */
export async function inParallel<T, R>(
  items: readonly T[],
  bound: number | ConcurrencyLimit,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  await forEachInParallel(items.entries(), bound, async ([index, item]) => {
    results[index] = await work(item);
  });
  return results;
}

/** The same without results, for more items than may wait at once. */
export function forEachInParallel<T>(
  items: Iterable<T>,
  bound: number | ConcurrencyLimit,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const limit = typeof bound === 'number' ? new ConcurrencyLimit(bound) : bound;
  return limit.forEach(items, work);
}

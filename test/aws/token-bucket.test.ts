import { describe, expect, test } from 'vitest';
import { TokenBucket } from '../../src/aws/token-bucket.ts';

const RATE = { perSecond: 20, burst: 5 };
/** Less than the time in which one token comes, more than a busy machine takes for nothing. */
const AT_ONCE_MS = 40;

/** Takes so many tokens at once; gives the milliseconds after which each was there, in the order they came. */
async function taken(bucket: TokenBucket, count: number, signal?: AbortSignal): Promise<number[]> {
  const started = performance.now();
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: count }, async () => {
      await bucket.take(signal);
      times.push(performance.now() - started);
    }),
  );
  return times;
}

describe('a bucket', () => {
  test('gives its burst at once, then its rate', async () => {
    const times = await taken(new TokenBucket(RATE), 9);
    expect(times[4]).toBeLessThan(AT_ONCE_MS);
    // The n-th call after the burst may not come before n / rate.
    for (const [index, time] of times.slice(5).entries()) {
      expect(time).toBeGreaterThanOrEqual(((index + 1) / RATE.perSecond) * 1_000 - 2);
    }
    expect(times.at(-1)).toBeLessThan(600);
  });

  test('fills up again, but never above its burst', async () => {
    const bucket = new TokenBucket(RATE);
    await taken(bucket, 5);
    expect(bucket.isFull()).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(bucket.isFull()).toBe(true);
    const times = await taken(bucket, 6);
    expect(times[4]).toBeLessThan(AT_ONCE_MS);
    expect(times[5]).toBeGreaterThanOrEqual(1_000 / RATE.perSecond - 2);
  });

  test('serves those who wait in the order they came', async () => {
    const bucket = new TokenBucket({ perSecond: 200, burst: 1 });
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        await bucket.take();
        order.push(index);
      }),
    );
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test('owes nothing for those who stopped waiting', async () => {
    const bucket = new TokenBucket(RATE);
    const stop = new AbortController();
    const waiting = taken(bucket, 500, stop.signal);
    stop.abort(new Error('told to stop'));
    await expect(waiting).rejects.toThrow('told to stop');
    // The five hundred would have had the bucket for 25 seconds.
    expect((await taken(bucket, 2)).at(-1)).toBeLessThan(600);
    await expect(bucket.take(stop.signal)).rejects.toThrow('told to stop');
  });
});

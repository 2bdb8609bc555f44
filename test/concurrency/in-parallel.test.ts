import { describe, expect, test } from 'vitest';
import { forEachInParallel, inParallel } from '../../src/concurrency/in-parallel.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Work that records what ran and how much of it at once. */
function recorder() {
  const started: number[] = [];
  let running = 0;
  const state = { started, most: 0, finished: 0 };
  const work = async (item: number, ms = 5): Promise<number> => {
    started.push(item);
    running += 1;
    state.most = Math.max(state.most, running);
    await pause(ms);
    running -= 1;
    state.finished += 1;
    return item * 10;
  };
  return { state, work };
}

const items = Array.from({ length: 20 }, (_, index) => index);

type Run = (
  items: readonly number[],
  concurrency: number,
  work: (item: number) => Promise<void>,
) => Promise<unknown>;

describe.each<[string, Run]>([
  ['inParallel', inParallel],
  ['forEachInParallel', forEachInParallel],
])('%s', (_name, run) => {
  test('runs as many at once as it may, and all of them', async () => {
    const { state, work } = recorder();
    await run(items, 4, async (item) => {
      await work(item);
    });
    expect(state).toMatchObject({ most: 4, finished: 20, started: items });
  });

  test('takes up nothing after a failure, waits for what runs, and throws the first', async () => {
    const { state, work } = recorder();
    const failing = run(items, 4, async (item) => {
      await work(item, item === 3 ? 1 : 20);
      if (item === 3) throw new Error('first');
      if (item === 0) throw new Error('second');
    });
    await expect(failing).rejects.toThrow('first');
    expect(state.started).toEqual([0, 1, 2, 3]);
    expect(state.finished).toBe(4);
  });

  test('fails where the work throws at once', async () => {
    const failing = run(items, 2, () => {
      throw new Error('at once');
    });
    await expect(failing).rejects.toThrow('at once');
  });

  test('has nothing to do for no items', async () => {
    await run([], 4, () => Promise.reject(new Error('unreachable')));
  });

  test('leaves no rejection unhandled', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', listen);
    await expect(
      run(items, 8, async (item) => {
        await pause(item % 3);
        throw new Error(String(item));
      }),
    ).rejects.toThrow();
    await pause(20);
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});

test('results come in the order of the items', async () => {
  const results = await inParallel(items, 5, async (item) => {
    await pause(20 - item);
    return item * 10;
  });
  expect(results).toEqual(items.map((item) => item * 10));
});

test('items are taken as there is room for them, so that their number does not weigh', async () => {
  let taken = 0;
  let finished = 0;
  let furthest = 0;
  function* endless(): Generator<number> {
    while (taken < 500) {
      taken += 1;
      furthest = Math.max(furthest, taken - finished);
      yield taken;
    }
  }
  await forEachInParallel(endless(), 4, async () => {
    await pause(0);
    finished += 1;
  });
  expect(finished).toBe(500);
  expect(furthest).toBeLessThanOrEqual(8);
});

import { expect, test } from 'vitest';
import { eachUntilAborted } from '../../src/time/until-aborted.ts';

/** Counts up to three, then waits for ever; tells when it is let go. */
async function* counting(held: { isHeld: boolean }, hang = new Promise<void>(() => undefined)) {
  held.isHeld = true;
  try {
    for (let n = 1; n <= 3; n += 1) yield n;
    await hang;
  } finally {
    held.isHeld = false;
  }
}

test('a generator lets go what it holds when the loop over it is left', async () => {
  const held = { isHeld: false };
  for await (const n of eachUntilAborted(counting(held), new AbortController().signal)) if (n === 2) break;
  expect(held.isHeld).toBe(false);
});

test('a generator that hangs is left at once, and lets go when what it hangs in ends', async () => {
  const held = { isHeld: false };
  const stop = new AbortController();
  const hang = Promise.withResolvers<void>();
  const seen: number[] = [];
  const reading = async () => {
    for await (const n of eachUntilAborted(counting(held, hang.promise), stop.signal)) {
      seen.push(n);
      if (n === 3) setImmediate(() => stop.abort(new Error('over')));
    }
  };
  await expect(reading()).rejects.toThrow('over');
  expect({ seen, ...held }).toEqual({ seen: [1, 2, 3], isHeld: true });
  hang.resolve();
  await hang.promise;
  await new Promise(setImmediate);
  expect(held.isHeld).toBe(false);
});

test('what a generator fails with is thrown', async () => {
  const failing = async function* () {
    yield 1;
    throw new Error('broken');
  };
  const items = eachUntilAborted(failing(), new AbortController().signal);
  expect(await items.next()).toEqual({ done: false, value: 1 });
  await expect(items.next()).rejects.toThrow('broken');
});

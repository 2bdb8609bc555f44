import { expect, test } from 'vitest';
import type { SharedRun } from '../../../src/run/shards/shared-files.ts';
import { isLeaderGone, signEveryMs } from '../../../src/run/shards/sign-of-life.ts';

const WAIT_SECONDS = 900;

/** A run whose leader was last heard of so many seconds before shard 2 was, on a stage whose clock is years ahead. */
function heardOf(secondsBefore: number | undefined): SharedRun {
  const own = new Date('2041-01-01T00:00:00Z');
  const signs = new Map([[2, own]]);
  if (secondsBefore !== undefined) signs.set(0, new Date(own.getTime() - secondsBefore * 1000));
  return { runId: 'r', plans: new Map(), signs, manifests: new Map(), isClosed: false };
}

test('the leader of a run is gone whose last sign is four signs older than the own, whatever any clock says', () => {
  expect(signEveryMs(WAIT_SECONDS)).toBe(30_000);
  expect(isLeaderGone(heardOf(0), 2, WAIT_SECONDS)).toBe(false);
  expect(isLeaderGone(heardOf(-30), 2, WAIT_SECONDS)).toBe(false);
  expect(isLeaderGone(heardOf(120), 2, WAIT_SECONDS)).toBe(false);
  expect(isLeaderGone(heardOf(123), 2, WAIT_SECONDS)).toBe(true);
});

test('one that has left no sign is gone', () => {
  expect(isLeaderGone(heardOf(undefined), 2, WAIT_SECONDS)).toBe(true);
});

test('who may be silent for a shorter time leaves signs more often', () => {
  expect(signEveryMs(30)).toBe(1_000);
  expect(signEveryMs(86_400)).toBe(30_000);
});

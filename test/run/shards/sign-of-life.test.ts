import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { createLog } from '../../../src/log/log.ts';
import type { SharedRun } from '../../../src/run/shards/shared-files.ts';
import { isLeaderGone, SignsOfLife, signEveryMs } from '../../../src/run/shards/sign-of-life.ts';
import { recordingSession, SCHEMA } from '../../snowflake/recording-session.ts';

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

test('what signs meet is told once for each cause, a bug of ours as a bug, and the signs go on', async () => {
  const { session, sent } = await recordingSession(() => [{ status: 'UPLOADED' }]);
  const directory = await mkdtemp(join(tmpdir(), 'snowcensus-signs-'));
  const told = new PassThrough();
  let looks = 0;
  const signs = new SignsOfLife({
    place: { database: { session, schema: SCHEMA }, connection: 'A_CONNECTION', runId: 'r', directory },
    index: 2,
    waitSeconds: 0.3,
    log: createLog({ level: 'info', format: 'json' }, { secrets: () => [], stream: told }),
    // No sign is under way while one looks: what becomes of the directory here meets each sign at the same place.
    look: async () => {
      looks += 1;
      if (looks === 3) {
        await rm(directory, { recursive: true });
        await writeFile(directory, '');
      }
      if (looks === 7) await rm(directory);
      throw new TypeError('cannot read what is undefined');
    },
  });
  await signs.begin();
  await vi.waitFor(() => expect(looks).toBeGreaterThan(7), 5_000);
  const before = sent.length;
  await vi.waitFor(() => expect(sent.length).toBeGreaterThanOrEqual(before + 3), 5_000);
  await signs.end();
  const events = String(told.read())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'error: this is a bug of snowcensus; the shards of the run cannot be seen',
    'warn: a sign of life of the shard could not be left',
    'warn: the directory of the shard cannot be kept',
  ]);
  await rm(directory, { recursive: true });
});

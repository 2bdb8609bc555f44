import { expect, test } from 'vitest';
import { untilAnswered } from '../../src/snowflake/retry.ts';
import { driverError } from './recording-session.ts';

const LOST = driverError('network error', 401001);

test.concurrent('a statement that is lost is repeated until it is answered', async () => {
  const attempts: number[] = [];
  const answer = await untilAnswered((attempt) => {
    attempts.push(attempt);
    return attempt < 3 ? Promise.reject(LOST) : Promise.resolve('done');
  });
  expect(answer).toBe('done');
  expect(attempts).toEqual([1, 2, 3]);
});

test.concurrent('five times at most, with pauses that grow', async () => {
  const at: number[] = [];
  const lost = untilAnswered(() => {
    at.push(performance.now());
    return Promise.reject(LOST);
  });
  await expect(lost).rejects.toBe(LOST);
  expect(at).toHaveLength(5);
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  // Half of 250, 500, 1000 and 2000 ms at least; a timer may fire a millisecond early.
  for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(125 * 2 ** index - 2);
});

test.concurrent('a refusal is not repeated', async () => {
  const refused = driverError('no', '002003', '42S02');
  let attempts = 0;
  const answer = untilAnswered(() => {
    attempts += 1;
    return Promise.reject(refused);
  });
  await expect(answer).rejects.toBe(refused);
  expect(attempts).toBe(1);
});

test.concurrent('nothing is repeated after an abort', async () => {
  const stop = new AbortController();
  let attempts = 0;
  const answer = untilAnswered(() => {
    attempts += 1;
    stop.abort(new Error('told to stop'));
    return Promise.reject(LOST);
  }, stop.signal);
  await expect(answer).rejects.toBe(LOST);
  expect(attempts).toBe(1);
});

test.concurrent('an abort ends a pause, with what was to be repeated', async () => {
  const stop = new AbortController();
  let attempts = 0;
  const answer = untilAnswered(() => {
    attempts += 1;
    setTimeout(() => stop.abort(), 5);
    return Promise.reject(LOST);
  }, stop.signal);
  await expect(answer).rejects.toBe(LOST);
  expect(attempts).toBe(1);
});

import { describe, expect, test } from 'vitest';
import { checkClock, executeTimed, NOW } from '../../src/snowflake/clock.ts';
import { recordingSession } from './recording-session.ts';

/** What is found where Snowflake's clock, when it answers, differs from ours by so much. */
async function timed(differenceMs: number) {
  const { session } = await recordingSession(() => [{ SNOWFLAKE_NOW: new Date(Date.now() + differenceMs) }]);
  return executeTimed(session, `SELECT ${NOW}`, { about: 'clock' });
}

describe('the clocks', () => {
  test.each([0, -50_000, 50_000])('may be %i ms apart', async (difference) => {
    const found = await timed(difference);
    expect(Math.abs(found.aheadMs + difference)).toBeLessThan(5_000);
    checkClock(found);
  });

  test.each([
    [-120_000, /clock is 1\d\d seconds ahead of Snowflake's/],
    [120_000, /clock is 1\d\d seconds behind Snowflake's/],
    [-7_200_000, /clock is 120 minutes ahead of/],
    [86_400_000, /clock is 24 hours behind/],
  ])('may not be %i ms apart', async (difference, message) => {
    const found = await timed(difference);
    expect(() => checkClock(found)).toThrow(message);
  });
});

test.each([[[]], [[{ SNOWFLAKE_NOW: null }]], [[{ SNOWFLAKE_NOW: 'noon' }]], [[{ NOW: new Date() }]]])(
  'no time of ours stands in for one that was not answered: %j',
  async (rows) => {
    const { session } = await recordingSession(() => rows);
    await expect(executeTimed(session, `SELECT ${NOW}`, { about: 'clock' })).rejects.toMatchObject({
      kind: 'bug',
      where: 'clock',
    });
  },
);

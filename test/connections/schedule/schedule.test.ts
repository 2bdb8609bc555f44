import { describe, expect, test } from 'vitest';
import { parseSchedule } from '../../../src/connections/schedule/schedule.ts';

describe('schedules', () => {
  test.each([
    ['*/5 2-4 1,15 * mon', '*/5 2-4 1,15 * mon'],
    ['  0   6 * * 1-5 ', '0 6 * * 1-5'],
    ['0 *', '0 * * * *'],
    ['0 */12', '0 */12 * * *'],
    ['0 1-13/12', '0 1-13/12 * * *'],
    ['@hourly', '0 * * * *'],
    ['@Daily', '0 0 * * *'],
    ['@weekly', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['@yearly', '0 0 1 1 *'],
  ])('%s means %s', (text, cron) => {
    expect(parseSchedule(text)).toEqual({ cron });
  });

  const fields = 'must have five fields: minute hour day-of-month month day-of-week';
  test.each([
    ['', `"" ${fields}`],
    ['0', `"0" ${fields}`],
    ['0 0 *', `"0 0 *" ${fields}`],
    ['0 0 0 * * *', `"0 0 0 * * *" ${fields}`],
    ['0 25 * * *', '"0 25 * * *" is not a schedule: the hour "25" is not possible'],
    [
      'x 0 * jann *',
      '"x 0 * jann *" is not a schedule: the minute "x" is not possible; the month "jann" is not possible',
    ],
    ['0 0 30 2 *', '"0 0 30 2 *" is not a schedule: the day-of-month "30" is not possible'],
    ['0 25', '"0 25" is not a schedule: the hour "25" is not possible'],
    [
      '@reboot',
      '"@reboot" is not the name of a schedule; known are @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly',
    ],
  ])('"%s" is refused', (text, problem) => {
    expect(parseSchedule(text)).toBe(problem);
  });
});

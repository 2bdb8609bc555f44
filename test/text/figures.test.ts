import { expect, test } from 'vitest';
import { clock, counted, distance, duration } from '../../src/text/figures.ts';

test.each([
  [0, '0 s'],
  [0.44, '0.4 s'],
  [47.2, '47 s'],
  [59.6, '1 min'],
  [185, '3 min 5 s'],
  [7_200, '2 h'],
  [7_259, '2 h'],
  [273_600, '3 d 4 h'],
])('%d seconds last %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  [-0.4, 'now'],
  [-12.5, '12 s ago'],
  [-3_599, '59 min ago'],
  [2_820, 'in 47 min'],
  [90_000, 'in 1 d'],
])('%d seconds away is %s', (seconds, text) => {
  const now = new Date('2026-03-05T10:00:00Z');
  expect(distance(new Date(now.getTime() + seconds * 1000), now)).toBe(text);
});

test('an instant is told in the time zone of the schedule', () => {
  expect(clock(new Date('2026-03-05T23:30:00Z'), 'Europe/Zurich')).toBe('Fri 6 Mar, 00:30');
});

test('one is not many', () => {
  expect([counted(2, 'policy'), counted(1, 'policy'), counted(2, 'key')]).toEqual([
    '2 policies',
    '1 policy',
    '2 keys',
  ]);
  expect([counted(0, 'row'), counted(1, 'row'), counted(2_000, 'row')]).toEqual([
    '0 rows',
    '1 row',
    '2,000 rows',
  ]);
});

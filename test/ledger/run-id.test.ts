import { describe, expect, test } from 'vitest';
import { newRunId, RUN_ID } from '../../src/ledger/run-id.ts';

const AT = new Date('2026-03-01T10:00:00.123Z');

test('a run id begins with its instant, and is safe in a path', () => {
  expect(newRunId(AT)).toMatch(/^20260301t100000123z-[0-9a-f]{8}$/);
  expect(RUN_ID.exec(newRunId(AT))?.[0]).toHaveLength(28);
});

describe('a run id is above the last one', () => {
  test.each([
    ['of before', '20260301t095959999z-ffffffff'],
    ['of the same instant', '20260301t100000123z-ffffffff'],
    ['of a clock that was ahead by years', '20300101t000000000z-ffffffff'],
    ['of the last millisecond of a year', '20271231t235959999z-00000000'],
  ])('%s', (_, last) => {
    expect(newRunId(AT, last) > last).toBe(true);
  });

  test('however often one is asked for at one instant', () => {
    let last = newRunId(AT);
    for (let time = 0; time < 200; time += 1) {
      const next = newRunId(AT, last);
      expect(next > last).toBe(true);
      last = next;
    }
  });
});

test.each(['r1', '', '99999999t999999999z-ffffffff', '20260301t100000123z-ffffffff-x'])(
  'what is no id of ours moves none: %j',
  (last) => {
    expect(newRunId(AT, last).startsWith('20260301t100000123z-')).toBe(true);
  },
);

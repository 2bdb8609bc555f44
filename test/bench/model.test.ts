import { describe, expect, test } from 'vitest';
import { bends, forecast, lineThrough, modelOf } from './model.ts';

const run = (accounts: number) => ({
  accounts,
  calls: 100 + 300 * accounts,
  rows: 600 * accounts,
  cpuSeconds: 5 + 0.4 * accounts,
  peakRssMb: 300 + accounts / 100,
});
const model = modelOf([run(10), run(50), run(200)], { waveSeconds: 32, accountsAtOnce: 16 });

test('memory is foretold by the two largest runs', () => {
  const grown = [
    { ...run(10), peakRssMb: 200 },
    { ...run(50), peakRssMb: 340 },
    { ...run(200), peakRssMb: 343 },
  ];
  const { peakRssMb } = modelOf(grown, { waveSeconds: 32, accountsAtOnce: 16 });
  expect(peakRssMb.each).toBeCloseTo(0.02);
  expect(peakRssMb.base).toBeCloseTo(339);
});

describe('a line', () => {
  test('goes through points that lie on one', () => {
    const { base, each } = lineThrough([
      [10, 25],
      [20, 45],
      [40, 85],
    ]);
    expect(base).toBeCloseTo(5);
    expect(each).toBeCloseTo(2);
  });

  test('needs two sizes', () => {
    expect(() => lineThrough([[10, 1]])).toThrow('two sizes');
  });
});

test('a run is as long as the longest of what goes on beside each other', () => {
  expect(forecast(model, 1_000, { machines: 1, workers: 1 })).toMatchObject({
    calls: 300_100,
    rows: 600_000,
    work: expect.closeTo(405) as number,
    pace: expect.closeTo(2_000) as number,
    entering: 2,
    reading: expect.closeTo(2_000) as number,
    bound: 'pace',
    firstProcessMb: 310,
  });
  expect(forecast(model, 50_000, { machines: 50, workers: 1_000 })).toMatchObject({
    pace: 32,
    bound: 'entering',
    reading: 100,
  });
});

test('limits are told in the order in which a growing organization meets them', () => {
  const met = bends(model, { machines: 2, workers: 4 });
  expect(met.map(({ limit }) => limit)).toEqual([
    'pace takes longer than a run may',
    'the first process outgrows 1536 MB',
    'work takes longer than a run may',
    'STS takes longer than a run may',
  ]);
  expect(met[0]?.accounts).toBeCloseTo((8 * 16 * 21_600) / 32);
});

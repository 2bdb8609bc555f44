import { describe, expect, test } from 'vitest';
import { decideClosing, type Fate, type FateCount } from '../../src/ledger/closing.ts';

/** Units that have all been read, and hold rows unless said. */
const of = (collector: string, fate: Fate, units: number, holding = units): FateCount => ({
  collector,
  fate,
  known: units,
  holding,
});
const neverRead = (collector: string, fate: Fate): FateCount => ({ collector, fate, known: 0, holding: 0 });

describe('what the options no longer name is held', () => {
  test.each<[string, FateCount[], string[], number]>([
    ['where it is more than half', [of('a', 'kept', 4), of('a', 'unplanned', 5)], ['a'], 5],
    [
      'all of it, where it is more than half of all',
      [of('a', 'kept', 1), of('a', 'unplanned', 3), of('b', 'kept', 2), of('b', 'skipped', 2)],
      ['a', 'b'],
      5,
    ],
    ['where it is all of a collector', [of('a', 'kept', 9), of('b', 'unplanned', 1)], ['b'], 1],
    [
      'where what is left of a collector has never been read',
      [of('a', 'kept', 9), neverRead('b', 'kept'), of('b', 'unplanned', 1)],
      ['b'],
      1,
    ],
    ['with what holds no rows', [of('a', 'kept', 9), of('b', 'unplanned', 7, 1)], ['b'], 7],
    ['where the options skip it', [of('a', 'kept', 1), of('a', 'skipped', 2)], ['a'], 2],
  ])('%s', (_, counts, heldCollectors, heldUnits) => {
    expect(decideClosing(counts, 'none')).toMatchObject({ heldCollectors, heldUnits });
  });
});

describe('closed is', () => {
  test.each<[string, FateCount[]]>([
    ['what is half', [of('a', 'kept', 5), of('a', 'unplanned', 5)]],
    ['what holds no rows', [of('a', 'kept', 1), of('a', 'unplanned', 5, 0)]],
    ['a collector without rows', [of('a', 'kept', 1), of('b', 'unplanned', 5, 0)]],
    [
      'a region of a collector that is read elsewhere',
      [of('a', 'kept', 9), of('b', 'kept', 1, 0), of('b', 'unplanned', 1)],
    ],
    ['what has never been read', [of('a', 'kept', 1), neverRead('a', 'unplanned')]],
    ['nothing where nothing is open', []],
  ])('%s', (_, counts) => {
    expect(decideClosing(counts, 'none')).toMatchObject({ heldCollectors: [], heldUnits: 0, heldSkipped: 0 });
  });
});

describe('accounts that are', () => {
  test('closed are closed, however many they are', () => {
    const decision = decideClosing([of('a', 'kept', 1), of('a', 'closed', 9), of('b', 'closed', 3)], 'none');
    expect(decision).toMatchObject({ excused: ['closed'], heldCollectors: [] });
  });

  test('gone from a whole list are closed, however many they are', () => {
    const decision = decideClosing([of('a', 'kept', 1), of('a', 'gone', 9), of('b', 'gone', 3)], 'whole');
    expect(decision).toMatchObject({ excused: ['closed', 'gone'], heldCollectors: [] });
  });

  test('no longer named one by one are no longer named by the options', () => {
    expect(decideClosing([of('a', 'kept', 1), of('a', 'gone', 9)], 'none')).toMatchObject({
      excused: ['closed'],
      heldCollectors: ['a'],
      heldUnits: 9,
    });
  });

  test('all gone from a list are those of another list', () => {
    expect(decideClosing([of('a', 'gone', 9)], 'whole')).toMatchObject({
      heldCollectors: ['a'],
      heldUnits: 9,
    });
  });

  test('gone or closed do not hide what the options close of the others', () => {
    const decision = decideClosing(
      [of('a', 'closed', 90), of('a', 'kept', 1), of('a', 'unplanned', 2)],
      'whole',
    );
    expect(decision).toMatchObject({ heldCollectors: ['a'], heldUnits: 2, closing: 2, holding: 3 });
  });
});

test('skipped units among the held are told apart, for the run has counted them as skipped', () => {
  const decision = decideClosing(
    [of('a', 'skipped', 2), of('a', 'unplanned', 3), of('b', 'kept', 1)],
    'none',
  );
  expect(decision).toMatchObject({ heldUnits: 5, heldSkipped: 2, closing: 5, holding: 6 });
});

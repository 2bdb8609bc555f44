import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  booleanValue,
  changedRows,
  countedRows,
  countOrZero,
  countValue,
  decodeRows,
  instantValue,
  mergedRows,
  optionalInstant,
  optionalText,
  textValue,
} from '../../src/snowflake/decode.ts';

const record = z.object({
  NAME: textValue,
  ERROR: optionalText,
  UNITS: countValue,
  HELD: countOrZero,
  IS_OPEN: booleanValue,
  AT: instantValue,
  ENDED: optionalInstant,
});
const row = {
  NAME: 'a',
  ERROR: null,
  UNITS: '12',
  HELD: null,
  IS_OPEN: true,
  AT: '2026-01-02T03:04:05.006Z',
  ENDED: null,
};

describe('a row that Snowflake answers', () => {
  test('becomes a record, NULL undefined, instants dates, counts numbers', () => {
    expect(decodeRows([row], record, 'T')).toEqual([
      {
        NAME: 'a',
        ERROR: undefined,
        UNITS: 12,
        HELD: 0,
        IS_OPEN: true,
        AT: new Date('2026-01-02T03:04:05.006Z'),
        ENDED: undefined,
      },
    ]);
  });

  test.each([
    ['NAME', null],
    ['NAME', 5],
    ['UNITS', '1.5'],
    ['UNITS', '99999999999999999999'],
    ['HELD', 'many'],
    ['IS_OPEN', 'true'],
    ['AT', null],
    ['AT', 'yesterday'],
    ['ENDED', 7],
  ])('is refused by name where %s is %j', (column, value) => {
    expect(() => decodeRows([{ ...row, [column]: value }], record, 'T')).toThrow(
      new RegExp(`answered: ${column} `),
    );
  });

  test('is refused where a column is not there', () => {
    const { ERROR: _, ...without } = row;
    expect(() => decodeRows([without], record, 'T')).toThrow(/answered: ERROR /);
  });
});

describe('a number of rows', () => {
  test('is what Snowflake says', () => {
    expect(
      changedRows(
        [{ 'number of rows updated': 2, 'number of multi-joined rows updated': 0 }],
        'updated',
        'T',
      ),
    ).toBe(2);
    expect(countedRows([{ ROW_COUNT: 0 }], 'T')).toBe(0);
  });

  test('of a MERGE is what was inserted and what was updated', () => {
    expect(mergedRows([{ 'number of rows inserted': 1, 'number of rows updated': 2 }], 'T')).toBe(3);
    expect(mergedRows([{ 'number of rows updated': 0 }], 'T')).toBe(0);
    expect(() => mergedRows([{ status: 'done' }], 'T')).toThrow('no number of merged rows');
    expect(() => mergedRows([], 'T')).toThrow('no number of merged rows');
  });

  test.each([
    ['no row', []],
    ['another count', [{ 'number of rows inserted': 1 }]],
    ['none', [{ 'number of rows updated': null }]],
  ])('is never 0 for %s', (_name, rows) => {
    expect(() => changedRows(rows, 'updated', 'T')).toThrow('number of rows updated');
  });
});

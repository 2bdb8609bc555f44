import { expect, test } from 'vitest';
import { readDetections } from '../../src/detections/read-detections.ts';
import { mutantsOf } from './mutants.ts';

const predicatesOf = (sql: string) => mutantsOf(sql).map(({ predicate }) => predicate);

test.each([
  [
    "SELECT A, IFF(COUNT_IF(x IN (1, 2)) > 0, 'fail', 'pass') AS STATUS, B FROM t",
    ['COUNT_IF(x IN (1, 2)) > 0', 'x IN (1, 2)'],
  ],
  [
    "SELECT A, CASE WHEN a AND (b OR NOT c) THEN 'fail' WHEN d THEN 'pass' END AS STATUS, CASE WHEN e THEN 1 END AS REASON FROM t",
    ['a', 'b', 'NOT c', 'd'],
  ],
  [
    'WITH c AS (SELECT IFF(a, 1, 2) AS X FROM t WHERE b BETWEEN 1 AND 2 AND c) SELECT 1, X AS STATUS, IFF(d, 1, 2) AS REASON FROM c',
    ['a', 'b BETWEEN 1 AND 2', 'c'],
  ],
  [
    "SELECT 1, IFF(CASE s.K WHEN 'x' THEN a END, 1, 2) AS STATUS FROM t LEFT JOIN u ON u.ID = t.ID AND u.KIND = 'x' WHERE y GROUP BY z HAVING COUNT(*) > 1",
    ["CASE s.K WHEN 'x' THEN a END", "u.KIND = 'x'", 'y', 'COUNT(*) > 1'],
  ],
  [
    'SELECT 1, IFF(a IN (SELECT B FROM t WHERE c), 1, 2) AS STATUS FROM t',
    ['a IN (SELECT B FROM t WHERE c)', 'c'],
  ],
])(
  'every predicate is negated by which rows or STATUS are chosen, and none that only words go by: %s',
  (sql, expected) => {
    expect(predicatesOf(sql)).toEqual(expected);
  },
);

test('a mutant has its predicate negated, and nothing else', () => {
  const [, second] = mutantsOf("SELECT A, IFF(x AND y, 'fail', 'pass') AS STATUS FROM t");
  expect(second?.sql).toBe("SELECT A, IFF(x AND  NOT (y) , 'fail', 'pass') AS STATUS FROM t");
});

test('every detection has some', () => {
  const all = readDetections().map(({ id, sql }) => ({ id, some: mutantsOf(sql).length > 0 }));
  expect(all.filter(({ some }) => !some)).toEqual([]);
});

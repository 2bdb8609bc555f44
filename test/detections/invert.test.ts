import { expect, test } from 'vitest';
import { readDetections } from '../../src/detections/read-detections.ts';
import { inverted } from './invert.ts';

test.each([
  [
    "SELECT A, IFF(COUNT_IF(x IN (1, 2)) > 0, 'fail', 'pass') AS STATUS, B FROM t",
    "SELECT A, IFF( NOT (COUNT_IF(x IN (1, 2)) > 0) , 'fail', 'pass') AS STATUS, B FROM t",
  ],
  [
    "WITH c AS (SELECT 1 AS STATUS) SELECT A, CASE WHEN CASE WHEN a THEN b END THEN 'fail' ELSE 'pass' END AS STATUS FROM c",
    "WITH c AS (SELECT 1 AS STATUS) SELECT A, CASE WHEN NOT ( CASE WHEN a THEN b END ) THEN 'fail' ELSE 'pass' END AS STATUS FROM c",
  ],
])('the predicate of STATUS is negated, and nothing else: %s', (sql, expected) => {
  expect(inverted(sql).replaceAll(/\s+/g, ' ')).toBe(expected);
});

test('every detection answers by a predicate', () => {
  const unchanged = readDetections().filter(({ sql }) => inverted(sql) === sql);
  expect(unchanged).toEqual([]);
});

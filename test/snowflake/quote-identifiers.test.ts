import { parse } from '@polyglot-sql/sdk';
import { describe, expect, test } from 'vitest';
import { bodySql } from '../../src/detections/detection-view.ts';
import { detectionViews } from '../../src/detections/installed-objects.ts';
import { readDetections } from '../../src/detections/read-detections.ts';
import { VIEWS } from '../../src/setup/schema/schema-objects.ts';
import { SNOWALERT_VIEWS, snowAlertStatement } from '../../src/setup/snowalert/snowalert-views.ts';
import { createView } from '../../src/snowflake/ddl.ts';
import { objectName } from '../../src/snowflake/identifiers.ts';
import { quoteIdentifiers } from '../../src/snowflake/quote-identifiers.ts';
import { SCHEMA } from './recording-session.ts';

/** Words that Snowflake takes by their name, though they stand where a name may. */
const NAMED = ['input', 'outer', 'm'];

/** Identifiers without quotes that an independent parser finds in the SELECT of a view, `own` left out. */
function unquoted(statement: string, own = ''): readonly string[] {
  // It takes no path into an element of a column of a table by its alias.
  const sql = statement.slice(statement.indexOf(' AS\n') + 4).replace(/(?<=")\[0\](?=:)/g, '');
  const { success, error, ast } = parse(sql, 'snowflake' as never);
  if (!success) throw new Error(`${error}\n${sql}`);
  const from = own === '' ? -1 : sql.indexOf(own);
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { name, quoted, span } = node as { name?: unknown; quoted?: unknown; span?: Span };
    if (typeof name === 'string' && quoted === false && span && sql[span.start] !== '"') {
      if (!(span.start >= from && span.end <= from + own.length)) found.add(name);
    }
    for (const member of Object.values(node)) walk(member);
  };
  walk(ast);
  return [...found].filter((name) => !NAMED.includes(name.toLowerCase()));
}

interface Span {
  readonly start: number;
  readonly end: number;
}

describe('every identifier is in quotes', () => {
  test('in the views of the schema', () => {
    for (const view of VIEWS) expect(unquoted(createView(SCHEMA, view)), view.name).toEqual([]);
  });

  test('in the views under the names of SnowAlert', () => {
    for (const view of SNOWALERT_VIEWS) {
      const { sql } = snowAlertStatement(SCHEMA, SCHEMA, view);
      expect(unquoted(sql), view.name).toEqual([]);
    }
  });

  test('in the views of detections, but for the text that people write', () => {
    const all = readDetections();
    const names = {
      tables: (object: string) => objectName(SCHEMA, object),
      detections: (object: string) => objectName(SCHEMA, object),
    };
    const bodies = new Map(
      all.map((detection) => [`DETECTION_${detection.id.toUpperCase()}`, bodySql(detection, names)]),
    );
    const views = detectionViews({ tables: SCHEMA, detections: SCHEMA }, all);
    expect(bodies.size).toBeGreaterThan(100);
    for (const view of views) {
      const sql = createView(SCHEMA, view);
      const body = bodies.get(view.name) ?? '';
      expect(sql, view.name).toContain(body);
      expect(unquoted(sql, body), view.name).toEqual([]);
    }
  });
});

test('what is no identifier stays as it is, and what is one becomes what Snowflake stores', () => {
  const cases = [
    [
      'SELECT s.RAW:Key.Exists[0]:of::ARRAY AS Of FROM t s',
      `SELECT "S"."RAW":Key.Exists[0]:of::ARRAY AS "OF" FROM "T" "S"`,
    ],
    ['SELECT DATEADD(day, -1, AT), COUNT(*) FROM "t"', `SELECT DATEADD(day, -1, "AT"), COUNT(*) FROM "t"`],
    [
      "SELECT FILTER(x.List, m -> m::STRING = 'm') FROM x -- m of x",
      `SELECT FILTER("X"."LIST", m -> m::STRING = 'm') FROM "X" -- m of x`,
    ],
    [
      'FROM x, LATERAL FLATTEN(input => x.value:a, outer => TRUE) f',
      `FROM "X", LATERAL FLATTEN(input => "X"."VALUE":a, outer => TRUE) "F"`,
    ],
    [
      'FROM (VALUES (1, 2)) v (ONE, TWO) GROUP BY ONE',
      `FROM (VALUES (1, 2)) "V" ("ONE", "TWO") GROUP BY "ONE"`,
    ],
    [
      'MAX(A) OVER (PARTITION BY B ORDER BY C DESC NULLS LAST)',
      `MAX("A") OVER (PARTITION BY "B" ORDER BY "C" DESC NULLS LAST)`,
    ],
  ] as const;
  for (const [sql, expected] of cases) expect(quoteIdentifiers(sql)).toBe(expected);
});

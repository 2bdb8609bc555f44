import { describe, expect, test } from 'vitest';
import {
  literal,
  objectName,
  quoted,
  schemaName,
  stageLocation,
  storedName,
} from '../../src/snowflake/identifiers.ts';
import { ODD_SCHEMA, SCHEMA } from './recording-session.ts';

test.each([
  ['snowalert', 'SNOWALERT'],
  ['Data_1$', 'DATA_1$'],
  ['"Data"', 'Data'],
  ['"my ""db"""', 'my "db"'],
])('the name %s is stored as %s', (written, stored) => {
  expect(storedName(written)).toBe(stored);
});

test.each(['PLAIN', 'my "db"', 'a.b', 'a;b', "o'hara", '""', 'ü ✓'])(
  '%s comes back from its quotes',
  (name) => {
    expect(quoted(name)).toMatch(/^"(?:[^"]|"")+"$/);
    expect(storedName(quoted(name))).toBe(name);
  },
);

describe('a text', () => {
  test.each([
    ['plain', "'plain'"],
    ["it's", "'it''s'"],
    ['a\\b', "'a\\\\b'"],
    ["\\' OR 1=1 --", "'\\\\'' OR 1=1 --'"],
    ['', "''"],
    ['two\nlines; and ?', "'two\nlines; and ?'"],
  ])('%j becomes %s', (text, spelled) => {
    expect(literal(text)).toBe(spelled);
  });
});

test('objects bear database and schema', () => {
  expect(schemaName(SCHEMA)).toBe('"SNOWALERT"."DATA"');
  expect(objectName(SCHEMA, 'T')).toBe('"SNOWALERT"."DATA"."T"');
  expect(objectName(ODD_SCHEMA, 'T')).toBe('"my ""db"""."o\'hara"."T"');
});

test('a place on a stage is a text only where its names need that', () => {
  expect(stageLocation(SCHEMA, 'T/r/0/')).toBe('@"SNOWALERT"."DATA"."SNOWCENSUS_STAGE"/T/r/0/');
  expect(stageLocation(ODD_SCHEMA, 'T/')).toBe('\'@"my ""db"""."o\'\'hara"."S T"/T/\'');
});

import { expect, test } from 'vitest';
import { scanSql, statementKind } from './scan.ts';

test.each([
  ['select 1', ['select 1']],
  ['select 1;', ['select 1']],
  [' select 1 ; select 2 ;; ', ['select 1', 'select 2']],
  ["select 'a;b'; select 'it''s;'", ["select 'a;b'", "select 'it''s;'"]],
  ["select 'back\\';slash'; x", ["select 'back\\';slash'", 'x']],
  ['select "a;""b"; x', ['select "a;""b"', 'x']],
  ['select $$ a; b $$; x', ['select $$ a; b $$', 'x']],
  ['-- one; two\nselect 1', ['-- one; two\nselect 1']],
  ['// one; two\nselect 1', ['// one; two\nselect 1']],
  ['/* one;\n two */ select 1; /* rest; */', ['/* one;\n two */ select 1']],
  ['put file:///tmp/a @s; select 1', ['put file:///tmp/a @s', 'select 1']],
  ['-- nothing; at all', []],
  ['', []],
])('%j splits into %j', (sqlText, expected) => {
  expect(scanSql(sqlText).statements).toEqual(expected);
});

test.each([
  ['select ?, ?', 2],
  ["select '?', ? -- ?", 1],
  ['select :1, :2, :1', 2],
  ['select raw:a, b::int, c:d:e', 0],
  ['select 1', 0],
])('%j has %d binds', (sqlText, expected) => {
  expect(scanSql(sqlText).placeholders).toBe(expected);
});

test.each([
  ['  SELECT 1', 'select'],
  ['with a as (select 1) select * from a', 'select'],
  ['(select 1)', 'select'],
  ['/* hint */ -- why\n COPY INTO t', 'copy'],
  ['desc table t', 'describe'],
  ['rm @s', 'remove'],
  ['ls @s', 'list'],
  ['start transaction', 'begin'],
  ['', 'unknown'],
])('%j is a %s', (sqlText, expected) => {
  expect(statementKind(sqlText)).toBe(expected);
});

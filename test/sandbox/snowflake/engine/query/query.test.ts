import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../account-fixture.ts';

let account: TestAccount;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.close());

/** What is selected, and the cells as they travel. */
const CASES: readonly (readonly [string, string])[] = [
  ['select * from (values (1,2)) v(a,b) join (values (1,3)) w(a,c) using (a)', '1,2,3'],
  ['select * from (values (1)) a(x) full outer join (values (2)) b(x) using (x) order by 1', '1;2'],
  ['select * from (values (1)) a(x) natural join (values (1,5)) b(x,y)', '1,5'],
  ['select v.*, w.c from (values (1,2)) v(a,b), (values (3)) w(c) where v.a < w.c', '1,2,3'],
  ['select * exclude (a) rename (b as z) from (values (1,2,3)) v(a,b,c)', '2,3'],
  ['select 1 union select 1 union all select 2', '1;2'],
  ['select 1 except select 1', ''],
  ['select 1 minus select 2', '1'],
  ['select a from (values (1),(2)) v(a) intersect select 2', '2'],
  ['select 1 as a union by name select 2 as b order by a nulls last', '1,;,2'],
  ['select 1 union all select 2 intersect select 2', '1;2'],
  ["select null as x union all select 1 union all select '02' union all select null order by 1", '1;2;;'],
  [
    'select 0 where 1 = 2 union all (select 3 as x union all select 1 order by x limit 1) union all select 2',
    '1;2',
  ],
  ['select 1 as x union select 2 union select 3 order by x limit 1 offset 1', '2'],
  ['select 1 intersect select 1 limit 0', ''],
  ['select * from ((select 1 as x union all select 2) order by x desc limit 1) t', '2'],
  ['with a as ((select 1 as x) limit 0) select * from a', ''],
  ['select 1 as x union all (select 2 union select 2) union all select 1 order by x desc limit 2', '2;1'],
  ['select 1 as x union select 1 union all select 1 union all select 2', '1;1;2'],
  [
    'select (select max(x) from (values (1),(5)) v(x)), exists (select 1), 3 in (select 3), (1,2) in ((1,2))',
    '5,1,1,1',
  ],
  ['select x from (values (1),(2)) v(x) where exists (select 1 from (values (2)) w(y) where w.y = v.x)', '2'],
  ['select x as y, y + 1 as z from (values (1)) v(x) where y = 1', '1,2'],
  ['select top 2 x from (values (1),(2),(3)) v(x) order by x', '1;2'],
  ['select x from (values (1),(null),(2)) v(x) order by x', '1;2;'],
  ['select x from (values (1),(null),(2)) v(x) order by x desc', ';2;1'],
  ['select seq4() s from table(generator(rowcount => 3)) order by 1', '0;1;2'],
  ["select column1, column2 from values (1,'a'),(2,null) order by 1", '1,a;2,'],
  ['select 1 where 1 = 2 or null', ''],
  ["select try_cast('5' as int), try_cast('x' as int), try_cast('2020-01-01' as date)", '5,,18262'],
  ['select x from (values (1),(2),(3)) v(x) limit 1 offset 1', '2'],
  ["select x from (values ('a'),('B')) v(x) order by lower(x)", 'a;B'],
  ["select case when x > 1 then 'hi' else null end from (values (1),(2)) v(x) order by x", ';hi'],
  ["select $1, $2 from (values (1,'b')) v", '1,b'],
  ["select t.$1, t.$2 from (values (1, 'b')) t", '1,b'],
];

test.each(CASES)('the shape of queries: %s', async (sql, expected) => {
  expect(await account.text(/^(select|with)/i.test(sql) ? sql : `select ${sql}`)).toBe(expected);
});

/** What other dialects have and Snowflake refuses. */
test.each([
  'select count(*) filter (where x > 1) from (values (1)) v(x)',
  'select * from (values (1)) v(x) where x = 1 and count(*) = 1',
  'select a, sum(b) from (values (1, 2)) v(a, b)',
  'select * from (values (1, 2)) v(a, b) join (values (1)) w(a) on a = 1',
  'select 1 intersect all select 1',
  'select 1 except all select 1',
  'select 1 as a intersect by name select 1 as a',
  'select 1 union select 2 fetch first 1 rows only',
  'select x from (values (1)) v(x) sort by x',
  'select 1 union all select 1, 2',
  'select 1 union all select 2 union all select 1, 2',
  'select * from (values (1)) v(x) order by 2',
])('refused: %s', async (sql) => {
  expect(await account.refused(sql)).toMatch(/^(000002|000977|000979|001052|001789|002035) /);
});

const TWO = "(values (1, 'a'), (2, 'b')) t(x, y)";

test.each([
  [`select (select count(*) from (values (1)) u(z) where u.z = t.x) from ${TWO} order by 1`, '0;1'],
  [`select x from ${TWO} where exists (select 1 from (values (1)) u(z) where u.z < t.x)`, '2'],
  [
    `select x, m from ${TWO}, lateral (select max(z) m from (values (1, 1)) u(z, k) where k = t.x and z > 0) order by 1`,
    '1,1;2,',
  ],
  [`select f.value::int from ${TWO}, lateral flatten(input => array_construct(t.x)) f order by 1`, '1;2'],
  ['select (select z from (values (7)) u(z))', '7'],
])('subqueries that hang on the query around them: %s', async (sql, expected) => {
  expect(await account.text(sql)).toBe(expected);
});

/** Snowflake evaluates a subquery for a row only where it can be made a join by equality. */
test.each([
  `select (select count(*) from (values (1)) u(z) where u.z < t.x) from ${TWO}`,
  `select (select max(u.z + t.x) from (values (1)) u(z)) from ${TWO}`,
  `select (select u.z from (values (1)) u(z) where u.z = t.x) from ${TWO}`,
  `select m from ${TWO}, lateral (select count(*) m from (values (1)) u(z) where coalesce(u.z, t.x) = 1 or u.z = t.x)`,
])('a subquery without a plan is refused: %s', async (sql) => {
  expect(await account.refused(sql)).toMatch(/^002031 .*Unsupported subquery type/);
});

test('a plan tells which tables would be read, and not those that the optimizer drops', async () => {
  await account.run('create table db.sch.one (a int)');
  await account.run('create table db.sch.other (a int)');
  await account.run(
    "create view db.sch.two_of_them as select 'one' as k, a from one union all select 'other', a from other",
  );
  const scans = async (sql: string) =>
    (await account.run(sql)).rows.filter((row) => row[3] === 'TableScan').map((row) => row[4]);
  expect(await scans('explain select * from db.sch.two_of_them')).toEqual(['DB.SCH.ONE', 'DB.SCH.OTHER']);
  expect(await scans("explain using tabular select a from db.sch.two_of_them where k = 'one'")).toEqual([
    'DB.SCH.ONE',
  ]);
});

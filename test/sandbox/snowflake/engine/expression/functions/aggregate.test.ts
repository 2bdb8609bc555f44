import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../../account-fixture.ts';

let account: TestAccount;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.close());

/** What is selected, and the cells as they travel. */
const CASES: readonly (readonly [string, string])[] = [
  [
    'select sum(x), avg(x), min(x), max(x), count(x), count(distinct x), median(x), mode(x) from (values (1),(2),(2),(null)) v(x)',
    '5,1.666667,1,2,3,2,2.000000,2',
  ],
  [
    'select stddev(x), variance(x), any_value(1), count_if(x>1), boolor_agg(x>1), booland_agg(x>1) from (values (1),(2),(3)) v(x)',
    '1,1,1,2,1,0',
  ],
  [
    "select listagg(distinct a,',') within group (order by a), array_agg(distinct a) from (values ('x'),('x')) v(a)",
    'x,["x"]',
  ],
  ['select percentile_cont(0.5) within group (order by x) from (values (1),(2)) v(x)', '1.5'],
  ['select count(distinct a,b) from (values (1,2),(1,2),(1,null)) v(a,b)', '1'],
  [
    'select x, lag(x) over (order by x), lead(x,1,0) over (order by x), first_value(x) over (order by x), row_number() over (order by x desc), sum(x) over (order by x rows between unbounded preceding and current row) from (values (1),(2)) v(x) order by 1',
    '1,,2,1,2,1;2,1,0,1,1,3',
  ],
  [
    "select x, last_value(y ignore nulls) over (order by x rows between unbounded preceding and current row) from (values (1,'a'),(2,null)) v(x,y) order by 1",
    '1,a;2,a',
  ],
  [
    "select x, lag(y) ignore nulls over (order by x) from (values (1,'a'),(2,null),(3,'c')) v(x,y) order by 1",
    '1,;2,a;3,a',
  ],
  [
    'select ntile(2) over (order by x), rank() over (order by x), dense_rank() over (order by x), ratio_to_report(x) over () from (values (1),(3)) v(x) order by 2',
    '1,1,1,0.25;2,2,2,0.75',
  ],
  ["select a, count(*) from (values ('x'),('y'),('x')) v(a) group by all order by 2 desc", 'x,2;y,1'],
  [
    "select a, sum(b) from (values ('x',1),('y',2)) v(a,b) group by rollup(a) order by a nulls first",
    ',3;x,1;y,2',
  ],
  [
    'select x, (select count(*) from (values (1),(1)) w(y) where w.y = v.x) c from (values (1),(2)) v(x) order by 1',
    '1,2;2,0',
  ],
  ["select listagg(x, ', ') from (values (1),(2)) v(x)", '1, 2'],
  ['select sum(x) s from (values (1),(2)) v(x) having s > 1', '3'],
  [
    "select a, row_number() over (partition by a order by b desc) rn from (values ('x',1),('x',2)) v(a,b) qualify rn = 1",
    'x,1',
  ],
  ['select count(*) from (values (1)) v(x) group by x order by x', '1'],
];

test.each(CASES)('aggregates and windows: %s', async (sql, expected) => {
  expect(await account.text(/^(select|with)/i.test(sql) ? sql : `select ${sql}`)).toBe(expected);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../../account-fixture.ts';

let account: TestAccount;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.close());

/** What is selected, and the cells as they travel. */
const CASES: readonly (readonly [string, string])[] = [
  ["hash('a') = hash('a'), hash(1) = hash(1.0)", '1,1'],
  ['greatest(1,2,3), least(1,2,null)', '3,'],
  [
    "iff(true,1,2), nvl(null,5), nvl2(null,1,2), coalesce(null,null,3), nullif(1,1), zeroifnull(null), ifnull(null,'x')",
    '1,5,2,3,,0,x',
  ],
  ["decode(2,1,'a',2,'b','c'), decode(null,null,'n','x'), decode(5,1,'a')", 'b,n,'],
  ["case 1 when 1 then 'a' else 'b' end, case when false then 1 end", 'a,'],
  ["'a' = 'A', 'a' < 'b', null = null, equal_null(null,null), 1 = 1.0, '1' = 1", '0,1,,1,1,1'],
  ['not true, true and null, true or null, 1 <> 2, 5 between 1 and 10, 5 not between 1 and 3', '0,,1,1,1,1'],
  ["1 in (1,2), 'a' not in ('b'), null in (1)", '1,1,'],
  ["bitand(5,4), 5::int = '5'", '4,1'],
];

test.each(CASES)('conditions and comparisons: %s', async (sql, expected) => {
  expect(await account.text(/^(select|with)/i.test(sql) ? sql : `select ${sql}`)).toBe(expected);
});

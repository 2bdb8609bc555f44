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
    'abs(-5), sign(-3), ceil(1.2), floor(-1.2), round(2.5), round(1.255,2), trunc(1.99,1), mod(7,3), power(2,10), sqrt(9)',
    '5,-1,2,-2,3,1.26,1.9,1,1024,3',
  ],
  [
    "to_number('12.5'), to_number('12.5',10,1), to_decimal('1.234',10,2), try_to_number('x'), try_to_number('7')",
    '13,12.5,1.23,,7',
  ],
  ["to_boolean('yes'), try_to_boolean('maybe'), to_double('1e3')", '1,,1000'],
  ['with a as (select 1 x), b as (select x+1 y from a) select * from a, b', '1,2'],
  ['1 + 1.5, 7/2, 2*3.14, 10 % 4, -(-1), 1e2 + 1', '2.5,3.500000,6.28,2,1,101'],
  ["'5' + 1, '2' * '3'", '6,6'],
];

test.each(CASES)('numbers: %s', async (sql, expected) => {
  expect(await account.text(/^(select|with)/i.test(sql) ? sql : `select ${sql}`)).toBe(expected);
});

/** What is selected, and how it is refused. */
const REFUSALS: readonly (readonly [string, string])[] = [['12345::number(3)', '100132']];

test.each(REFUSALS)('numbers refused: %s', async (sql, code) => {
  expect(await account.refused(`select ${sql}`)).toMatch(new RegExp(`^${code} `));
});

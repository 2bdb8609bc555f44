import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../../account-fixture.ts';

let account: TestAccount;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.close());

/** What is selected, and the cells as they travel. */
const CASES: readonly (readonly [string, string])[] = [
  ["to_char(123.45), to_varchar(true), to_char('2020-01-02'::date,'DD/MM/YYYY')", '123.45,true,02/01/2020'],
  ["to_date('2020-01-02'), try_to_date('x'), to_date('02/01/2020','DD/MM/YYYY')", '18263,,18263'],
  ["to_date('2020-01-02T03:04:05Z')", '18263'],
  ["to_time('12:34:56')", '45296.000000000'],
  [
    "to_timestamp('2020-01-02 03:04:05'), to_timestamp_ntz(1577836800), to_timestamp(1577836800123,3)",
    '1577934245.000000000,1577836800.000000000,1577836800.123000000',
  ],
  ["to_timestamp_ltz('2020-01-01 00:00:00')", '1577865600.000000000'],
  ["try_to_timestamp_ltz('x'), try_to_timestamp('2020-01-02')", ',1577923200.000000000'],
  [
    "dateadd(month,1,'2020-01-31'::date), dateadd(year,-1,'2020-02-29'::date), dateadd(quarter,1,'2020-01-01'::date), dateadd(week,1,'2020-01-01'::date)",
    '18321,17955,18353,18269',
  ],
  [
    "dateadd(minute,5,'2020-01-01'::timestamp), dateadd(second,-5,'2020-01-01 00:00:00'::timestamp_ltz), dateadd(ms,5,'2020-01-01'::timestamp)",
    '1577837100.000000000,1577865595.000000000,1577836800.005000000',
  ],
  [
    "datediff(day,'2020-01-01','2020-01-03'), datediff(month,'2020-01-31'::date,'2020-02-01'::date), datediff(year,'2019-12-31'::date,'2020-01-01'::date), datediff(week,'2020-01-05'::date,'2020-01-06'::date), datediff(second,'2020-01-01 00:00:00.9'::timestamp,'2020-01-01 00:00:01'::timestamp)",
    '2,1,1,1,1',
  ],
  [
    "date_trunc('week','2020-01-05'::date), date_trunc('hour','2020-01-01 12:34:56'::timestamp), trunc('2020-05-05'::date,'month')",
    '18260,1577880000.000000000,18383',
  ],
  [
    "year('2020-05-06'::date), month('2020-05-06'::date), day('2020-05-06'::date), dayofweek('2020-05-10'::date), dayofweekiso('2020-05-10'::date), quarter('2020-05-06'::date), hour('2020-01-01 05:00:00'::timestamp), week('2020-01-06'::date)",
    '2020,5,6,0,7,2,5,2',
  ],
  [
    "date_part(epoch_second,'2020-01-01'::timestamp), extract(epoch from '2020-01-01'::timestamp), date_part('year','2020-01-01'::date)",
    '1577836800,1577836800,2020',
  ],
  [
    "last_day('2020-02-05'::date), add_months('2020-01-31'::date,1), monthname('2020-05-06'::date), dayname('2020-05-06'::date)",
    '18321,18321,May,Wed',
  ],
  ["convert_timezone('UTC','America/New_York','2020-01-01 12:00:00'::timestamp)", '1577862000.000000000'],
  ['date_from_parts(2020,1,2), timestamp_from_parts(2020,1,2,3,4,5)', '18263,1577934245.000000000'],
  [
    "'2020-01-01'::date + 1, '2020-01-03'::date - '2020-01-01'::date, '2020-01-01'::date - 1",
    '18263,2,18261',
  ],
  ["'2020-01-01'::timestamp + interval '1 day, 2 hours'", '1577930400.000000000'],
  [
    "'2020-01-01'::timestamp_ltz = '2020-01-01T08:00:00Z', '2020-01-01'::date < '2020-01-01T08:00:00Z'::timestamp_ltz",
    '1,0',
  ],
  ["to_timestamp_tz('2020-01-01 00:00:00 -08:00') = to_timestamp_tz('2020-01-01 08:00:00 +00:00')", '1'],
  ["time_slice('2020-01-01 00:07:00'::timestamp, 5, 'MINUTE')", '1577837100.000000000'],
  [
    "current_timestamp() > '2020-01-01'::timestamp_ltz, current_date() > '2020-01-01', sysdate() is not null, getdate() is not null",
    '1,1,1,1',
  ],
  ["to_char('2020-01-01 10:11:12'::timestamp, 'YYYYMMDD HH12:MI AM')", '20200101 10:11 AM'],
  ["year('2020-01-01'), dateadd(day,1,'2020-01-01')", '2020,1577923200.000000000'],
];

test.each(CASES)('dates and times: %s', async (sql, expected) => {
  expect(await account.text(/^(select|with)/i.test(sql) ? sql : `select ${sql}`)).toBe(expected);
});

/** What is selected, and how it is refused. */
const REFUSALS: readonly (readonly [string, string])[] = [["'2020-01-01x'::timestamp", '100035']];

test.each(REFUSALS)('dates and times refused: %s', async (sql, code) => {
  expect(await account.refused(`select ${sql}`)).toMatch(new RegExp(`^${code} `));
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../account-fixture.ts';

let account: TestAccount;

beforeAll(async () => {
  account = await openAccount();
  await account.run(
    `create table t (n number(10,2), f float, s varchar(20), b boolean, d date, tm time, ntz timestamp_ntz(3),
      ltz timestamp_ltz, tz timestamp_tz, v variant, o object, a array, bin binary)`,
  );
});

afterAll(() => account.close());

test('every type travels as its wire type, whatever the first row holds', async () => {
  await account.run('truncate table t');
  await account.run('insert into t (s) values (null)');
  const { columns } = await account.run('select * from t');
  expect(columns.map(({ type, precision, scale, length }) => [type, precision, scale, length])).toEqual([
    ['fixed', 10, 2, null],
    ['real', null, null, null],
    ['text', null, null, 20],
    ['boolean', null, null, null],
    ['date', null, null, null],
    ['time', null, 9, null],
    ['timestamp_ntz', null, 3, null],
    ['timestamp_ltz', null, 9, null],
    ['timestamp_tz', null, 9, null],
    ['variant', null, null, null],
    ['object', null, null, null],
    ['array', null, null, null],
    ['binary', null, null, 8_388_608],
  ]);
});

test('every type travels in its encoding', async () => {
  await account.run('truncate table t');
  await account.run(
    `insert into t select 1.5, 0.25, 'é', true, '1969-12-31', '00:00:01.5', '2020-01-01 00:00:00.123', '2020-01-01T00:00:00Z',
      '2020-01-01 00:00:00 +01:30', parse_json('null'), object_construct('k', 1), array_construct(1, 'x'), to_binary('0AFF')`,
  );
  expect((await account.run('select * from t')).rows).toEqual([
    [
      '1.50',
      '0.25',
      'é',
      '1',
      '-1',
      '1.500000000',
      '1577836800.123',
      '1577836800.000000000',
      '1577831400.000000000 1530',
      'null',
      '{"k":1}',
      '[1,"x"]',
      '0AFF',
    ],
  ]);
});

test('NUMBER keeps all its digits', async () => {
  expect(
    await account.text("select '12345678901234567890123456789012345678'::number, 99999999999999999999 + 1"),
  ).toBe('12345678901234567890123456789012345678,100000000000000000000');
});

test('a moment before 1970 keeps its fraction', async () => {
  expect(await account.text("select '1969-12-31 23:59:58.500'::timestamp_ntz")).toBe('-1.500000000');
});

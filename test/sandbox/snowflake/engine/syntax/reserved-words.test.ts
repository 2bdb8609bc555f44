import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../account-fixture.ts';
import { RESERVED } from './reserved-words.ts';

let account: TestAccount;
beforeAll(async () => {
  account = await openAccount();
  await account.run('create table t ("EXISTS" boolean, a int, "ROWS" int)');
});
afterAll(() => account.close());

describe('a reserved word', () => {
  test.each([...RESERVED])('%s names nothing unless it is quoted', async (word) => {
    const refused = /^001003 42000 .*syntax error/s;
    expect(await account.refused(`create table n (${word} boolean)`)).toMatch(refused);
    expect(await account.refused(`create table ${word} (a int)`)).toMatch(refused);
    expect(await account.refused(`create view n (${word}) as select 1`)).toMatch(refused);
    expect(await account.refused(`select a as ${word} from t`)).toMatch(refused);
    expect(await account.refused(`with ${word} as (select 1 as a) select a from ${word}`)).toMatch(refused);
    expect(await account.text(`select q."${word}" from (select 1 as "${word}") q`)).toBe('1');
  });

  test.each([
    ['a column that is read', 'select exists from t'],
    ['a column by its table', 'select t.exists from t'],
    ['a column that is changed', 'update t set rows = 1'],
    ['a column that is filled', 'insert into t (exists) select true'],
    ['a column that is added', 'alter table t add column start int'],
    ['an alias of a table', 'select rows.a from t rows'],
    ['an alias without AS', 'select a rows from t'],
    ['a column in ORDER BY', 'select a from t order by rows'],
  ])('is refused as %s', async (_, sql) => {
    expect(await account.refused(sql)).toMatch(/^001003 42000 .*syntax error/s);
  });

  test.each([
    'constraint',
    'current_date',
    'current_time',
    'current_timestamp',
    'current_user',
    'localtime',
    'localtimestamp',
  ])('%s names no column of a table', async (word) => {
    expect(await account.refused(`create table n (${word} int)`)).toMatch(/^001003 42000 .*syntax error/s);
  });

  test.each(['cross', 'full', 'inner', 'join', 'lateral', 'left', 'natural', 'right', 'using'])(
    '%s names nothing in FROM',
    async (word) => {
      expect(await account.refused(`select a from ${word}`)).toMatch(/^001003 42000 .*syntax error/s);
      expect(await account.refused(`select 1 from t as ${word}`)).toMatch(/^001003 42000 .*syntax error/s);
    },
  );
});

test('words that are not reserved name anything', async () => {
  await account.run(
    'create table u (connection int, value int, key int, status int, date date, region int, at int)',
  );
  await account.run('insert into u (connection, value, key, status, region, at) select 1, 2, 3, 4, 5, 6');
  expect(await account.text('select u.connection, value, key, status, region, at from u')).toBe(
    '1,2,3,4,5,6',
  );
});

test('a comment may stand anywhere, at the end of a line within an expression too', async () => {
  expect(await account.text('select 1 -- one\n + 2 as a -- the sum\n from t -- none\n')).toBe('');
  expect(
    await account.text(
      'select (1 -- one\n + 2) as a, // two\n case -- what\n when true -- so\n then 5 end as b -- last',
    ),
  ).toBe('3,5');
  expect(
    await account.text(
      'select count(*) as n from t where a = 1 -- one\n and a in (1, -- this\n 2 /* that */) -- end',
    ),
  ).toBe('0');
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../../account-fixture.ts';

let account: TestAccount;

beforeEach(async () => {
  account = await openAccount();
});

afterEach(() => account.close());

const ROWS = 'select id, a from t order by id';

beforeEach(async () => {
  await account.run("create table t (id number not null, a varchar(5) default 'dflt', v variant)");
  await account.run("insert into t (id, a) values (1, 'one'), (2, 'two'), (3, 'three')");
});

test('INSERT answers how many rows, fills defaults and takes its columns in any order', async () => {
  const { columns, rows, statementTypeId } = await account.run(
    "insert into t (a, id) values ('x', 4), (default, 5)",
  );
  expect([columns[0]?.name, rows, statementTypeId]).toEqual(['number of rows inserted', [['2']], 0x3100]);
  await account.run('insert into t (id) select 6');
  expect(await account.text(`${ROWS} desc limit 3`)).toBe('6,dflt;5,dflt;4,x');
});

test('INSERT OVERWRITE replaces all rows or none', async () => {
  expect(await account.refused('insert overwrite into t (id) select null')).toMatch(/^100072 /);
  expect(await account.text('select count(*) from t')).toBe('3');
  await account.run('insert overwrite into t (id) select 9');
  expect(await account.text(ROWS)).toBe('9,dflt');
});

test('values that do not fit are refused by name', async () => {
  expect(await account.refused("insert into t (id, a) values (1, 'too long')")).toMatch(
    /^100078 22000 String 'too long' is too long/,
  );
  expect(await account.refused("insert into t (id) values ('abc')")).toMatch(
    /^100038 22018 Numeric value 'abc' is not recognized/,
  );
  expect(await account.refused("insert into t (a) values ('x')")).toMatch(/^100072 /);
  expect(await account.refused("insert into t (id, v) values (1, parse_json('1'))")).toMatch(
    /^002014 22000 /,
  );
  expect(await account.refused("insert into t (id, v) select 1, 'text'")).toMatch(
    /^002023 22000 .*expecting VARIANT but got VARCHAR/s,
  );
  expect(await account.refused('insert into t (id, nope) values (1, 2)')).toMatch(/^000904 42000 .*NOPE/s);
  expect(await account.refused('insert into t (id) values (1, 2)')).toMatch(/^002020 21S01 /);
});

test('UPDATE joins other tables and counts rows joined twice', async () => {
  const sql =
    "update t set a = s.a from (select column1 as id, column2 as a from values (1, 'x'), (2, 'y'), (2, 'y')) s where s.id = t.id";
  const { columns, rows } = await account.run(sql);
  expect(columns.map(({ name }) => name)).toEqual([
    'number of rows updated',
    'number of multi-joined rows updated',
  ]);
  expect(rows).toEqual([['2', '1']]);
  expect(await account.text(ROWS)).toBe('1,x;2,y;3,three');
});

test('DELETE takes USING with a query', async () => {
  const { columns, rows } = await account.run(
    'delete from t using (select 2 as id union all select 3) s where s.id = t.id',
  );
  expect([columns[0]?.name, rows]).toEqual(['number of rows deleted', [['2']]]);
  expect(await account.text(ROWS)).toBe('1,one');
});

test('MERGE does every WHEN and counts what the statement can do', async () => {
  const sql = `merge into t using (select column1 as id, column2 as a from values (1, 'm'), (2, 'gone'), (7, 'new'), (8, 'skip')) s
    on t.id = s.id
    when matched and s.a = 'gone' then delete
    when matched then update set t.a = s.a
    when not matched and s.a <> 'skip' then insert (id, a) values (s.id, s.a)`;
  const { columns, rows, statementTypeId } = await account.run(sql);
  expect(columns.map(({ name }) => name)).toEqual([
    'number of rows inserted',
    'number of rows updated',
    'number of rows deleted',
  ]);
  expect([rows, statementTypeId]).toEqual([[['1', '1', '1']], 0x3400]);
  expect(await account.text(ROWS)).toBe('1,m;3,three;7,new');
});

test('MERGE refuses to update a row twice', async () => {
  const sql =
    "merge into t using (select column1 as id from values (1), (1)) s on t.id = s.id when matched then update set a = 'x'";
  expect(await account.refused(sql)).toMatch(/^100090 42P18 Duplicate row detected/);
  expect(await account.text('select a from t where id = 1')).toBe('one');
});

test('TRUNCATE empties the table', async () => {
  await account.run('truncate table t');
  expect(await account.text('select count(*) from t')).toBe('0');
  expect(await account.refused('truncate table nope')).toMatch(/^002003 42S02 /);
  await account.run('truncate table if exists nope');
});

test('binds keep their types, and arrays of them are rows', async () => {
  const bindings = {
    1: { type: 'FIXED', value: '12.50' },
    2: { type: 'TEXT', value: "it's" },
    3: { type: 'BOOLEAN', value: 'true' },
    4: { type: 'TEXT', value: null },
  };
  const result = await account.run('select ?, ?, ?, ?', { bindings });
  expect(result.columns.map(({ type }) => type)).toEqual(['fixed', 'text', 'boolean', 'text']);
  expect(result.rows).toEqual([['12.50', "it's", '1', null]]);
  expect(await account.text('select :2, :1, :2', { bindings })).toBe("it's,12.50,it's");
  const batch = {
    1: { type: 'FIXED', value: ['10', '11', '12'] },
    2: { type: 'TEXT', value: ['a', null, 'c'] },
  };
  expect((await account.run('insert into t (id, a) values (?, ?)', { bindings: batch })).rows).toEqual([
    ['3'],
  ]);
  expect(await account.text('select id, a from t where id >= 10 order by id')).toBe('10,a;11,;12,c');
  expect(await account.refused('select ?')).toMatch(/^002049 .*:1 not set/s);
});

test('a batch with one bad row leaves none behind', async () => {
  const batch = { 1: { type: 'TEXT', value: ['20', 'x'] } };
  expect(await account.refused('insert into t (id) values (?)', { bindings: batch })).toMatch(/^100038 /);
  expect(await account.text('select count(*) from t where id = 20')).toBe('0');
});

test('an object binds as JSON text', async () => {
  await account.run('insert into t (id, v) select ?, parse_json(?)', {
    bindings: { 1: { type: 'FIXED', value: '30' }, 2: { type: 'TEXT', value: '{"k":[1]}' } },
  });
  expect(await account.text('select v:k[0]::int from t where id = 30')).toBe('1');
});

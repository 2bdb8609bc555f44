import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../account-fixture.ts';

let account: TestAccount;

beforeEach(async () => {
  account = await openAccount();
});

afterEach(() => account.close());

test('a session knows who and where it is', async () => {
  const sql =
    'select current_user(), current_role(), current_database(), current_schema(), current_warehouse(), current_account()';
  expect(await account.text(sql)).toBe('TESTER,ACCOUNTADMIN,DB,SCH,WH,SANDBOX');
  expect(account.session.state).toEqual({
    user: 'TESTER',
    role: 'ACCOUNTADMIN',
    database: 'DB',
    schema: 'SCH',
    warehouse: 'WH',
  });
  const other = await account.open();
  expect(await other.text('select current_session()')).not.toBe(
    await account.text('select current_session()'),
  );
});

test('USE moves the session, and what is not there is refused', async () => {
  await account.run('create role loader');
  await account.run('grant usage on database db to role loader');
  await account.run('grant usage on schema db.public to role loader');
  await account.run('use role loader');
  expect(await account.refused('use schema db.sch')).toMatch(/^002043 02000 /);
  expect(await account.refused('use warehouse wh')).toMatch(/^002043 02000 /);
  await account.run('use schema db.public');
  expect(await account.text('select current_role(), current_schema()')).toBe('LOADER,PUBLIC');
  expect(await account.refused('use role nobody')).toMatch(
    /^002003 02000 .*Role 'NOBODY' does not exist or not authorized/s,
  );
  expect(await account.refused('use database nowhere')).toMatch(/^002043 02000 /);
  expect(await account.refused('use schema nowhere')).toMatch(/^002043 02000 /);
  expect(await account.refused('use warehouse nothing')).toMatch(/^002043 02000 /);
});

test('a login with a missing database connects without it, one with a missing role does not', async () => {
  const { session } = await account.open({ database: 'nowhere', warehouse: 'nothing' });
  expect(session.state).toMatchObject({ database: null, schema: null, warehouse: null });
  await expect(account.open({ role: 'nobody' })).rejects.toMatchObject({ code: '390189' });
});

test('parameters are set, shown, unset, and unknown ones refused by name', async () => {
  await account.run("alter session set query_tag = 'run 1', timezone = 'UTC'");
  expect(await account.text("select '2020-01-01 00:00:00'::timestamp_ltz::varchar")).toBe(
    '2020-01-01 00:00:00.000 +0000',
  );
  expect(await account.text("show parameters like 'query_tag'")).toMatch(/^QUERY_TAG,run 1,,SESSION,/);
  await account.run('alter session unset timezone');
  expect(await account.text("select '2020-01-01 00:00:00'::timestamp_ltz::varchar")).toBe(
    '2020-01-01 00:00:00.000 -0800',
  );
  expect(await account.refused('alter session set no_such_thing = 1')).toMatch(
    /^001420 22023 .*NO_SUCH_THING/s,
  );
  expect(await account.refused("alter session set timezone = 'Mars/Base'")).toMatch(/^001008 22023 .*Mars/s);
});

test('the time zone of one session is not that of another', async () => {
  const other = await account.open({ parameters: { TIMEZONE: 'Asia/Tokyo' } });
  const sql = "select to_timestamp_ltz('2020-01-01T00:00:00Z')::varchar";
  expect(await account.text(sql)).toBe('2019-12-31 16:00:00.000 -0800');
  expect(await other.text(sql)).toBe('2020-01-01 09:00:00.000 +0900');
});

test('a statement that reads or writes tables needs a warehouse, others do not', async () => {
  await account.run('create table t (a int)');
  const { run, refused } = await account.open({ warehouse: 'none' });
  const needy = [
    'select * from t',
    'insert into t values (1)',
    'update t set a = 2',
    'delete from t',
    'create table c as select 1 as x',
    'select * from information_schema.tables',
  ];
  for (const sql of needy) expect(await refused(sql)).toMatch(/^000606 57P03 No active warehouse selected/);
  const free = [
    'select 1',
    'select current_version()',
    'show tables',
    'describe table t',
    'explain select * from t',
    "comment on table t is 'x'",
    'alter table t add column b int',
    "alter session set query_tag = 'x'",
    'truncate table t',
  ];
  for (const sql of free) expect((await run(sql)).usesWarehouse).toBe(false);
  await run('use warehouse wh');
  expect((await run('select * from t')).usesWarehouse).toBe(true);
});

test('an earlier result can be selected from', async () => {
  await account.run("create table seen (a int) comment = 'here'");
  await account.run('show tables');
  expect(await account.text('select "name", "comment" from table(result_scan(last_query_id()))')).toBe(
    'SEEN,here',
  );
});

test('describing a statement gives its columns and does nothing', async () => {
  await account.run('create table t (a number(5,2) not null)');
  const described = await account.run('select a, a::varchar as b from t', { describeOnly: true });
  expect(described.columns.map(({ name, type, scale, nullable }) => [name, type, scale, nullable])).toEqual([
    ['A', 'fixed', 2, false],
    ['B', 'text', null, false],
  ]);
  await account.run('insert into t values (1)', { describeOnly: true });
  await account.run('drop table t', { describeOnly: true });
  expect(await account.text('select count(*) from t')).toBe('0');
});

test('a closed session takes its open transaction back and may be closed again', async () => {
  await account.run('create table t (a int)');
  const other = await account.open();
  await other.run('begin');
  await other.run('insert into t values (1)');
  await other.run('update t set a = 2');
  await other.session.close();
  await other.session.close();
  await account.run('update t set a = 3');
  expect(await account.text('select count(*) from t')).toBe('0');
});

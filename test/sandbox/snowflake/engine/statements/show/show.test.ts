import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAccount, type TestAccount } from '../../account-fixture.ts';

let account: TestAccount;

beforeEach(async () => {
  account = await openAccount();
});

afterEach(() => account.close());

const names = async (sql: string, column = 1) =>
  (await account.run(sql)).rows.map((row) => row[column]).join(' ');

beforeEach(async () => {
  for (const table of ['AWS_ONE', 'AWS_TWO', 'AWSXTHREE', 'other_connection'])
    await account.run(`create table ${table} (a int)`);
  await account.run('create table public.elsewhere (a int)');
  await account.run('create view a_view as select 1 as x');
});

test('LIKE ignores case, and _ is a wildcard unless a backslash comes before it', async () => {
  expect(await names("show tables like 'aws_%'")).toBe('AWSXTHREE AWS_ONE AWS_TWO');
  expect(await names("show tables like 'AWS\\\\_%'")).toBe('AWS_ONE AWS_TWO');
  expect(await names("show tables like '%\\\\_CONNECTION' in schema db.sch")).toBe('OTHER_CONNECTION');
});

test('the scope is the session unless IN says otherwise', async () => {
  expect(await names("show tables like 'E%'")).toBe('');
  expect(await names("show tables like 'E%' in database db")).toBe('ELSEWHERE');
  expect(await names("show tables like 'E%' in account")).toBe('ELSEWHERE');
  expect(await names('show tables in public')).toBe('ELSEWHERE');
  expect(await account.refused('show tables in schema nowhere')).toMatch(/^002043 02000 /);
  expect(await account.refused('show tables in database nowhere')).toMatch(/^002043 02000 /);
});

test('STARTS WITH minds case, LIMIT FROM pages', async () => {
  expect(await names("show tables starts with 'aws'")).toBe('');
  expect(await names("show tables starts with 'AWS_' limit 1")).toBe('AWS_ONE');
  expect(await names("show tables starts with 'AWS_' limit 5 from 'AWS_ONE'")).toBe('AWS_TWO');
});

test('tables, views and objects show with true row counts', async () => {
  await account.run('insert into aws_one select column1 from values (1), (2), (3)');
  await account.run('delete from aws_one where a = 2');
  const { columns, rows, usesWarehouse } = await account.run("show tables like 'aws_one'");
  expect(columns.slice(0, 11).map(({ name }) => name)).toEqual([
    'created_on',
    'name',
    'database_name',
    'schema_name',
    'kind',
    'comment',
    'cluster_by',
    'rows',
    'bytes',
    'owner',
    'retention_time',
  ]);
  expect([columns[0]?.type, columns[7]?.type, rows[0]?.[7], usesWarehouse]).toEqual([
    'timestamp_ltz',
    'fixed',
    '2',
    false,
  ]);
  expect(await names('show views')).toBe('A_VIEW');
  expect(await names("show objects like 'a%'")).toBe('AWSXTHREE AWS_ONE AWS_TWO A_VIEW');
  expect(
    await account.text("select row_count from information_schema.tables where table_name = 'AWS_ONE'"),
  ).toBe('2');
});

test('schemas, databases, warehouses, roles, stages and columns show', async () => {
  await account.run("create stage st directory = (enable = true) comment = 'c'");
  await account.run("create warehouse small with warehouse_size = 'XSMALL' auto_suspend = 60 comment = 'w'");
  expect(await names('show schemas in database db')).toBe('INFORMATION_SCHEMA PUBLIC SCH');
  expect(await names('show databases')).toBe('DB');
  expect(await names('show warehouses', 0)).toBe('SMALL WH');
  expect(await names("show roles like '%ADMIN'")).toBe('ACCOUNTADMIN SECURITYADMIN SYSADMIN USERADMIN');
  expect(await names('show stages')).toBe('ST');
  const columns = await account.run('show columns in table aws_one');
  expect(columns.rows.map((row) => [row[2], row[3]])).toEqual([
    ['A', '{"type":"FIXED","precision":38,"scale":0,"nullable":true}'],
  ]);
  expect(await account.refused('show columns in table nope')).toMatch(/^002003 42S02 /);
  expect(await account.refused('show pipes')).toMatch(/^000002 .*SHOW PIPES/);
});

test('HISTORY lists dropped and replaced tables while Time Travel keeps them, to roles with a privilege on them', async () => {
  await account.run('insert into aws_one select 1');
  await account.run('create role seer');
  await account.run('create role stranger');
  for (const role of ['seer', 'stranger']) {
    await account.run(`grant usage on database db to role ${role}`);
    await account.run(`grant usage on schema db.sch to role ${role}`);
    await account.run(`grant role ${role} to role accountadmin`);
  }
  await account.run('grant select on table aws_one to role seer');
  await account.run('drop table aws_one');
  await account.run('create or replace table aws_two (b int)');
  await account.run('create table brief (a int) data_retention_time_in_days = 0');
  await account.run('drop table brief');
  const history = async (like: string) => {
    const { columns, rows } = await account.run(`show tables history like '${like}' in schema db.sch`);
    const at = (name: string) => columns.findIndex((column) => column.name === name);
    return rows.map(
      (row) => `${row[at('name')]} ${row[at('rows')]} ${row[at('dropped_on')] === null ? 'here' : 'gone'}`,
    );
  };
  expect(await history('AWS\\\\_%')).toEqual(['AWS_ONE 1 gone', 'AWS_TWO 0 here', 'AWS_TWO 0 gone']);
  expect(await history('BRIEF')).toEqual([]);
  expect(await names("show tables like 'AWS\\\\_%'")).toBe('AWS_TWO');
  await account.run('use role seer');
  expect(await history('AWS\\\\_%')).toEqual(['AWS_ONE 1 gone']);
  await account.run('use role stranger');
  expect(await history('AWS\\\\_%')).toEqual([]);
  await account.run('use role accountadmin');
  expect(await account.refused('show views history')).toMatch(/HISTORY/);
});

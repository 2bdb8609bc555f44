import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, type TestAccount, type TestSession } from '../account-fixture.ts';

let account: TestAccount;
let loader: TestSession;

/** The account's first session owns everything; LOADER begins with nothing but the way in. */
beforeAll(async () => {
  account = await openAccount();
  for (const sql of [
    'create role loader',
    'create role senior',
    'grant role loader to role senior',
    'create user ingest type = service default_role = loader',
    'grant role loader to user ingest',
    'create table t (a int)',
    'create view v as select a from t',
    'create stage st',
    'grant usage on database db to role loader',
    'grant usage on schema db.sch to role loader',
    'grant usage on warehouse wh to role loader',
  ])
    await account.run(sql);
  loader = await account.open({ user: 'ingest', role: undefined });
});
afterAll(() => account.close());

const UNSEEN = /^002003 42S02 SQL compilation error:\nObject 'T' does not exist or not authorized\.$/;
const INSUFFICIENT =
  /^003001 42501 SQL access control error:\nInsufficient privileges to operate on table 'T'$/;

test('each privilege on a table lets its own statements pass; without any it is as if it were not there', async () => {
  const statements = {
    INSERT: 'insert into t values (1)',
    SELECT: 'select * from t',
    UPDATE: 'update t set a = 2',
    DELETE: 'delete from t where a = 2',
    TRUNCATE: 'truncate table t',
  };
  expect(await loader.refused('select * from t')).toMatch(UNSEEN);
  for (const [privilege, sql] of Object.entries(statements)) {
    if (privilege !== 'INSERT') expect(await loader.refused(sql)).toMatch(INSUFFICIENT);
    await account.run(`grant ${privilege} on table t to role loader`);
    await loader.run(sql);
  }
  for (const sql of ['drop table t', 'alter table t add column b int', "comment on table t is 'x'"])
    expect(await loader.refused(sql)).toMatch(INSUFFICIENT);
  await account.run('revoke all privileges on table t from role loader');
  for (const sql of [...Object.values(statements), 'describe table t', 'drop table t'])
    expect(await loader.refused(sql)).toMatch(UNSEEN);
});

test('an UPDATE or DELETE reads too', async () => {
  await account.run('grant update, delete on table t to role loader');
  expect(await loader.refused('update t set a = 1')).toMatch(INSUFFICIENT);
  expect(await loader.refused('delete from t')).toMatch(INSUFFICIENT);
  await account.run('revoke update, delete on table t from role loader');
});

test('a view is read with the rights of its owner', async () => {
  await account.run('insert into t values (7)');
  await account.run('grant select on view v to role loader');
  expect(await loader.text('select a from v')).toBe('7');
  expect(await loader.refused('select a from t')).toMatch(UNSEEN);
  await account.run('revoke select on view v from role loader');
});

test('a stage is written with WRITE, which builds on READ, and read with READ', async () => {
  expect(await loader.refused('list @st')).toMatch(/^002003 02000 .*Stage 'DB.SCH.ST' does not exist/s);
  expect(await account.refused('grant write on stage st to role loader')).toMatch(/granted first/);
  await account.run('grant read on stage st to role loader');
  await loader.run('list @st');
  expect(await loader.refused('remove @st')).toMatch(/^003001 42501 .*on stage 'ST'/s);
  await account.run('grant write on stage st to role loader');
  await loader.run('remove @st');
  expect(await account.refused('grant usage on stage st to role loader')).toMatch(/^003008 /);
});

test('USAGE opens database, schema and warehouse', async () => {
  await account.run('grant select on table t to role loader');
  await account.run('revoke usage on warehouse wh from role loader');
  expect(await loader.refused('select * from t')).toMatch(/^000606 57P03 No active warehouse selected/);
  await account.run('grant usage on warehouse wh to role loader');
  await account.run('revoke usage on schema db.sch from role loader');
  expect(await loader.refused('select * from t')).toMatch(/Schema 'DB.SCH' does not exist or not authorized/);
  await account.run('grant usage on schema db.sch to role loader');
  await account.run('revoke usage on database db from role loader');
  expect(await loader.refused('select * from t')).toMatch(/Database 'DB' does not exist or not authorized/);
  await account.run('grant usage on database db to role loader');
  await loader.run('select * from t');
});

test('making something takes the right to make its kind there', async () => {
  const made = {
    TABLE: 'create table x (a int)',
    VIEW: 'create view y as select 1 as a',
    STAGE: 'create stage z',
  };
  for (const [kind, sql] of Object.entries(made)) {
    expect(await loader.refused(sql)).toMatch(/^003001 42501 .*on schema 'SCH'/s);
    await account.run(`grant create ${kind} on schema db.sch to role loader`);
    await loader.run(sql);
  }
  expect(await account.text("select table_owner from information_schema.tables where table_name = 'X'")).toBe(
    'LOADER',
  );
  for (const sql of [
    'create database d2',
    'create warehouse w2',
    'create role r2',
    'create user u2',
    'create schema db.s2',
  ])
    expect(await loader.refused(sql)).toMatch(/^003001 42501 /);
});

test('SHOW and INFORMATION_SCHEMA list what the role has a privilege on', async () => {
  await account.run('create table hidden (a int)');
  const shown = (await loader.text('show tables in schema db.sch'))
    .split(';')
    .map((row) => row.split(',')[1]);
  expect(shown).toEqual(['T', 'X']);
  expect(
    await loader.text(
      "select distinct table_name from information_schema.columns where table_schema = 'SCH' order by 1",
    ),
  ).toBe('T;X;Y');
  await account.run('create database closed');
  await account.run('use schema db.sch');
  expect(await loader.refused('show tables in schema closed.public')).toMatch(/^002043 /);
});

test('future grants take MANAGE GRANTS and reach what is made after', async () => {
  await account.run('grant all privileges on schema db.sch to role loader');
  expect(await loader.refused('grant select on future tables in schema db.sch to role public')).toMatch(
    /^003011 42501 /,
  );
  await account.run('grant select on future views in schema db.sch to role loader');
  await account.run('create view later as select 1 as a');
  expect(await loader.text('select a from later')).toBe('1');
  await account.run('create or replace view later copy grants as select 2 as a');
  expect(await loader.text('select a from later')).toBe('2');
});

test('future grants of a schema switch those of its database off, for the kind and whoever has them', async () => {
  await account.run('create role analyst');
  await account.run('grant select on future tables in database db to role analyst');
  await account.run('grant select on future views in database db to role analyst');
  const readers = async (kind: string, name: string) =>
    (await account.run(`show grants on ${kind} ${name}`)).rows.map((row) => `${row[1]} ${row[5]}`);
  await account.run('create table of_database (a int)');
  expect(await readers('table', 'of_database')).toContain('SELECT ANALYST');
  await account.run('grant insert on future tables in schema db.sch to role loader');
  await account.run('create table of_schema (a int)');
  expect(await readers('table', 'of_schema')).not.toContain('SELECT ANALYST');
  expect(await readers('table', 'of_schema')).toContain('INSERT LOADER');
  await account.run('create schema db.other');
  await account.run('create table db.other.t (a int)');
  expect(await readers('table', 'db.other.t')).toContain('SELECT ANALYST');
  await account.run('revoke insert on future tables in schema db.sch from role loader');
  await account.run('create table again (a int)');
  expect(await readers('table', 'again')).toContain('SELECT ANALYST');
  await account.run('drop schema db.other');
  await account.run('use schema db.sch');
});

test('only owners, MANAGE GRANTS and holders of a grant option grant', async () => {
  expect(await loader.refused('grant select on table t to role public')).toMatch(
    /^003011 42501 Grant not executed/,
  );
  await account.run('grant select on table t to role loader with grant option');
  await loader.run('grant select on table t to role public');
  await loader.run('grant select on table x to role public');
});

test('ownership moves, with or without the grants of before', async () => {
  await account.run('create table given (a int)');
  await account.run('grant select on table given to role public');
  expect(await account.refused('grant ownership on table given to role loader')).toMatch(
    /must be revoked first/,
  );
  await account.run('grant ownership on table given to role loader copy current grants');
  await loader.run('alter table given add column b int');
  expect(await account.text('show grants on table given')).toContain('SELECT,TABLE,DB.SCH.GIVEN,ROLE,PUBLIC');
});

test('a role has what it inherits, a user the roles granted to them', async () => {
  const senior = await account.open({ role: 'senior' });
  await senior.run('drop table given');
  expect(await loader.refused('use role senior')).toMatch(
    /^003013 42501 .*not assigned to the executing user/s,
  );
  await expect(account.open({ user: 'ingest', role: 'accountadmin' })).rejects.toMatchObject({
    code: '390189',
  });
});

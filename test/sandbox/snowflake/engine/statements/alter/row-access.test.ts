import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, type TestAccount, type TestSession } from '../../account-fixture.ts';

let account: TestAccount;
let team: TestSession;

beforeAll(async () => {
  account = await openAccount();
  for (const sql of [
    'create role team',
    'create role lead',
    'grant role team to role lead',
    'create table t (account varchar, a int)',
    "insert into t values ('1', 10), ('2', 20)",
    'create table access (role_name varchar, account varchar)',
    "insert into access values ('TEAM', '1')",
    'create view v as select * from t',
    'create view over_v as select account, a + 1 as a from v',
    `create row access policy p as (mine varchar) returns boolean ->
       exists (select 1 from access m where m.account = mine and is_role_in_session(m.role_name))`,
    ...['database db', 'schema db.sch', 'warehouse wh'].map((on) => `grant usage on ${on} to role team`),
    'grant select on view v to role team',
    'grant select on view over_v to role team',
  ])
    await account.run(sql);
  team = await account.open({ role: 'team' });
});
afterAll(() => account.close());

test('a policy on a view shows each role its rows, its owner none but its own, and other views what is left', async () => {
  expect(await team.text('select a from v order by a')).toBe('10;20');
  await account.run('alter view v add row access policy p on (account)');
  expect(await team.text('select a from v')).toBe('10');
  expect(await team.text('select a from over_v')).toBe('11');
  expect(await account.text('select a from v')).toBe('');
  const lead = await account.open({ role: 'lead' });
  expect(await lead.text('select a from v')).toBe('10');
  await account.run("insert into access values ('TEAM', '2')");
  expect(await team.text('select a from v order by a')).toBe('10;20');
});

test('what a policy protects keeps it until it is let go or replaced', async () => {
  expect(await account.refused('drop row access policy p')).toMatch(/^003534 /);
  expect(await account.refused('alter view v add row access policy p on (account)')).toMatch(/^003547 /);
  await account.run('alter view v drop row access policy p');
  expect(await account.text('select a from v order by a')).toBe('10;20');
  await account.run('alter view v add row access policy p on (account)');
  await account.run('create or replace view v copy grants as select * from t');
  expect(await account.text('select a from v order by a')).toBe('10;20');
  await account.run('drop row access policy p');
});

test('a view that is made with a policy shows no row without it', async () => {
  await account.run(
    `create row access policy own as (mine varchar) returns boolean -> mine = '1' and is_role_in_session('TEAM')`,
  );
  await account.run(
    'create view w (account, a) with row access policy own on (account) copy grants as select * from t',
  );
  await account.run('grant select on view w to role team');
  expect(await account.text('select a from w')).toBe('');
  expect(await team.text('select a from w')).toBe('10');
  await account.run(
    'create or replace view w row access policy own on (account) copy grants as select * from t',
  );
  expect(await team.text('select a from w')).toBe('10');
  expect(await account.refused('create view x row access policy own on (b) as select * from t')).toMatch(
    /^000904 /,
  );
  expect(await account.refused('select a from x')).toMatch(/^002003 /);
});

test('who may not is refused', async () => {
  const making = 'create row access policy q as (x varchar) returns boolean -> true';
  expect(await team.refused(making)).toMatch(/^003001 42501 .*on schema 'SCH'/s);
  await account.run(making);
  expect(await team.refused('alter view v add row access policy q on (account)')).toMatch(
    /^003001 42501 .*on view 'V'/s,
  );
  expect(await account.refused('alter view v add row access policy q on (a)')).toMatch(/^003561 /);
  expect(await account.refused('alter view v add row access policy q on (b)')).toMatch(/^000904 /);
  expect(await account.refused('alter table t add row access policy q on (account)')).not.toBe('');
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAccount, type TestAccount, type TestSession } from '../account-fixture.ts';

let account: TestAccount;

beforeEach(async () => {
  account = await openAccount();
});

afterEach(() => account.close());

const rows = (account_: { text(sql: string): Promise<string> }) =>
  account_.text('select a from t order by a');

test('what is rolled back was never there, what is committed others see', async () => {
  const other = await account.open();
  await account.run('create table t (a int)');
  await account.run('begin');
  await account.run('insert into t values (1)');
  expect(await rows(account)).toBe('1');
  expect(await rows(other)).toBe('');
  await account.run('rollback');
  expect(await rows(account)).toBe('');
  await account.run('start transaction');
  await account.run('insert into t values (2)');
  await account.run('commit');
  expect(await rows(other)).toBe('2');
});

test('CURRENT_TRANSACTION answers while one is open', async () => {
  expect(await account.text('select current_transaction()')).toBe('');
  await account.run('begin transaction');
  expect(await account.text('select current_transaction()')).toMatch(/^\d{19}$/);
  await account.run('commit');
  expect(await account.text('select current_transaction()')).toBe('');
});

test('a failed statement takes back itself and nothing else', async () => {
  await account.run('create table t (a int not null)');
  await account.run('begin');
  await account.run('insert into t values (1)');
  expect(await account.refused('insert into t values (2), (null)')).toMatch(
    /^100072 22000 NULL result in a non-nullable column/,
  );
  expect(await account.refused("select 'x'::number")).toMatch(/^100038 /);
  await account.run('insert into t values (3)');
  await account.run('commit');
  expect(await rows(account)).toBe('1;3');
});

test('a change of the catalogue commits what is open', async () => {
  await account.run('create table t (a int)');
  await account.run('begin');
  await account.run('insert into t values (1)');
  await account.run('create table u (a int)');
  await account.run('rollback');
  expect(await rows(account)).toBe('1');
  expect(await account.text('select current_transaction()')).toBe('');
});

test('an updated row makes the next update wait for the commit', async () => {
  const other = await account.open();
  await account.run('create table t (a int)');
  await account.run('insert into t values (1)');
  await account.run('begin');
  await account.run('update t set a = 2');
  let done = false;
  const second = other.run('update t set a = a + 10').then(() => {
    done = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(done).toBe(false);
  await account.run('commit');
  await second;
  expect(await rows(account)).toBe('12');
});

test('updates of one row from many sessions all count', async () => {
  await account.run('create table t (a int)');
  await account.run('insert into t values (0)');
  const sessions = await Promise.all(Array.from({ length: 6 }, () => account.open()));
  await Promise.all(
    sessions.map(async ({ run }) => {
      for (let turn = 0; turn < 5; turn += 1) await run('update t set a = a + 1');
    }),
  );
  expect(await rows(account)).toBe('30');
});

test('two transactions that wait for each other are told so', async () => {
  const other = await account.open();
  for (const table of ['t', 'u']) {
    await account.run(`create table ${table} (a int)`);
    await account.run(`insert into ${table} values (1)`);
  }
  await account.run('begin');
  await other.run('begin');
  await account.run('update t set a = 2');
  await other.run('update u set a = 2');
  const settled = (work: Promise<unknown>, who: TestSession) =>
    work.then(
      () => ({ who, code: 'done' }),
      (error: { code: string }) => ({ who, code: error.code }),
    );
  const both = [
    settled(account.run('update u set a = 3'), account),
    settled(other.run('update t set a = 3'), other),
  ];
  const refused = await Promise.race(both);
  expect(refused.code).toBe('000625');
  await refused.who.run('rollback');
  expect((await Promise.all(both)).map(({ code }) => code).sort()).toEqual(['000625', 'done']);
  await (refused.who === account ? other : account).run('commit');
  const sql = 'select t.a, u.a from t, u';
  expect(await account.text(sql)).toBe(refused.who === account ? '3,2' : '2,3');
});

test('a canceled statement ends at once and the session goes on', async () => {
  const endless =
    'select count(*) from table(generator(rowcount => 100000)) a, table(generator(rowcount => 10000000)) b where random() = 1';
  const cancel = new AbortController();
  setTimeout(() => cancel.abort(), 50);
  expect(await account.refused(endless, { signal: cancel.signal })).toBe(
    '000604 57014 SQL execution canceled',
  );
  expect(await account.text('select 1')).toBe('1');
  await account.run('alter session set statement_timeout_in_seconds = 1');
  expect(await account.refused(endless)).toMatch(/^000630 57014 .*timeout of 1 second/);
});

test('a MERGE waits for another and then sees what that did; an INSERT that looks first does not wait', async () => {
  const other = await account.open();
  await account.run('create table lease (name string, holder string)');
  const merge = (holder: string) =>
    `merge into lease l using (select 'x' as n) s on l.name = s.n
     when matched and l.holder = 'free' then update set holder = '${holder}'
     when not matched then insert (name, holder) values ('x', '${holder}')`;
  await account.run('begin');
  await account.run(merge('a'));
  const second = other.text(merge('b'));
  await account.run('commit');
  expect(await second).toBe('0,0');
  expect(await account.text('select * from lease')).toBe('x,a');

  const insert = "insert into lease select 'y', 'a' where not exists (select 1 from lease where name = 'y')";
  await account.run('begin');
  await account.run(insert);
  await other.run(insert);
  await account.run('commit');
  expect(await account.text("select count(*) from lease where name = 'y'")).toBe('2');
});

test('a transaction that has been idle for five minutes is rolled back for one that waits for it', async () => {
  await account.close();
  let passed = 0;
  account = await openAccount({ clock: () => new Date(Date.now() + passed) });
  const other = await account.open();
  await account.run('create table t (a int)');
  await account.run('insert into t values (1)');
  await account.run('begin');
  await account.run('update t set a = 2');
  const second = other.run('update t set a = a + 10');
  passed = 299_000;
  expect(await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 60, 'waits'))])).toBe(
    'waits',
  );
  passed = 301_000;
  await second;
  expect(await rows(account)).toBe('11');
  expect(await account.text('select current_transaction()')).toBe('');
});

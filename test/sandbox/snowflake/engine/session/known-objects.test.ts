import { afterAll, beforeAll, expect, test } from 'vitest';
import { CatalogueChanges } from '../account.ts';
import { openAccount, type TestAccount, type TestSession } from '../account-fixture.ts';

let account: TestAccount;
let reader: TestSession;

beforeAll(async () => {
  account = await openAccount();
  reader = await account.open({ user: 'reader', role: undefined });
  await account.run('create table t (a int)');
  await account.run('create view v as select a from t');
});
afterAll(() => account.close());

const NEXT: readonly (readonly [string, string, 'passes' | 'is refused'])[] = [
  ['create or replace table t (b int)', 'select b from t', 'passes'],
  ['alter table t rename column b to c', 'select c from t', 'passes'],
  ['alter table t add column d int', 'select d from t', 'passes'],
  ['create or replace view v as select c from t', 'select c from v', 'passes'],
  ['alter table t rename to u', 'select c from t', 'is refused'],
  ['create table t like u', 'select d from t', 'passes'],
  ['drop table t', 'select d from t', 'is refused'],
  ['drop view v', 'select c from v', 'is refused'],
];

test('what a session has looked up holds until another session changes it', async () => {
  await reader.run('select a from t');
  await reader.run('select a from v');
  for (const [change, question, verdict] of NEXT) {
    await account.run(change);
    const refusal = verdict === 'passes' ? undefined : await reader.refused(question);
    if (verdict === 'passes') await reader.run(question);
    else expect(refusal, change).toMatch(/^002003 42S02/);
  }
});

test('changes are told by what they touched, as long as they are kept and said so', () => {
  const changes = new CatalogueChanges();
  changes.note(['A.B.C']);
  const { version } = changes;
  expect(changes.since(version)).toEqual([]);
  changes.note(['A.B.D']);
  changes.note(['A.B.E', 'A.B.F']);
  expect(changes.since(version)).toEqual(['A.B.D', 'A.B.E', 'A.B.F']);
  for (let n = 0; n < 998; n += 1) changes.note([]);
  expect(changes.since(version)).toHaveLength(3);
  changes.note([]);
  expect(changes.since(version)).toBeUndefined();
  const later = changes.version;
  changes.note();
  expect(changes.since(later)).toBeUndefined();
});

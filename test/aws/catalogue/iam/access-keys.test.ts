import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AccessKey } from '../../../sandbox/aws/contract.ts';
import { addUser, denyAction } from '../../../sandbox/aws/world/plant.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
});
afterEach(() => reader[Symbol.asyncDispose]());

const read = () => reader.read(reader.access(), reader.member, { collectors: collectors('iam.access_keys') });
const calls = () => reader.aws.metrics.byAccountAction(reader.member.id);

test('asks for the keys of those users only that have any, and for no key’s last use', async () => {
  const users = [...reader.member.iam().users.values()];
  const holders = users.filter(({ accessKeys }) => accessKeys.length > 0);
  expect(holders.length).toBeGreaterThan(0);
  expect(holders.length).toBeLessThan(users.length);
  const outcome = await read();
  expect(outcome.unit('iam.access_keys')).toMatchObject({ status: 'ok' });
  expect(calls()['iam:ListAccessKeys']).toBe(holders.length);
  expect(calls()['iam:GetAccessKeyLastUsed']).toBeUndefined();

  const known = holders.flatMap(({ UserName, accessKeys }) =>
    accessKeys.map((key) => ({
      ACCESS_KEY_ID: key.AccessKeyId,
      USER_NAME: UserName,
      STATUS: key.Status,
      LAST_USED_SERVICE: key.lastUsed?.service,
      LAST_USED_REGION: key.lastUsed?.region,
    })),
  );
  expect(known.some(({ LAST_USED_SERVICE }) => LAST_USED_SERVICE)).toBe(true);
  const rows = outcome.rows.get('AWS_IAM_ACCESS_KEYS') ?? [];
  expect(rows).toHaveLength(known.length);
  for (const key of known) expect(rows).toContainEqual(expect.objectContaining(withoutUndefined(key)));
});

test('tells a user’s two keys apart by when they were made, whatever their order', async () => {
  const older = key('AKIAOLDER0000000OLD1', '2024-01-01T00:00:00Z', 's3');
  const newer = key('AKIANEWER0000000NEW1', '2025-01-01T00:00:00Z', 'ec2');
  const { UserName } = addUser(reader.world, reader.member.id, 'two-keys', new Date('2023-01-01T00:00:00Z'));
  setKeys(UserName, [older, newer]);
  await read();
  setKeys(UserName, [newer, older]);
  const rows = (await read()).rows.get('AWS_IAM_ACCESS_KEYS') ?? [];
  const uses = rows
    .filter((row) => row.USER_NAME === UserName)
    .map((row) => [row.ACCESS_KEY_ID, row.LAST_USED_SERVICE]);
  expect(uses).toEqual([
    [newer.AccessKeyId, 'ec2'],
    [older.AccessKeyId, 's3'],
  ]);
  expect(calls()['iam:GetAccessKeyLastUsed']).toBeUndefined();
});

test('asks for a key’s last use where the report cannot tell: made in the same second, or after the report', async () => {
  const { UserName } = addUser(reader.world, reader.member.id, 'rotates', new Date('2023-01-01T00:00:00Z'));
  const twin = twinKeys(UserName).map(({ AccessKeyId }) => AccessKeyId);
  const first = (await read()).rows.get('AWS_IAM_ACCESS_KEYS') ?? [];
  expect(first.filter((row) => twin.includes(String(row.ACCESS_KEY_ID)))).toHaveLength(2);
  expect(calls()['iam:GetAccessKeyLastUsed']).toBe(2);

  reader.aws.resetMetrics();
  reader.member.changeIam((iam) => {
    const [kept, replaced] = iam.users.get(UserName)?.accessKeys ?? [];
    if (kept && replaced) Object.assign(replaced, { CreateDate: new Date('2026-02-02T02:02:02Z') });
  });
  const rows = (await read()).rows.get('AWS_IAM_ACCESS_KEYS') ?? [];
  const mine = rows.filter((row) => row.USER_NAME === UserName);
  expect(mine.map((row) => row.CREATE_DATE)).toContain('2026-02-02T02:02:02.000Z');
  expect(calls()['iam:GetAccessKeyLastUsed']).toBe(2);
});

test('the permission to ask for a last use is missed only where one is asked for', async () => {
  denyAction(reader.world, 'iam:GetAccessKeyLastUsed');
  expect((await read()).unit('iam.access_keys').status).toBe('ok');
  const { UserName } = addUser(reader.world, reader.member.id, 'new', new Date('2023-01-01T00:00:00Z'));
  twinKeys(UserName);
  reader.advance(5 * 3600);
  const stale = await reader.read(reader.access(), reader.member, {
    collectors: collectors('iam.access_keys'),
  });
  expect(stale.unit('iam.access_keys')).toMatchObject({ status: 'denied', code: 'AccessDenied' });
  expect(stale.unit('iam.access_keys').reason).toContain('iam:GetAccessKeyLastUsed');
});

test('a user made after the report has its keys asked for, also one that took a name over', async () => {
  const old = addUser(reader.world, reader.member.id, 'reborn', new Date('2023-01-01T00:00:00Z'));
  setKeys(old.UserName, []);
  await read();
  reader.member.changeIam((iam) => iam.users.delete(old.UserName));
  const late = new Date('2026-11-20T00:00:00Z');
  const added = ['newcomer', 'reborn'].map((name) => addUser(reader.world, reader.member.id, name, late));
  reader.aws.resetMetrics();
  const rows = (await read()).rows.get('AWS_IAM_ACCESS_KEYS') ?? [];
  for (const { UserName, accessKeys } of added) {
    const found = rows.filter((row) => row.USER_NAME === UserName).map((row) => row.ACCESS_KEY_ID);
    expect(found).toEqual(accessKeys.map(({ AccessKeyId }) => AccessKeyId));
  }
  expect(calls()['iam:GetAccessKeyLastUsed']).toBe(2);
  expect(calls()['iam:ListUsers']).toBe(1);
});

test('a user deleted since the report has no keys, and that is no failure', async () => {
  addUser(reader.world, reader.member.id, 'leaver', new Date('2023-01-01T00:00:00Z'));
  const before = (await read()).rows.get('AWS_IAM_ACCESS_KEYS') ?? [];
  expect(before.filter((row) => row.USER_NAME === 'leaver')).toHaveLength(1);
  reader.member.changeIam((iam) => iam.users.delete('leaver'));
  const outcome = await read();
  expect(outcome.unit('iam.access_keys')).toMatchObject({ status: 'ok', rows: before.length - 1 });
});

function key(id: string, created: string, service: string): AccessKey {
  return {
    AccessKeyId: id,
    secretAccessKey: 'x'.repeat(40),
    Status: 'Active',
    CreateDate: new Date(created),
    lastUsed: { date: new Date('2025-06-01T00:00:00Z'), region: 'us-east-1', service },
  };
}

function setKeys(userName: string, keys: readonly AccessKey[]): void {
  reader.member.changeIam((iam) => {
    iam.users.get(userName)?.accessKeys.splice(0, 9, ...keys.map((each) => structuredClone(each)));
  });
}

/** Gives the user a second key, made in the same second as the first. */
function twinKeys(userName: string): readonly AccessKey[] {
  const [first] = reader.member.iam().users.get(userName)?.accessKeys ?? [];
  if (!first) throw new Error(`${userName} has no key`);
  const last = first.AccessKeyId.at(-1) === 'A' ? 'B' : 'A';
  const twins = [first, { ...first, AccessKeyId: first.AccessKeyId.slice(0, -1) + last }];
  setKeys(userName, twins);
  return twins;
}

function withoutUndefined(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import type { Account } from '../../contract.ts';
import { type MemberReader, startMemberReader } from '../../member-reader.ts';
import { addUser } from '../../world/plant.ts';

const hour = 3600;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;

function accountIn(reader: MemberReader, index: number): Account {
  const account = reader.world.accounts.get(reader.accountAt(index));
  if (account === undefined) throw new Error(`no account ${index}`);
  return account;
}

async function report(client: IAMClient): Promise<Map<string, Record<string, string>>> {
  const { Content, ReportFormat } = await client.send(new GetCredentialReportCommand({}));
  expect(ReportFormat).toBe('text/csv');
  const [header = [], ...rows] = Buffer.from(Content ?? [])
    .toString()
    .split('\n')
    .map(fields);
  return new Map(
    rows.map((row) => {
      expect(row).toHaveLength(header.length);
      return [row[0] ?? '', Object.fromEntries(header.map((column, index) => [column, row[index] ?? '']))];
    }),
  );
}

/** One CSV line; a field may be in quotes. */
function fields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, inQuotes, bare]) => inQuotes?.replaceAll('""', '"') ?? bare ?? '',
  );
}

async function complete(client: IAMClient): Promise<void> {
  await client.send(new GenerateCredentialReportCommand({}));
  await client.send(new GenerateCredentialReportCommand({}));
}

test('a report has a row for root and for every user, and agrees with them', async () => {
  await using reader = await startMemberReader();
  const account = accountIn(reader, 3);
  const client = await reader.iam(account.id);
  await complete(client);
  const rows = await report(client);
  const { users } = account.iam();
  expect([...rows.keys()]).toEqual(['<root_account>', ...users.keys()]);
  expect([...users.keys()].some((name) => name.includes(','))).toBe(true);
  expect(rows.get('<root_account>')).toMatchObject({
    arn: `arn:aws:iam::${account.id}:root`,
    password_enabled: 'not_supported',
    password_last_changed: 'not_supported',
    password_next_rotation: 'not_supported',
    access_key_1_active: 'false',
    access_key_1_last_rotated: 'N/A',
    cert_2_active: 'false',
  });
  for (const user of users.values()) {
    const row = rows.get(user.UserName) ?? {};
    expect(row.arn).toBe(user.Arn);
    expect(row.user_creation_time).toMatch(instant);
    expect(Date.parse(String(row.user_creation_time))).toBe(user.CreateDate.getTime());
    expect(row.password_enabled).toBe(String(user.passwordEnabled));
    expect(row.mfa_active).toBe(String(user.mfaDevices.length > 0));
    const [first, second] = user.accessKeys;
    expect(row.access_key_1_active).toBe(String(first?.Status === 'Active'));
    expect(row.access_key_2_active).toBe(String(second?.Status === 'Active'));
    expect(row.access_key_1_last_used_service).toBe(first?.lastUsed?.service ?? 'N/A');
    if (!user.passwordEnabled) expect(row.password_last_used).toBe('N/A');
    else if (user.PasswordLastUsed === undefined) expect(row.password_last_used).toBe('no_information');
    else expect(row.password_last_used).toMatch(instant);
  }
});

test('a report is begun, polled for, kept for four hours and then begun anew', async () => {
  await using reader = await startMemberReader();
  const account = accountIn(reader, 2);
  account.credentialReport.coldPolls = 2;
  let client = await reader.iam(account.id);
  const state = async (): Promise<string | undefined> =>
    (await client.send(new GenerateCredentialReportCommand({}))).State;
  const get = () => client.send(new GetCredentialReportCommand({}));

  await expect(get()).rejects.toMatchObject({
    name: 'CredentialReportNotPresentException',
    $metadata: { httpStatusCode: 410 },
  });
  expect(await state()).toBe('STARTED');
  await expect(get()).rejects.toMatchObject({
    name: 'CredentialReportNotReadyException',
    $metadata: { httpStatusCode: 404 },
  });
  expect(await state()).toBe('COMPLETE');
  const { GeneratedTime } = await get();

  addUser(reader.world, account.id, 'newcomer', new Date());
  reader.wait(3 * hour);
  client = await reader.iam(account.id);
  expect(await state()).toBe('COMPLETE');
  expect((await get()).GeneratedTime).toEqual(GeneratedTime);
  expect((await report(client)).has('newcomer')).toBe(false);

  reader.wait(2 * hour);
  client = await reader.iam(account.id);
  await expect(get()).rejects.toMatchObject({ name: 'CredentialReportExpiredException' });
  expect(await state()).toBe('STARTED');
  expect(await state()).toBe('INPROGRESS');
  expect(await state()).toBe('COMPLETE');
  expect((await report(client)).has('newcomer')).toBe(true);
});

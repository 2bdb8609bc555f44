import type { GetAccountAuthorizationDetailsResponse } from '@aws-sdk/client-iam';
import { afterEach, expect, test } from 'vitest';
import type { Collector } from '../../../../src/aws/catalogue/entry.ts';
import { readCredentialReport } from '../../../../src/aws/catalogue/iam/credential-report.ts';
import type { Operation } from '../../../sandbox/aws/contract.ts';
import { allOperations } from '../../../sandbox/aws/operations/index.ts';
import { addUser } from '../../../sandbox/aws/world/plant.ts';
import { addRoles } from '../../../sandbox/aws/world/plant-oddities.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

let reader: Reader;
afterEach(() => reader[Symbol.asyncDispose]());

const made = new Date('2023-01-01T00:00:00Z');

/** The sandbox, but for one IAM operation, which is made from its own. */
async function startWith(operation: string, change: (own: Operation) => Operation): Promise<void> {
  const own = allOperations.iam?.[operation];
  if (!own) throw new Error(`the sandbox has no ${operation}`);
  const operations = { ...allOperations, iam: { ...allOperations.iam, [operation]: change(own) } };
  reader = await startReader({}, { operations });
}

test('a policy document that is no JSON is kept as the text that it is', async () => {
  const text = '{"Version": "2012-10-17", "Statement": [{"Effect": %zz';
  await startWith('GetAccountAuthorizationDetails', (own) => async (call) => {
    const details = (await own(call)) as GetAccountAuthorizationDetailsResponse;
    const [role] = details.RoleDetailList ?? [];
    if (!role) throw new Error('the account has no role');
    role.AssumeRolePolicyDocument = text;
    return details;
  });
  const outcome = await reader.read(reader.access(), reader.member, {
    collectors: collectors('iam.authorization_details'),
  });
  expect(outcome.unit('iam.authorization_details').status).toBe('ok');
  const policies = outcome.rows.get('AWS_IAM_ROLES')?.map((row) => row.TRUST_POLICY) ?? [];
  expect(policies.filter((policy) => typeof policy === 'string')).toEqual([text]);
  expect(policies.length).toBe(reader.member.iam().roles.size);
});

test.each([
  ['iam.access_keys', 'ListAccessKeys', 'AWS_IAM_ACCESS_KEYS'],
  ['iam.mfa_devices', 'ListMFADevices', 'AWS_IAM_MFA_DEVICES'],
])(
  '%s: a user deleted between the list and %s has nothing, and the others have theirs',
  async (name, operation, table) => {
    reader = await startReader();
    const { member } = reader;
    const { UserName } = addUser(reader.world, member.id, 'leaver', made);
    member.changeIam((iam) => {
      iam.users.get(UserName)?.mfaDevices.push({ SerialNumber: 'GAHT00000000', EnableDate: made });
    });
    const pause = reader.aws.faults.pauseBefore({ operation, accountId: member.id });
    const read = reader.read(reader.access(), member, { collectors: collectors(name) });
    await pause.reached;
    member.changeIam((iam) => iam.users.delete(UserName));
    pause.release();
    const outcome = await read;
    expect(outcome.unit(name).status).toBe('ok');
    const users = outcome.rows.get(table)?.map((row) => row.USER_NAME) ?? [];
    expect(users.length).toBeGreaterThan(0);
    expect(users).not.toContain(UserName);
  },
);

test('a provider deleted between list and detail is not there', async () => {
  reader = await startReader();
  const account = reader.members.find((each) => each.iam().oidcProviders.size > 0);
  if (!account) throw new Error('nobody has an OpenID Connect provider');
  const pause = reader.aws.faults.pauseBefore({ operation: 'GetOpenIDConnectProvider' });
  const read = reader.read(reader.access(), account, { collectors: collectors('iam.oidc_providers') });
  await pause.reached;
  account.changeIam((iam) => iam.oidcProviders.clear());
  pause.release();
  expect((await read).unit('iam.oidc_providers')).toMatchObject({ status: 'ok', rows: 0 });
});

test('a page token that expires begins the list once more, so that no account is half read', async () => {
  reader = await startReader();
  addRoles(reader.world, reader.member.id, 1_100);
  const operation = 'GetAccountAuthorizationDetails';
  const pause = reader.aws.faults.pauseBefore({ operation, nth: 2 });
  const read = reader.read(reader.access(), reader.member, {
    collectors: collectors('iam.authorization_details'),
  });
  await pause.reached;
  reader.advance(2 * 3600);
  pause.release();
  const outcome = await read;
  expect(outcome.unit('iam.authorization_details')).toMatchObject({ status: 'ok' });
  const roles = (outcome.rows.get('AWS_IAM_ROLES') ?? []).map(({ RESOURCE_ID }) => RESOURCE_ID);
  expect(roles).toHaveLength(reader.member.iam().roles.size);
  expect(new Set(roles).size).toBe(roles.length);
});

test('a tag key that looks like SQL is a key like any other', async () => {
  reader = await startReader();
  const key = "'); DROP TABLE AWS_IAM_USERS; --";
  const { UserName } = addUser(reader.world, reader.member.id, 'tagged', made);
  reader.member.changeIam((iam) => {
    iam.users.get(UserName)?.tags.push({ Key: key, Value: '$1; SELECT 1' });
  });
  const { rows } = await reader.read(reader.access(), reader.member, {
    collectors: collectors('iam.authorization_details'),
  });
  const user = rows.get('AWS_IAM_USERS')?.find((row) => row.USER_NAME === UserName);
  expect(user?.TAGS).toEqual({ [key]: '$1; SELECT 1' });
});

test('a report that never completes fails what needs it, says so, and takes nothing else with it', async () => {
  reader = await startReader();
  reader.member.credentialReport.coldPolls = 1_000;
  const [report, keys, summary] = collectors(
    'iam.credential_report',
    'iam.access_keys',
    'iam.account_summary',
  );
  if (!report || !keys || !summary) throw new Error('no collectors');
  const impatient: Collector = {
    ...report,
    async *collect(context) {
      await readCredentialReport(context, 1_000);
      yield* report.collect(context);
    },
  };
  const outcome = await reader.read(reader.access(), reader.member, {
    collectors: [impatient, keys, summary],
    unitConcurrency: 1,
  });
  const reason = 'AWS did not finish the credential report in 1 seconds';
  for (const { name } of [report, keys]) {
    expect(outcome.unit(name)).toMatchObject({ status: 'failed', code: 'unusable_answer', reason, rows: 0 });
  }
  expect(outcome.unit(summary.name)).toMatchObject({ status: 'ok', rows: 1 });
});

import { afterEach, expect, test } from 'vitest';
import type { Operation } from '../../sandbox/aws/contract.ts';
import { allOperations } from '../../sandbox/aws/operations/index.ts';
import { collectors, inventory, type Reader, type ReadOutcome, startReader } from '../reader.ts';

let reader: Reader;
afterEach(() => reader[Symbol.asyncDispose]());

/** The sandbox, but for one operation that answers something else than AWS does. */
async function startWith(service: string, operation: string, answer: Operation): Promise<Reader> {
  const operations = { ...allOperations, [service]: { ...allOperations[service], [operation]: answer } };
  reader = await startReader({}, { operations });
  return reader;
}

const empty: Operation = () => ({});
const blind = ({ units }: ReadOutcome): string[] =>
  units.filter(({ status }) => status !== 'ok').map(({ collector }) => collector);

test.each([
  ['iam', 'GetAccountAuthorizationDetails', ['iam.authorization_details']],
  ['iam', 'GenerateCredentialReport', ['iam.access_keys', 'iam.credential_report', 'iam.mfa_devices']],
  ['iam', 'GetCredentialReport', ['iam.access_keys', 'iam.credential_report', 'iam.mfa_devices']],
  ['iam', 'GetAccountSummary', ['iam.account_summary', 'iam.mfa_devices']],
  ['iam', 'ListSAMLProviders', ['iam.saml_providers']],
  ['iam', 'ListOpenIDConnectProviders', ['iam.oidc_providers']],
  ['account', 'GetContactInformation', ['account.primary_contact']],
  ['account', 'GetAlternateContact', ['account.alternate_contacts']],
  ['ec2', 'DescribeInstances', ['ec2.instances']],
  ['ec2', 'DescribeSecurityGroups', ['ec2.security_groups']],
  ['ec2', 'DescribeVpcs', ['ec2.vpcs']],
])('%s: an empty answer to %s is no account without anything', async (service, operation, names) => {
  await startWith(service, operation, empty);
  const outcome = await reader.read(reader.access(), reader.member);
  expect(blind(outcome)).toEqual(names);
  for (const name of names) {
    expect(outcome.unit(name)).toMatchObject({ status: 'failed', code: 'unusable_answer', rows: 0 });
    expect(outcome.unit(name).reason).toMatch(/^the answer to \w+ holds no \w+/);
    expect(outcome.unit(name).reason).toContain(operation);
  }
  expect(outcome.units.length).toBe(inventory.length);
});

test('an account without any region is none: nothing passes for absent', async () => {
  await startWith('ec2', 'DescribeRegions', () => ({ Regions: [] }));
  const outcome = await reader.read(reader.access(), reader.member);
  expect(blind(outcome)).toEqual(['ec2.regions']);
  expect(outcome.unit('ec2.regions')).toMatchObject({ status: 'failed', code: 'unusable_answer' });
});

test.each(['ListAccounts', 'ListRoots', 'ListOrganizationalUnitsForParent', 'ListTagsForResource'])(
  'organizations: an empty answer to %s is no organization without accounts',
  async (operation) => {
    await startWith('organizations', operation, empty);
    const { units, rows } = await reader.readOrganization(reader.access(), {
      accountTags: true,
      collectors: collectors('organizations.accounts'),
    });
    expect(units).toMatchObject([{ status: 'failed', code: 'unusable_answer', rows: 0 }]);
    expect(units[0]?.reason).toContain(operation);
    expect(rows.get('AWS_ACCOUNTS') ?? []).toEqual([]);
  },
);

test('an AssumeRole without credentials is a failure of that account', async () => {
  const assume = allOperations.sts?.AssumeRole;
  if (!assume) throw new Error('the sandbox has no AssumeRole');
  await startWith('sts', 'AssumeRole', (call) => (call.caller.arn.includes(':user/') ? assume(call) : {}));
  const { units } = await reader.read(reader.access(), reader.member);
  expect(units).toHaveLength(inventory.length);
  for (const unit of units) expect(unit).toMatchObject({ status: 'failed', code: 'unusable_answer' });
});

test('an account without anything is ok and empty', async () => {
  await startWith('ec2', 'DescribeVpcs', () => ({ Vpcs: [] }));
  const { unit, rows } = await reader.read(reader.access(), reader.member);
  expect(unit('ec2.vpcs')).toMatchObject({ status: 'ok', rows: 0 });
  expect(rows.get('AWS_EC2_VPCS')).toBeUndefined();
});

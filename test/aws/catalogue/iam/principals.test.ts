import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRoles, bigPolicy, makeUserWithOddStrings } from '../../../sandbox/aws/world/plant-oddities.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await startReader();
});
afterAll(() => reader[Symbol.asyncDispose]());

const details = collectors('iam.authorization_details');

test('policy documents are JSON in typed columns and in RAW', async () => {
  const { rows } = await reader.read(reader.access(), reader.member, { collectors: details });
  const role = rows.get('AWS_IAM_ROLES')?.find((row) => row.ROLE_NAME === reader.world.entry.memberRoleName);
  const trust = reader.member.iam().roles.get(reader.world.entry.memberRoleName)?.trustPolicy;
  expect(trust).toBeDefined();
  expect(role?.TRUST_POLICY).toEqual(trust);
  expect(role?.RAW).toMatchObject({ AssumeRolePolicyDocument: trust });
  expect(role?.INLINE_POLICIES).toMatchObject([{ PolicyDocument: { Version: '2012-10-17' } }]);
  const own = rows.get('AWS_IAM_POLICIES')?.filter((row) => row.AWS_MANAGED === false) ?? [];
  expect(own.length).toBeGreaterThan(0);
  for (const policy of [...own, ...(rows.get('AWS_IAM_AWS_MANAGED_POLICIES') ?? [])]) {
    expect(policy.DOCUMENT).toMatchObject({ Version: expect.stringMatching(/^20/) as string });
  }
});

test('documents of AWS’s own policies land once in a run, whichever accounts have them attached', async () => {
  const access = reader.access();
  const accounts = reader.members.slice(0, 3);
  const outcomes = await Promise.all(
    accounts.map((account) => reader.read(access, account, { collectors: details })),
  );
  const attached = outcomes.flatMap(({ rows }) =>
    (rows.get('AWS_IAM_POLICIES') ?? []).filter((row) => row.AWS_MANAGED === true),
  );
  const landed = outcomes.flatMap(({ rows }) => rows.get('AWS_IAM_AWS_MANAGED_POLICIES') ?? []);
  const arns = new Set(attached.map((row) => row.ARN));
  expect(attached.length).toBeGreaterThan(arns.size);
  expect(landed.map((row) => row.ARN).sort()).toEqual([...arns].sort());
  expect(attached.filter((row) => row.DOCUMENT !== undefined)).toEqual([]);
  expect(JSON.stringify(attached)).not.toContain('Statement');
  expect(landed.every((row) => JSON.stringify(row.RAW).includes('Statement'))).toBe(true);

  const next = await reader.read(reader.access(), reader.member, { collectors: details });
  expect(next.rows.get('AWS_IAM_AWS_MANAGED_POLICIES')?.length).toBeGreaterThan(0);
});

test('odd strings arrive as they were', async () => {
  const account = reader.members[1] ?? reader.member;
  const name = makeUserWithOddStrings(reader.world, account.id);
  const { rows } = await reader.read(reader.access(), account, { collectors: details });
  const user = account.iam().users.get(name);
  const row = rows.get('AWS_IAM_USERS')?.find((each) => each.USER_NAME === name);
  expect(user?.tags.length).toBeGreaterThan(5);
  expect(row).toMatchObject({ ARN: user?.Arn, PATH: user?.Path, RESOURCE_ID: user?.Arn });
  expect(row?.TAGS).toEqual(Object.fromEntries(user?.tags.map(({ Key, Value }) => [Key, Value]) ?? []));
  expect(row?.INLINE_POLICIES).toEqual(
    user?.inlinePolicies.map(({ PolicyName, Document }) => ({ PolicyName, PolicyDocument: Document })),
  );
});

test('twenty megabytes of policy text flow through', async () => {
  const account = reader.members[2] ?? reader.member;
  const arn = bigPolicy(reader.world, account.id, 20_000_000);
  const { rows, unit } = await reader.read(reader.access(), account, { collectors: details });
  expect(unit('iam.authorization_details')).toMatchObject({ status: 'ok' });
  const policy = rows.get('AWS_IAM_POLICIES')?.find((row) => row.ARN === arn);
  expect(JSON.stringify(policy?.DOCUMENT).length).toBeGreaterThan(20_000_000);
});

test('more than a page is read to the end, in one sweep', async () => {
  const account = reader.members[3] ?? reader.member;
  addRoles(reader.world, account.id, 1_100);
  reader.aws.resetMetrics();
  const { rows } = await reader.read(reader.access(), account, { collectors: details });
  const bulk = rows.get('AWS_IAM_ROLES')?.filter((row) => String(row.PATH) === '/bulk/');
  expect(bulk).toHaveLength(1_100);
  expect(reader.aws.metrics.byAccountAction(account.id)).toEqual({ 'iam:GetAccountAuthorizationDetails': 2 });
});

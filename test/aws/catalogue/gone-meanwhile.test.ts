import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../../../src/table.ts';
import { AwsError, type Operation } from '../../sandbox/aws/contract.ts';
import { readerWith } from '../changed-operations.ts';
import { collectors, type Reader, type ReadOutcome } from '../reader.ts';

/** The value of a request member that AWS does not find any more, and where a read must ask for it. */
let missing: { readonly value: string; asked: number } | undefined;
let reader: Reader | undefined;

beforeEach(() => {
  missing = undefined;
});
afterEach(() => reader?.[Symbol.asyncDispose]());

/** Answers with this code where the request asks for the missing thing. */
function without(member: string, code: string): (own: Operation) => Operation {
  return (own) => (call) => {
    if (missing && (call.input as Record<string, unknown>)[member] === missing.value) {
      missing.asked += 1;
      throw new AwsError(code, 'It was not found.', 400);
    }
    return own(call);
  };
}

interface Case {
  readonly service: string;
  readonly operation: string;
  readonly member: string;
  readonly code: string;
  readonly collector: string;
  readonly table: string;
  /** The column of the table that names the thing. */
  readonly column: string;
  readonly read: 'member' | 'organization' | 'identityCenter';
}

const CASES: readonly Case[] = [
  {
    service: 'sso',
    operation: 'ListAccountAssignments',
    member: 'AccountId',
    code: 'ResourceNotFoundException',
    collector: 'identitycenter.account_assignments',
    table: 'AWS_IDENTITY_CENTER_ACCOUNT_ASSIGNMENTS',
    column: 'TARGET_ACCOUNT_ID',
    read: 'identityCenter',
  },
  {
    service: 'sso',
    operation: 'ListAccountsForProvisionedPermissionSet',
    member: 'PermissionSetArn',
    code: 'ResourceNotFoundException',
    collector: 'identitycenter.account_assignments',
    table: 'AWS_IDENTITY_CENTER_ACCOUNT_ASSIGNMENTS',
    column: 'PERMISSION_SET_ARN',
    read: 'identityCenter',
  },
  {
    service: 'sso',
    operation: 'DescribePermissionSet',
    member: 'PermissionSetArn',
    code: 'ResourceNotFoundException',
    collector: 'identitycenter.permission_sets',
    table: 'AWS_IDENTITY_CENTER_PERMISSION_SETS',
    column: 'PERMISSION_SET_ARN',
    read: 'identityCenter',
  },
  {
    service: 'identitystore',
    operation: 'ListGroupMemberships',
    member: 'GroupId',
    code: 'ResourceNotFoundException',
    collector: 'identitycenter.group_memberships',
    table: 'AWS_IDENTITY_CENTER_GROUP_MEMBERSHIPS',
    column: 'GROUP_ID',
    read: 'identityCenter',
  },
  {
    service: 'iam',
    operation: 'ListAccessKeys',
    member: 'UserName',
    code: 'NoSuchEntity',
    collector: 'iam.access_keys',
    table: 'AWS_IAM_ACCESS_KEYS',
    column: 'USER_NAME',
    read: 'member',
  },
  {
    service: 'organizations',
    operation: 'ListTagsForResource',
    member: 'ResourceId',
    code: 'TargetNotFoundException',
    collector: 'organizations.accounts',
    table: 'AWS_ACCOUNTS',
    column: 'MEMBER_ACCOUNT_ID',
    read: 'organization',
  },
  {
    service: 'organizations',
    operation: 'DescribePolicy',
    member: 'PolicyId',
    code: 'PolicyNotFoundException',
    collector: 'organizations.policies',
    table: 'AWS_ORGANIZATIONS_POLICIES',
    column: 'POLICY_ID',
    read: 'organization',
  },
];

describe('a thing that is gone between list and read takes no other with it', () => {
  test.each(CASES)('$service $operation', async (each) => {
    const { service, operation, member, code, collector, table, column } = each;
    const started = await readerWith(service, { [operation]: without(member, code) });
    reader = started;
    const before = rowsOf(await readCase(started, each), table, column);
    expect(new Set(before.map((row) => row[column])).size).toBeGreaterThan(1);
    missing = { value: String(before[0]?.[column]), asked: 0 };
    const outcome = await readCase(started, each);
    expect(missing.asked).toBeGreaterThan(0);
    expect(outcome.unit(collector, outcome.units[0]?.region).status).toBe('ok');
    const left = before.filter((row) => row[column] !== missing?.value);
    expect(rowsOf(outcome, table, column).map(idOf).sort()).toEqual(left.map(idOf).sort());
  });
});

test('a key that was deleted since it was listed takes no other of its user’s with it', async () => {
  const started = await readerWith('iam', {
    GetAccessKeyLastUsed: without('AccessKeyId', 'NoSuchEntity'),
    ListAccessKeys: (own) => async (call) => {
      const answer = structuredClone(await own(call)) as { AccessKeyMetadata: { CreateDate: Date }[] };
      // Newer than the report, so that AWS is asked for the last use of each.
      for (const key of answer.AccessKeyMetadata) key.CreateDate = new Date('2026-01-02T00:00:00Z');
      return answer;
    },
  });
  reader = started;
  const read = async () =>
    rowsOf(
      await started.read(started.access(), started.member, { collectors: collectors('iam.access_keys') }),
      'AWS_IAM_ACCESS_KEYS',
      'USER_NAME',
    );
  const before = await read();
  const [both] = [...Map.groupBy(before, (row) => row.USER_NAME).values()].filter(({ length }) => length > 1);
  missing = { value: String(both?.[0]?.ACCESS_KEY_ID), asked: 0 };
  const left = before.filter((row) => row.ACCESS_KEY_ID !== missing?.value);
  expect(left.some((row) => row.USER_NAME === both?.[0]?.USER_NAME)).toBe(true);
  expect((await read()).map(idOf)).toEqual(left.map(idOf));
});

function readCase(from: Reader, { read, collector }: Case): Promise<ReadOutcome> {
  const options = { collectors: collectors(collector), accountTags: true };
  if (read === 'organization') return from.readOrganization(from.access(), options);
  return read === 'identityCenter'
    ? from.readIdentityCenter(from.access(), options)
    : from.read(from.access(), from.member, options);
}

function rowsOf(outcome: ReadOutcome, table: string, column: string): readonly Row[] {
  return (outcome.rows.get(table) ?? []).filter((row) => row[column] !== undefined);
}

function idOf(row: Row): string {
  return String(row.RESOURCE_ID);
}

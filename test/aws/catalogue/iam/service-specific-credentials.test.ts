import { afterEach, expect, test } from 'vitest';
import { readerWith } from '../../changed-operations.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

let reader: Reader;
afterEach(() => reader[Symbol.asyncDispose]());

const TABLES = {
  'iam.service_specific_credentials': 'AWS_IAM_SERVICE_SPECIFIC_CREDENTIALS',
  'iam.delegation_requests': 'AWS_IAM_DELEGATION_REQUESTS',
} as const;

async function read(name: keyof typeof TABLES) {
  reader.aws.resetMetrics();
  const { units, rows } = await reader.read(reader.access(), reader.largest, {
    collectors: collectors(name),
  });
  return { unit: units[0], rows: rows.get(TABLES[name]) ?? [] };
}

const calls = () => reader.aws.metrics.byAccountAction(reader.largest.id);

test('the credentials of all users are one list, followed by its marker to the end', async () => {
  let size = 1000;
  reader = await readerWith('iam', {
    ListServiceSpecificCredentials: (own) => (call) =>
      own({ ...call, input: { ...(call.input as object), MaxItems: size } }),
  });
  const whole = await read('iam.service_specific_credentials');
  expect(whole.rows.length).toBeGreaterThan(6);
  expect(calls()).toEqual({ 'iam:ListServiceSpecificCredentials': 1 });
  size = 5;
  const paged = await read('iam.service_specific_credentials');
  expect(paged.rows.map(({ RESOURCE_ID }) => RESOURCE_ID)).toEqual(
    whole.rows.map(({ RESOURCE_ID }) => RESOURCE_ID),
  );
  expect(calls()['iam:ListServiceSpecificCredentials']).toBeGreaterThanOrEqual(whole.rows.length / 5);
});

test('a vendor’s request has its policy as JSON', async () => {
  const policy = { Version: '2012-10-17', Statement: [] };
  reader = await readerWith('iam', {
    ListDelegationRequests: () => () => ({
      DelegationRequests: [{ DelegationRequestId: 'd-1', PermissionPolicy: JSON.stringify(policy) }],
      isTruncated: false,
    }),
  });
  expect((await read('iam.delegation_requests')).rows).toMatchObject([
    { REQUEST_ID: 'd-1', PERMISSION_POLICY: policy },
  ]);
});

test('a list that says that more follows, and not where, is no whole list', async () => {
  reader = await readerWith('iam', {
    ListDelegationRequests: () => () => ({ DelegationRequests: [], isTruncated: true }),
  });
  expect((await read('iam.delegation_requests')).unit).toMatchObject({
    status: 'failed',
    code: 'unusable_answer',
  });
});

test('where IAM does not know delegation there is none', async () => {
  reader = await startReader({ accounts: 6, partition: 'aws-us-gov' });
  expect((await read('iam.delegation_requests')).unit).toMatchObject({
    status: 'absent',
    code: 'InvalidAction',
  });
});

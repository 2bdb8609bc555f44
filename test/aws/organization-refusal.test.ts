import { expect, test } from 'vitest';
import { organizationRefusal } from '../../src/aws/organization-refusal.ts';

const ROLE = 'arn:aws:iam::111111111111:role/reader';
const refusal = (name: string, message: string) =>
  organizationRefusal(Object.assign(new Error(message), { name }), '111111111111', ROLE);

test.each([
  [
    'AccessDeniedException',
    'neither the management account nor a delegated administrator of an organization',
  ],
  [
    'AccountNotManagementOrDelegatedAdministratorException',
    'neither the management account nor the delegated administrator of IAM',
  ],
  ['AWSOrganizationsNotInUseException', 'in no organization'],
  ['OrganizationNotFoundException', 'in no organization'],
])('%s names role and account', (code, what) => {
  expect(refusal(code, 'Words of AWS.')).toEqual({
    status: 'denied',
    code,
    reason: `Words of AWS. (the role ${ROLE} is in account 111111111111, which is ${what})`,
  });
});

test('a role that lacks a permission is not in the wrong account', () => {
  const words = `User: ${ROLE} is not authorized to perform: organizations:ListAccounts on resource: *`;
  expect(refusal('AccessDeniedException', words)).toBeUndefined();
});

test('nor is one that was throttled', () => {
  expect(refusal('TooManyRequestsException', 'Slow down.')).toBeUndefined();
});

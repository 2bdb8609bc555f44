import { expect, test } from 'vitest';
import { shortReason } from '../../src/text/short-reason.ts';

const USER = 'User: arn:aws:sts::111111111111:assumed-role/hub/snowcensus-20261126';

test.each([
  [
    `AccessDenied: ${USER} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/reader. The role does not exist in the account, does not trust us, or refuses the external id; AWS does not say which.`,
    'not authorized to perform sts:AssumeRole on arn:aws:iam::222222222222:role/reader. The role does not exist in the account, does not trust us, or refuses the external id; AWS does not say which',
  ],
  [
    `You are not authorized to perform this operation. ${USER} is not authorized to perform: ec2:DescribeVpcs with an explicit deny in a service control policy. Encoded authorization failure message: 4n0nsens3`,
    'not authorized to perform ec2:DescribeVpcs: explicit deny in a service control policy',
  ],
  [
    `${USER} is not authorized to perform: iam:ListRoles on resource: * because no identity-based policy allows the iam:ListRoles action`,
    'not authorized to perform iam:ListRoles: no identity-based policy allows the iam:ListRoles action',
  ],
  [
    'The account is suspended: AWS lets nobody in, its assets may still exist.',
    'The account is suspended: AWS lets nobody in, its assets may still exist',
  ],
])('%s', (reason, told) => {
  expect(shortReason(reason)).toBe(told);
});

import { expect, test } from 'vitest';
import { briefReason, shortReason } from '../../src/text/short-reason.ts';

const USER = 'User: arn:aws:sts::111111111111:assumed-role/hub/snowcensus-20261126';

const REASONS: readonly (readonly [reason: string, short: string, brief?: string])[] = [
  [
    `AccessDenied: ${USER} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/reader. The role does not exist in the account, does not trust us, or refuses the external id; AWS does not say which.`,
    'not authorized to perform sts:AssumeRole on arn:aws:iam::222222222222:role/reader. The role does not exist in the account, does not trust us, or refuses the external id; AWS does not say which',
    'may not sts:AssumeRole',
  ],
  [
    `You are not authorized to perform this operation. ${USER} is not authorized to perform: ec2:DescribeVpcs with an explicit deny in a service control policy. Encoded authorization failure message: 4n0nsens3`,
    'not authorized to perform ec2:DescribeVpcs: explicit deny in a service control policy',
    'explicit deny in a service control policy: ec2:DescribeVpcs',
  ],
  [
    `${USER} is not authorized to perform: iam:ListRoles on resource: * because no identity-based policy allows the iam:ListRoles action`,
    'not authorized to perform iam:ListRoles: no identity-based policy allows the iam:ListRoles action',
    'no identity-based policy allows the iam:ListRoles action: iam:ListRoles',
  ],
  [
    'The account is suspended: AWS lets nobody in, its assets may still exist.',
    'The account is suspended: AWS lets nobody in, its assets may still exist',
  ],
];

for (const [reason, short, brief = short] of REASONS) {
  test(reason, () => {
    expect(shortReason(reason)).toBe(short);
    expect(briefReason(reason)).toBe(brief);
  });
}

import { describe, expect, test } from 'vitest';
import { isRoleName, parseRoleArn } from '../../src/connections/role-arn.ts';
import { PARTITIONS } from '../../src/partition.ts';

describe('role ARNs', () => {
  test.each([
    [
      'arn:aws:iam::012345678901:role/Audit',
      { partition: 'aws', accountId: '012345678901', path: '', name: 'Audit' },
    ],
    [
      'arn:aws-us-gov:iam::123456789012:role/sec/read/a+b=c,d.e@f-g_h',
      { partition: 'aws-us-gov', accountId: '123456789012', path: 'sec/read/', name: 'a+b=c,d.e@f-g_h' },
    ],
    [
      'arn:aws-cn:iam::123456789012:role/x',
      { partition: 'aws-cn', accountId: '123456789012', path: '', name: 'x' },
    ],
  ])('%s is taken apart', (arn, parts) => {
    expect(parseRoleArn(arn)).toEqual(parts);
  });

  const example = 'a role ARN looks like arn:aws:iam::123456789012:role/AuditRole';
  const name = 'a name has 1 to 64 of the characters A-Z a-z 0-9 + = , . @ _ -';
  test.each([
    ['', `"" is not an ARN; ${example}`],
    ['AuditRole', `"AuditRole" is not an ARN; ${example}`],
    ['arn', `"arn" has the partition ""; known are ${PARTITIONS.join(', ')}`],
    [
      'arn:aws-gov:iam::123456789012:role/x',
      `"arn:aws-gov:iam::123456789012:role/x" has the partition "aws-gov"; known are ${PARTITIONS.join(', ')}`,
    ],
    [
      'arn:aws:sts::123456789012:assumed-role/Audit/me',
      '"arn:aws:sts::123456789012:assumed-role/Audit/me" is the ARN of a session, not of its role; write arn:aws:iam::123456789012:role/Audit',
    ],
    [
      'arn:aws:iam::123456789012:user/x',
      `"arn:aws:iam::123456789012:user/x" is not the ARN of a role; ${example}`,
    ],
    ['arn:aws:s3:::role/x', `"arn:aws:s3:::role/x" is not the ARN of a role; ${example}`],
    [
      'arn:aws:iam:us-east-1:123456789012:role/x',
      `"arn:aws:iam:us-east-1:123456789012:role/x" is not the ARN of a role; ${example}`,
    ],
    [
      'arn:aws:iam::12345:role/x',
      '"arn:aws:iam::12345:role/x" has the account id "12345"; an account id has 12 digits',
    ],
    ['arn:aws:iam::123456789012:role/', `"arn:aws:iam::123456789012:role/" has the role name ""; ${name}`],
    [
      'arn:aws:iam::123456789012:role/a b',
      `"arn:aws:iam::123456789012:role/a b" has the role name "a b"; ${name}`,
    ],
    [
      'arn:aws:iam::123456789012:role/x ',
      `"arn:aws:iam::123456789012:role/x " has the role name "x "; ${name}`,
    ],
    [
      'arn:aws:iam::123456789012:role//x',
      `"arn:aws:iam::123456789012:role//x" has the role name "/x"; ${name}`,
    ],
  ])('"%s" is refused', (arn, problem) => {
    expect(parseRoleArn(arn)).toBe(problem);
  });
});

test.each([
  ['AuditRole', true],
  ['security/AuditRole', true],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
  ['', false],
  ['/AuditRole', false],
  ['security/', false],
  ['audit role', false],
])('"%s" is a role name: %s', (text, is) => {
  expect(isRoleName(text)).toBe(is);
});

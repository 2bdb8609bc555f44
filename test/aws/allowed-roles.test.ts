import { describe, expect, test } from 'vitest';
import { refusedHop } from '../../src/aws/allowed-roles.ts';

const role = (account: string, name: string) => ({ roleArn: `arn:aws:iam::${account}:role/${name}` });
const MEMBER = role('111111111111', 'snowcensus-member');

describe('a role is', () => {
  test.each<[string | undefined, string]>([
    [undefined, 'without patterns'],
    ['arn:aws:iam::*:role/snowcensus-*', 'by a pattern'],
    [
      'arn:aws:iam::222222222222:role/x, arn:aws:iam::111111111111:role/snowcensus-member',
      'by the second of two',
    ],
  ])('allowed by %s, %s', (allowed, _how) => {
    expect(refusedHop(allowed, MEMBER)).toBeUndefined();
  });

  test.each([
    ['arn:aws:iam::222222222222:role/*'],
    ['arn:aws:iam::*:role/snowcensus'],
    ['*'],
    [''],
    ['arn:aws:iam::*:role/snowcensus.member'],
  ])('refused by %s, which is named with the setting', (allowed) => {
    const refusal = refusedHop(allowed, MEMBER);
    expect(refusal?.message).toContain(MEMBER.roleArn);
    expect(refusal?.message).toContain('SNOWCENSUS_ALLOWED_ROLES');
    expect(refusal?.kind).toBe('config');
  });
});

import { expect, test } from 'vitest';
import type { Finding } from '../../src/check/finding.ts';
import { describeFindings, summarize } from '../../src/check/report.ts';

const accounts = Array.from({ length: 2_000 }, (_, index) => String(100_000_000_000 + index));
const role = (account: string) => `arn:aws:iam::${account}:role/reader`;

const refused = (account: string): Finding => ({
  step: 'role',
  status: 'failed',
  account,
  code: 'assume_role_refused_here',
  message: `AccessDenied: not authorized on ${role(account)}`,
  cause: 'the role does not exist',
  fix: `create ${role(account)}`,
});
const entered = (account: string): Finding => ({
  step: 'role',
  status: 'ok',
  account,
  message: role(account),
});

test('says once what holds for many of two thousand accounts, with the first as example', () => {
  const [first = '', second = '', ...others] = accounts;
  const findings = [refused(first), refused(second), ...others.map(entered)];
  expect(describeFindings(findings)).toBe(
    [
      `FAILED   role in each account: 2 accounts: ${first}, ${second}`,
      `         said, for the first: AccessDenied: not authorized on ${role(first)}`,
      '         cause: the role does not exist',
      `         fix: create ${role(first)}`,
      'ok       role in each account: 1998 accounts',
      '',
    ].join('\n'),
  );
  expect(summarize(findings)).toMatch(/^1 failed; /);
});

test('names eight accounts and counts the rest', () => {
  const text = describeFindings(accounts.map(refused));
  expect(text).toContain(`2000 accounts: ${accounts.slice(0, 8).join(', ')} and 1992 more\n`);
  expect(text.split('\n')).toHaveLength(5);
});

test('keeps apart what differs in code, region or words that are about no account', () => {
  const [account = ''] = accounts;
  const region = {
    ...refused(account),
    step: 'regions',
    code: 'region_closed',
    region: 'eu-west-1',
  } as const;
  const grants = { step: 'grants', status: 'failed', code: 'grant_missing', cause: 'c', fix: 'f' } as const;
  const findings: Finding[] = [
    region,
    { ...region, region: 'eu-west-2' },
    { ...grants, message: 'on table A' },
    { ...grants, message: 'on table B' },
  ];
  expect(describeFindings(findings).match(/^FAILED/gm)).toHaveLength(4);
});

test('counts warnings, which are no failures', () => {
  const [account = ''] = accounts;
  const warning: Finding = { ...refused(account), status: 'warning' };
  expect(summarize([entered(account)])).toBe('all is well\n');
  expect(summarize([warning, entered(account)])).toBe('all is well, with 1 warning\n');
  expect(summarize([refused(account), { ...warning, step: 'actions' }])).toMatch(/^1 failed, 1 warning; /);
});

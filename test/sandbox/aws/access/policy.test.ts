import { describe, expect, test } from 'vitest';
import type { PolicyStatement } from '../contract.ts';
import { SandboxDefect } from '../wire/protocol.ts';
import { judge } from './policy.ts';

const values: Record<string, string | string[] | undefined> = {
  'aws:principalarn': 'arn:aws:iam::111122223333:role/team/reader',
  'aws:requestedregion': 'eu-west-1',
  'aws:username': 'ann',
  'aws:tagkeys': ['env', 'owner'],
  'sts:externalid': undefined,
};

function ask(statement: Partial<PolicyStatement>, action = 's3:GetObject', resource = 'arn:aws:s3:::b/k') {
  const document = {
    Version: '2012-10-17' as const,
    Statement: [{ Effect: 'Allow' as const, Action: '*', Resource: '*', ...statement }],
  };
  const keys = (key: string) => {
    if (!(key in values)) throw new SandboxDefect(`no key ${key}`);
    return values[key];
  };
  return judge([document], { action, resource, keys });
}

describe('actions', () => {
  test.each([
    ['*', true],
    ['s3:*', true],
    ['S3:getobject', true],
    ['s3:Get*ect', true],
    ['s3:Get?bject', true],
    ['s3:Get', false],
    ['s3:GetObjectAcl', false],
    ['s3*GetObjec', false],
    ['iam:*', false],
  ])('%s', (Action, allowed) => {
    expect(ask({ Action })).toBe(allowed ? 'allow' : 'silent');
  });
});

describe('resources', () => {
  test.each([
    ['arn:aws:s3:::b/*', true],
    ['arn:aws:s3:::?/k', true],
    ['arn:aws:s3:::*/k*', true],
    ['arn:aws:s3:::b', false],
    ['ARN:aws:s3:::b/k', false],
  ])('%s', (Resource, allowed) => {
    expect(ask({ Resource })).toBe(allowed ? 'allow' : 'silent');
  });

  test('a variable stands for the caller’s value', () => {
    const Resource = ['arn:aws:s3:::home/$', '{aws:username}/*'].join('');
    expect(ask({ Resource }, 's3:GetObject', 'arn:aws:s3:::home/ann/x')).toBe('allow');
    expect(ask({ Resource }, 's3:GetObject', 'arn:aws:s3:::home/bob/x')).toBe('silent');
  });

  test('NotResource speaks of all others', () => {
    const statement: PolicyStatement = { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::b/*' };
    const keys = () => undefined;
    const judged = (resource: string) =>
      judge([{ Version: '2012-10-17', Statement: [statement] }], { action: 's3:x', resource, keys });
    expect(judged('arn:aws:s3:::b/k')).toBe('silent');
    expect(judged('arn:aws:s3:::c/k')).toBe('deny');
  });
});

describe('conditions', () => {
  test.each([
    ['StringEquals', 'aws:RequestedRegion', 'eu-west-1', true],
    ['StringEquals', 'aws:RequestedRegion', ['us-east-1', 'eu-west-1'], true],
    ['StringEquals', 'aws:RequestedRegion', 'eu-*', false],
    ['StringLike', 'aws:RequestedRegion', 'eu-*', true],
    ['StringNotEquals', 'aws:RequestedRegion', ['us-east-1', 'eu-west-1'], false],
    ['StringNotEquals', 'aws:RequestedRegion', 'us-east-1', true],
    ['StringNotLike', 'aws:RequestedRegion', 'us-*', true],
    ['StringEqualsIgnoreCase', 'aws:RequestedRegion', 'EU-WEST-1', true],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/team/*', true],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:*:role/team/reader', false],
    ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/team/*', false],
    ['Null', 'sts:ExternalId', 'true', true],
    ['Null', 'aws:RequestedRegion', 'true', false],
    ['StringEquals', 'sts:ExternalId', 'x', false],
    ['StringEqualsIfExists', 'sts:ExternalId', 'x', true],
    ['StringNotEquals', 'sts:ExternalId', 'x', true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', 'env', true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', 'env', false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['env', 'owner', 'x'], true],
  ])('%s %s %o', (operator, key, wanted, holds) => {
    expect(ask({ Condition: { [operator]: { [key]: wanted } } })).toBe(holds ? 'allow' : 'silent');
  });

  test('an operator or key that is not spoken is no guess but a defect', () => {
    expect(() => ask({ Condition: { DateSkips: { 'aws:RequestedRegion': 'x' } } })).toThrow(/DateSkips/);
    expect(() => ask({ Condition: { StringEquals: { 'aws:Nonsense': 'x' } } })).toThrow(/aws:nonsense/);
  });

  test('all must hold', () => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1', 'aws:username': 'bob' } };
    expect(ask({ Condition })).toBe('silent');
  });
});

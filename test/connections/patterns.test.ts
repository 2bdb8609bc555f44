import { describe, expect, test } from 'vitest';
import { matchesPattern, selectCollectors } from '../../src/connections/patterns.ts';
import { describeError } from '../../src/errors.ts';

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['', '', true],
  ['', 'a', false],
  ['ec2.*', 'ec2.instances', true],
  ['ec2.*', 'ec2', false],
  ['*.users', 'iam.users', true],
  ['i?m.users', 'iam.users', true],
  ['i?m', 'im', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['a.c', 'abc', false],
  ['[ab]', 'a', false],
  ['?', '😀', true],
  ['prod', 'PROD', false],
])('the pattern %j matches %j: %s', (pattern, text, is) => {
  expect(matchesPattern(pattern, text)).toBe(is);
});

test('a pattern made to be slow is not', () => {
  const started = performance.now();
  expect(matchesPattern(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});

describe('collectors', () => {
  const KNOWN = ['iam.users', 'iam.roles', 'ec2.instances', 'ec2.vpcs'];

  test.each([
    [undefined, KNOWN],
    [['*'], KNOWN],
    [['ec2.*'], ['ec2.instances', 'ec2.vpcs']],
    [
      ['ec2.vpcs', 'iam.users', '*.users'],
      ['iam.users', 'ec2.vpcs'],
    ],
  ])('%j selects %j', (patterns, selected) => {
    expect(selectCollectors(patterns, KNOWN)).toEqual(selected);
  });

  test('every pattern that selects nothing is told, with the nearest that would', () => {
    const select = () => selectCollectors(['iam.user', 'ec3.*', 'ec2.*', 'lambda.*'], KNOWN);
    let message = '';
    try {
      select();
    } catch (error) {
      message = describeError(error);
    }
    expect(message).toBe(
      'the pattern "iam.user" matches no collector; the pattern "ec3.*" matches no collector; the pattern "lambda.*" matches no collector (option collectors)\n' +
        '  fix: instead of "iam.user" write iam.users; instead of "ec3.*" write ec2.*; instead of "lambda.*" use one of iam.users, iam.roles, ec2.instances, ec2.vpcs',
    );
  });
});

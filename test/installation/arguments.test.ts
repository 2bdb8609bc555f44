import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

test('the arguments of the sandbox are what it is started with', () => {
  expect(readArguments(['--accounts', '20', '--aws-port=0', '--no-aws', '--data', 'a.duckdb'])).toEqual({
    accounts: 20,
    awsPort: 0,
    aws: false,
    objects: true,
    dataFile: 'a.duckdb',
  });
  expect(readArguments(['--help'])).toBe('help');
});

test.each([
  [['--bogus'], /^Unknown option '--bogus'.*\n.*Use --accounts, --seed, /],
  [['12'], /^Unexpected argument '12'/],
  [['--accounts'], /^Option '--accounts <value>' argument missing/],
  [['--accounts', '0'], '--accounts takes a whole number from 1 on, not 0'],
  [['--seed', '1e3'], '--seed takes a whole number from 0 on, not 1e3'],
  [['--quotas', '99999999999999999999'], '--quotas takes a whole number'],
  [['--aws-port', '70000'], '--aws-port takes a whole number from 0 to 65535, not 70000'],
])('the sandbox says what is wrong with %j', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

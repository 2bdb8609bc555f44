import { describe, expect, test } from 'vitest';
import type { CommonOptions } from '../../../src/connections/options.ts';
import { readConnection } from '../../../src/connectors/index.ts';
import { describeError } from '../../../src/errors.ts';

const base = 'module: aws_cloudtrail\naccounts_connection_name: AWS_ACCOUNTS_CONNECTION\n';

function read(options: string) {
  return readConnection({ name: 'AWS_CLOUDTRAIL_CONNECTION', comment: base + options });
}

function options(written: string): CommonOptions {
  const result = read(written);
  if (!result.ok) throw result.error;
  expect(result.connection.module).toBe('aws_cloudtrail');
  return result.connection.options;
}

const role = 'destination_role_name: audit\n';

describe('a CloudTrail connection', () => {
  test('reads the changes of a day, and twenty minutes again, unless it says otherwise', () => {
    expect(options(role)).toMatchObject({
      lookback_hours: 24,
      overlap_minutes: 20,
      read_only_events: false,
      regions: 'all',
    });
    expect(
      options(`${role}lookback_hours: 2160\noverlap_minutes: 60\nread_only_events: true\n`),
    ).toMatchObject({ lookback_hours: 2160, overlap_minutes: 60, read_only_events: true });
  });

  test.each([
    ['lookback_hours: 2161', 'from 1 to 2160'],
    ['lookback_hours: 0', 'from 1 to 2160'],
    ['lookback_hours: 1.5', 'from 1 to 2160'],
    ['overlap_minutes: 1', 'from 5 to 1440'],
    ['read_only_events: perhaps', 'must be true or false'],
    ['lookback_hour: 3', 'did you mean lookback_hours?'],
    ['account_ids: ["111111111111"]', 'is given beside accounts_connection_name'],
    ['connection_type: EC2', 'unknown option'],
    ['retention_days: 0', 'from 1 to 3650: days for which old snapshots are kept, or forever'],
    ['retention_days: for ever', 'must be forever or a whole number of days'],
  ])('refuses %s', (written, problem) => {
    const result = read(`${role}${written}\n`);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(describeError(result.error)).toContain(problem);
  });

  test('keeps everything unless it says for how long', () => {
    expect(options(role).retention_days).toBeUndefined();
    expect(options(`${role}retention_days: forever\n`).retention_days).toBe('forever');
    expect(options(`${role}retention_days: 400\n`).retention_days).toBe(400);
  });

  test('needs the role that a list of accounts needs', () => {
    const result = read('');
    expect(result.ok).toBe(false);
    if (!result.ok) expect(describeError(result.error)).toContain('needs destination_role_name');
  });
});

import { describe, expect, test } from 'vitest';
import { bucketOf, rateOf } from '../../../src/aws/catalogue/rates.ts';
import { RATES } from '../../../src/aws/pacing.ts';

const ratesOf = (api: string) => RATES.get(api) ?? {};

describe('calls draw from the bucket that AWS meters them by', () => {
  test('EC2: one per operation and region; IAM: one per account', () => {
    expect(bucketOf('EC2', ratesOf('EC2'), 'DescribeVpcs', 'eu-west-1')).not.toBe(
      bucketOf('EC2', ratesOf('EC2'), 'DescribeVpcs', 'us-east-1'),
    );
    expect(bucketOf('EC2', ratesOf('EC2'), 'DescribeVpcs', 'eu-west-1')).not.toBe(
      bucketOf('EC2', ratesOf('EC2'), 'DescribeSubnets', 'eu-west-1'),
    );
    expect(bucketOf('IAM', ratesOf('IAM'), 'ListAccessKeys', 'us-east-1')).toBe(
      bucketOf('IAM', ratesOf('IAM'), 'ListUsers', 'us-east-1'),
    );
  });

  test('Lambda: one for all that controls functions, in each region, and one for policies', () => {
    const bucket = (operation: string, region = 'eu-west-1') =>
      bucketOf('Lambda', ratesOf('Lambda'), operation, region);
    expect(bucket('ListFunctions')).toBe(bucket('ListFunctionUrlConfigs'));
    expect(bucket('ListFunctions')).not.toBe(bucket('ListFunctions', 'us-east-1'));
    expect(bucket('GetPolicy')).not.toBe(bucket('ListFunctions'));
  });

  /** Published rate and burst; we stay below. */
  test.each([
    ['EC2', 'DescribeInstances', 20, 100],
    ['STS', 'AssumeRole', 600, 600],
    ['Organizations', 'ListAccounts', 8, 12],
    ['Organizations', 'ListOrganizationalUnitsForParent', 5, 8],
    ['Organizations', 'ListAccountsForParent', 5, 8],
    ['Organizations', 'ListTagsForResource', 10, 15],
    ['Organizations', 'DescribeAccount', 20, 30],
    ['Organizations', 'DescribeOrganizationalUnit', 2, 2],
    ['Organizations', 'DescribePolicy', 2, 2],
    ['KMS', 'ListKeys', 500, 500],
    ['KMS', 'DescribeKey', 2_000, 2_000],
    ['KMS', 'GetKeyPolicy', 1_000, 1_000],
    ['Lambda', 'ListFunctions', 15, 15],
    ['Lambda', 'GetPolicy', 15, 15],
    ['CloudWatch', 'DescribeAlarms', 9, 9],
    ['CloudWatchLogs', 'DescribeLogGroups', 10, 10],
    ['CloudWatchLogs', 'DescribeMetricFilters', 5, 5],
  ])('%s %s stays below %d a second and %d at once', (service, operation, perSecond, burst) => {
    expect(rateOf(ratesOf(service), operation).perSecond).toBeLessThan(perSecond);
    expect(rateOf(ratesOf(service), operation).burst).toBeLessThanOrEqual(burst);
    expect(rateOf(ratesOf(service), operation).perSecond).toBeGreaterThan(perSecond / 2);
  });
});

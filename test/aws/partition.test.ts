import { expect, test } from 'vitest';
import { homeRegion } from '../../src/aws/partition.ts';
import { partitionOfRegion } from '../../src/partition.ts';

test.each([
  ['aws', undefined, 'us-east-1'],
  ['aws', 'Organizations', 'us-east-1'],
  ['aws-us-gov', 'IAM', 'us-gov-west-1'],
  ['aws-us-gov', 'Organizations', 'us-gov-west-1'],
  ['aws-cn', 'IAM', 'cn-north-1'],
  ['aws-cn', 'Organizations', 'cn-northwest-1'],
  ['aws-cn', 'Account', 'cn-northwest-1'],
] as const)('in %s, %s is signed for its own region', (partition, service, region) => {
  expect(homeRegion(partition, service)).toBe(region);
  expect(partitionOfRegion(region)).toBe(partition);
});

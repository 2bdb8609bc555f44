import { type Partition, partitionOfRegion } from '../partition.ts';

/** Where a partition's global services are signed for. */
const HOME_REGIONS: Readonly<Record<Partition, string>> = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-north-1',
};

/** Global services that live elsewhere, by the SDK's name: in the partition's `implicitGlobalRegion`, as its endpoint rules say. */
const OTHER_HOMES: Readonly<Record<string, Partial<Record<Partition, string>>>> = {
  Account: { 'aws-cn': 'cn-northwest-1' },
  Organizations: { 'aws-cn': 'cn-northwest-1' },
};

/**
 * Regions that are on in every account, for accounts that will not tell which ones they have.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
const DEFAULT_REGIONS: Readonly<Record<Partition, readonly string[]>> = {
  aws: [
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-north-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'sa-east-1',
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
  ],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
};

/** The region a partition's global services answer in; `service` is the SDK's name of one. */
export function homeRegion(partition: Partition, service?: string): string {
  return OTHER_HOMES[service ?? '']?.[partition] ?? HOME_REGIONS[partition];
}

/** The regions of a partition that need no opt-in. */
export function defaultRegions(partition: Partition): readonly string[] {
  return DEFAULT_REGIONS[partition];
}

/** The region where the partition's STS is called: the given one, where it lies in the partition. */
export function stsRegion(region: string, partition: Partition): string {
  return partitionOfRegion(region) === partition ? region : homeRegion(partition);
}

/** The parts of `arn:partition:service:region:account:resource` that we use. */
export function parseArn(arn: string): { partition: Partition; accountId: string } {
  const [, partition, , , accountId] = arn.split(':');
  return { partition: (partition ?? 'aws') as Partition, accountId: accountId ?? '' };
}

/** ARN of a role by its name (a path may stand before it). */
export function roleArn(partition: Partition, accountId: string, roleName: string): string {
  return `arn:${partition}:iam::${accountId}:role/${roleName}`;
}

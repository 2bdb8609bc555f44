import type { Partition, RegionInfo } from '../contract.ts';

interface PartitionFacts {
  readonly dnsSuffix: string;
  readonly defaultRegions: readonly string[];
  readonly optInRegions: readonly string[];
  readonly assetRegions: readonly string[];
}

/** Regions as the Account Management guide lists them (manage-acct-regions): 17 by default, 17 by opt-in. */
const partitions: Readonly<Record<Partition, PartitionFacts>> = {
  aws: {
    dnsSuffix: 'amazonaws.com',
    defaultRegions: [
      ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
      ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'ap-south-1'],
      ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
    ],
    optInRegions: [
      ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4'],
      ...['ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ca-west-1', 'eu-central-2', 'eu-south-1'],
      ...['eu-south-2', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1'],
    ],
    assetRegions: ['us-east-1', 'eu-west-1', 'ap-southeast-2'],
  },
  'aws-us-gov': {
    dnsSuffix: 'amazonaws.com',
    defaultRegions: ['us-gov-east-1', 'us-gov-west-1'],
    optInRegions: [],
    assetRegions: ['us-gov-west-1', 'us-gov-east-1'],
  },
  'aws-cn': {
    dnsSuffix: 'amazonaws.com.cn',
    defaultRegions: ['cn-north-1', 'cn-northwest-1'],
    optInRegions: [],
    assetRegions: ['cn-north-1', 'cn-northwest-1'],
  },
};

export function regionsOf(partition: Partition): RegionInfo[] {
  const { defaultRegions, optInRegions } = partitions[partition];
  return [
    ...defaultRegions.map((name) => ({ name, optIn: false })),
    ...optInRegions.map((name) => ({ name, optIn: true })),
  ];
}

export function defaultAssetRegions(partition: Partition): readonly string[] {
  return partitions[partition].assetRegions;
}

/** What a service's host name ends in, `amazonaws.com` or `amazonaws.com.cn`. */
export function dnsSuffixOf(partition: Partition): string {
  return partitions[partition].dnsSuffix;
}

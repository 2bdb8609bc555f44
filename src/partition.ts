import { nearest } from './text/nearest.ts';

/** The isolated parts of AWS, each with its own accounts, ARNs and endpoints. */
export const PARTITIONS = [
  'aws',
  'aws-us-gov',
  'aws-cn',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
] as const;

/** One of them, as ARNs spell it. */
export type Partition = (typeof PARTITIONS)[number];

/** The regions of a partition. */
interface PartitionRegions {
  /**
   * On in every account.
   * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
   */
  readonly byDefault: readonly string[];
  readonly optIn: readonly string[];
}

/** A region that is missing here is refused, so a test compares these with what the SDK knows. */
const REGIONS: Readonly<Record<Partition, PartitionRegions>> = {
  aws: {
    byDefault: [
      'us-east-1',
      'us-east-2',
      'us-west-1',
      'us-west-2',
      'ca-central-1',
      'sa-east-1',
      'eu-central-1',
      'eu-north-1',
      'eu-west-1',
      'eu-west-2',
      'eu-west-3',
      'ap-south-1',
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-northeast-3',
      'ap-southeast-1',
      'ap-southeast-2',
    ],
    optIn: [
      'af-south-1',
      'ap-east-1',
      'ap-east-2',
      'ap-south-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-west-1',
      'eu-central-2',
      'eu-south-1',
      'eu-south-2',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'me-west-1',
      'mx-central-1',
      'sa-west-1',
    ],
  },
  'aws-us-gov': { byDefault: ['us-gov-west-1', 'us-gov-east-1'], optIn: [] },
  'aws-cn': { byDefault: ['cn-north-1', 'cn-northwest-1'], optIn: [] },
  'aws-eusc': { byDefault: ['eusc-de-east-1'], optIn: [] },
  'aws-iso': { byDefault: ['us-iso-east-1', 'us-iso-west-1'], optIn: [] },
  'aws-iso-b': { byDefault: ['us-isob-east-1', 'us-isob-west-1'], optIn: [] },
  'aws-iso-e': { byDefault: ['eu-isoe-west-1'], optIn: [] },
  'aws-iso-f': { byDefault: ['us-isof-south-1', 'us-isof-east-1'], optIn: [] },
};

const PARTITION_BY_REGION: ReadonlyMap<string, Partition> = new Map(
  PARTITIONS.flatMap((partition) =>
    [...REGIONS[partition].byDefault, ...REGIONS[partition].optIn].map(
      (region) => [region, partition] as const,
    ),
  ),
);

/** Every region of every partition. */
export const KNOWN_REGIONS: readonly string[] = [...PARTITION_BY_REGION.keys()];

/** The regions of a partition that need no opt-in. */
export function defaultRegions(partition: Partition): readonly string[] {
  return REGIONS[partition].byDefault;
}

/** The partition a region lies in; undefined where no partition knows the name. */
export function partitionOfRegion(region: string): Partition | undefined {
  return PARTITION_BY_REGION.get(region);
}

/** Problem of a region's name, for a person; undefined where a partition knows the name. */
export function regionProblem(region: string): string | undefined {
  if (partitionOfRegion(region) !== undefined) return undefined;
  const meant = nearest(region, KNOWN_REGIONS);
  return `"${region}" is not an AWS region; ${meant === undefined ? 'a region looks like us-east-1' : `did you mean ${meant}?`}`;
}

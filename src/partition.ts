/** The isolated parts of AWS, each with its own accounts, ARNs and endpoints. */
export const PARTITIONS = ['aws', 'aws-us-gov', 'aws-cn'] as const;

/** One of them, as ARNs spell it. */
export type Partition = (typeof PARTITIONS)[number];

/** The partition a region lies in. */
export function partitionOfRegion(region: string): Partition {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

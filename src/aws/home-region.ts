import { type Partition, partitionOfRegion } from '../partition.ts';

/** Region for which a partition's global services are signed. */
const HOME_REGIONS: Readonly<Record<Partition, string>> = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-north-1',
  'aws-eusc': 'eusc-de-east-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
};

/** The region that a partition's global services answer in, unless their own facts name another. */
export function homeRegion(partition: Partition): string {
  return HOME_REGIONS[partition];
}

/** The region where the partition's STS is called: the given one, where it lies in the partition. */
export function stsRegion(region: string, partition: Partition): string {
  return partitionOfRegion(region) === partition ? region : homeRegion(partition);
}

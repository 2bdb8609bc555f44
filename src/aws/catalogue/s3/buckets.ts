import type { Bucket } from '@aws-sdk/client-s3';
import { partitionOfRegion } from '../../../partition.ts';
import { askAnyRegion } from '../../any-region.ts';
import { homeRegion } from '../../home-region.ts';
import { withoutMember } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import type { ItemSource } from '../entry-specs.ts';
import { listAll } from '../listing.ts';
import { s3 } from './service.ts';

/** A bucket as S3 lists it: with region and ARN. */
export interface ListedBucket extends Bucket {
  readonly Name: string;
  readonly BucketRegion: string;
  readonly BucketArn: string;
}

/** S3's code for a bucket that was deleted since it was listed. */
export const BUCKET_GONE = ['NoSuchBucket'];

/** Members that name a bucket in each request about it. */
export function requestOf({ Name }: ListedBucket): { readonly Bucket: string } {
  return { Bucket: Name };
}

/** The buckets of the unit's region, from the one list that all regions of the account share. */
export const bucketsOfRegion: ItemSource<ListedBucket> = {
  actions: ['s3:ListAllMyBuckets'],
  calls: '1 per account and 10,000',
  async *pages(context) {
    const buckets = await readBuckets(context);
    yield buckets.filter(({ BucketRegion }) => BucketRegion === context.region);
  },
};

/** Every bucket of the account, from any region that lets us ask. */
function readBuckets(context: CollectContext): Promise<readonly ListedBucket[]> {
  const partition = partitionOfRegion(context.region) ?? 'aws';
  return context.once('s3:buckets', async (shared) => {
    const buckets = await askAnyRegion(homeRegion(partition), shared.signal, (elsewhere) =>
      // S3 tells where buckets are only in answer to a request that says something.
      listAll(shared, s3, 'ListBuckets', 'Buckets', { pageSize: 10_000, elsewhere }),
    );
    return buckets.map((bucket) => {
      const { Name, BucketRegion } = bucket;
      if (!Name || !BucketRegion) throw withoutMember('ListBuckets', 'Name', 'BucketRegion');
      return {
        ...bucket,
        Name,
        BucketRegion,
        BucketArn: bucket.BucketArn ?? `arn:${partition}:s3:::${Name}`,
      };
    });
  });
}

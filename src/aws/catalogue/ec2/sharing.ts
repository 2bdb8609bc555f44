import type * as sdk from '@aws-sdk/client-ec2';
import { requiredList } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { pagesOf } from '../listing.ts';
import { ofEach } from '../not-found.ts';
import { ec2 } from './service.ts';

/** Snapshot with one grant of the permission to make volumes of it. */
export type SnapshotGrant = sdk.CreateVolumePermission & { readonly SnapshotId: string };

/** Image with one grant of the permission to launch it. */
export type ImageGrant = sdk.LaunchPermission & { readonly ImageId: string };

/** Questions under way at once; the pacer keeps their rate. */
const TOGETHER = 16;

/** Codes for a thing that was deleted since it was listed: it is shared with nobody, and that is the truth. */
const gone = ['InvalidSnapshot.NotFound', 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'];

/**
 * Permissions to make volumes of the account's snapshots. AWS has no list of that (RestorableByUserIds finds only what
 * is public or given to accounts one can name), so every snapshot is asked about. `listed` are their ids, where they are
 * known.
 */
export async function* snapshotGrants(
  context: CollectContext,
  listed: readonly string[] | undefined,
): AsyncGenerator<SnapshotGrant> {
  for await (const items of listed ? [listed] : snapshotIds(context)) {
    yield* ofEach({ items, gone, things: 'snapshots', together: TOGETHER }, async (SnapshotId) => {
      const { CreateVolumePermissions } = await ask(context, ec2, 'DescribeSnapshotAttribute', {
        SnapshotId,
        Attribute: 'createVolumePermission',
      });
      const grants = requiredList(
        CreateVolumePermissions,
        'DescribeSnapshotAttribute',
        'CreateVolumePermissions',
      );
      return grants.map((grant) => ({ ...grant, SnapshotId }));
    });
  }
}

async function* snapshotIds(context: CollectContext): AsyncGenerator<readonly string[]> {
  const request = { input: { OwnerIds: ['self'] }, pageSize: 1000 };
  for await (const page of pagesOf(context, ec2, 'DescribeSnapshots', request)) {
    const snapshots = requiredList(page.Snapshots, 'DescribeSnapshots', 'Snapshots');
    yield snapshots.map(({ SnapshotId = '' }) => SnapshotId);
  }
}

/**
 * Permissions to launch the account's images. A disabled image is shared with nobody, so it is not asked about. `listed`
 * are the ids of the others, where they are known.
 */
export async function* imageGrants(
  context: CollectContext,
  listed: readonly string[] | undefined,
): AsyncGenerator<ImageGrant> {
  for await (const items of listed ? [listed] : imageIds(context)) {
    yield* ofEach({ items, gone, things: 'images', together: TOGETHER }, async (ImageId) => {
      const { LaunchPermissions } = await ask(context, ec2, 'DescribeImageAttribute', {
        ImageId,
        Attribute: 'launchPermission',
      });
      const grants = requiredList(LaunchPermissions, 'DescribeImageAttribute', 'LaunchPermissions');
      return grants.map((grant) => ({ ...grant, ImageId }));
    });
  }
}

async function* imageIds(context: CollectContext): AsyncGenerator<readonly string[]> {
  const request = { input: { Owners: ['self'] }, pageSize: 1000 };
  for await (const page of pagesOf(context, ec2, 'DescribeImages', request)) {
    const images = requiredList(page.Images, 'DescribeImages', 'Images');
    yield images.map(({ ImageId = '' }) => ImageId);
  }
}

/** Receiver of a grant: an account, `all`, or the ARN of an organization or unit. */
export function granteeOf(grant: sdk.LaunchPermission): string | undefined {
  return grant.UserId ?? grant.Group ?? grant.OrganizationArn ?? grant.OrganizationalUnitArn;
}

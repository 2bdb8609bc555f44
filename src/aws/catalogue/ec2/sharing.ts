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
 * is public or given to accounts one can name), so every snapshot is asked about.
 */
export async function* snapshotGrants(context: CollectContext): AsyncGenerator<SnapshotGrant> {
  const request = { input: { OwnerIds: ['self'] }, pageSize: 1000 };
  for await (const page of pagesOf(context, ec2, 'DescribeSnapshots', request)) {
    const items = requiredList(page.Snapshots, 'DescribeSnapshots', 'Snapshots');
    yield* ofEach({ items, gone, things: 'snapshots', together: TOGETHER }, async ({ SnapshotId = '' }) => {
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

/** Permissions to launch the account's images. A disabled image is shared with nobody, so it is not asked about. */
export async function* imageGrants(context: CollectContext): AsyncGenerator<ImageGrant> {
  const request = { input: { Owners: ['self'] }, pageSize: 1000 };
  for await (const page of pagesOf(context, ec2, 'DescribeImages', request)) {
    const items = requiredList(page.Images, 'DescribeImages', 'Images');
    yield* ofEach({ items, gone, things: 'images', together: TOGETHER }, async ({ ImageId = '' }) => {
      const { LaunchPermissions } = await ask(context, ec2, 'DescribeImageAttribute', {
        ImageId,
        Attribute: 'launchPermission',
      });
      const grants = requiredList(LaunchPermissions, 'DescribeImageAttribute', 'LaunchPermissions');
      return grants.map((grant) => ({ ...grant, ImageId }));
    });
  }
}

/** Receiver of a grant: an account, `all`, or the ARN of an organization or unit. */
export function granteeOf(grant: sdk.LaunchPermission): string | undefined {
  return grant.UserId ?? grant.Group ?? grant.OrganizationArn ?? grant.OrganizationalUnitArn;
}

import {
  type CreateVolumePermission,
  DescribeImageAttributeCommand,
  DescribeSnapshotAttributeCommand,
  EC2Client,
  type LaunchPermission,
  paginateDescribeImages,
  paginateDescribeSnapshots,
} from '@aws-sdk/client-ec2';
import { awsFailure } from '../../outcome.ts';
import { requiredList } from '../answer.ts';
import type { CollectContext } from '../context.ts';

/** A snapshot with one of those who may make volumes of it. */
export type SnapshotGrant = CreateVolumePermission & { readonly SnapshotId: string };

/** An image with one of those who may launch it. */
export type ImageGrant = LaunchPermission & { readonly ImageId: string };

/** Questions under way at once; the pacer keeps their rate. */
const TOGETHER = 16;

/**
 * Who may make volumes of the account's snapshots. AWS has no list of that (RestorableByUserIds finds only what is
 * public or given to accounts one can name), so every snapshot is asked about.
 */
export async function* snapshotGrants(context: CollectContext): AsyncGenerator<SnapshotGrant> {
  const client = context.client(EC2Client);
  const options = { abortSignal: context.signal };
  const pages = paginateDescribeSnapshots({ client, pageSize: 1000 }, { OwnerIds: ['self'] }, options);
  for await (const page of pages) {
    const snapshots = requiredList(page.Snapshots, 'DescribeSnapshots', 'Snapshots');
    yield* eachOf(snapshots, async ({ SnapshotId = '' }) => {
      const command = new DescribeSnapshotAttributeCommand({
        SnapshotId,
        Attribute: 'createVolumePermission',
      });
      const answer = await unlessGone(client.send(command, options));
      const grants =
        answer &&
        requiredList(answer.CreateVolumePermissions, 'DescribeSnapshotAttribute', 'CreateVolumePermissions');
      return (grants ?? []).map((grant) => ({ ...grant, SnapshotId }));
    });
  }
}

/** Who may launch the account's images. A disabled image is shared with nobody, so it is not asked about. */
export async function* imageGrants(context: CollectContext): AsyncGenerator<ImageGrant> {
  const client = context.client(EC2Client);
  const options = { abortSignal: context.signal };
  for await (const page of paginateDescribeImages(
    { client, pageSize: 1000 },
    { Owners: ['self'] },
    options,
  )) {
    const images = requiredList(page.Images, 'DescribeImages', 'Images');
    yield* eachOf(images, async ({ ImageId = '' }) => {
      const command = new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' });
      const answer = await unlessGone(client.send(command, options));
      const grants =
        answer && requiredList(answer.LaunchPermissions, 'DescribeImageAttribute', 'LaunchPermissions');
      return (grants ?? []).map((grant) => ({ ...grant, ImageId }));
    });
  }
}

/** To whom a grant is given: an account, `all`, or the ARN of an organization or unit. */
export function granteeOf(grant: LaunchPermission): string | undefined {
  return grant.UserId ?? grant.Group ?? grant.OrganizationArn ?? grant.OrganizationalUnitArn;
}

async function* eachOf<Item, Row>(
  items: readonly Item[],
  ask: (item: Item) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  for (let at = 0; at < items.length; at += TOGETHER) {
    yield* (await Promise.all(items.slice(at, at + TOGETHER).map(ask))).flat();
  }
}

const GONE = new Set(['InvalidSnapshot.NotFound', 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable']);

/** Undefined for what was deleted since it was listed: it is shared with nobody, and that is the truth. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (GONE.has(awsFailure(error).code)) return undefined;
    throw error;
  }
}

import type {
  DescribeImageAttributeRequest,
  DescribeImagesRequest,
  DescribeSnapshotAttributeRequest,
  DescribeSnapshotsRequest,
  ImageAttribute,
} from '@aws-sdk/client-ec2';
import { AwsError, type Operation, type OperationCall } from '../../contract.ts';
import { SandboxDefect } from '../../wire/protocol.ts';
import { typed } from '../typed.ts';
import { listing } from './listing.ts';
import { withIds } from './pages.ts';

const snapshotIds = { prefix: 'snap', code: 'InvalidSnapshot', noun: 'snapshot' };
const imageIds = { prefix: 'ami', code: 'InvalidAMIID', noun: 'image' };

/** Disks, and what was made of them. Only what the account owns is known here. */
export const storageOperations: Readonly<Record<string, Operation>> = {
  ...listing('DescribeVolumes', 'Volumes', {
    items: ({ volumes }) => volumes,
    ids: {
      member: 'VolumeIds',
      prefix: 'vol',
      code: 'InvalidVolume',
      noun: 'volume',
      of: ({ VolumeId }) => VolumeId,
    },
    filters: {
      'attachment.instance-id': ({ Attachments = [] }) => Attachments.map(({ InstanceId }) => InstanceId),
      encrypted: ({ Encrypted }) => Encrypted,
      status: ({ State }) => State,
      'volume-id': ({ VolumeId }) => VolumeId,
    },
    pages: { fewest: 5, most: 1000 },
    idsOrPages: true,
  }),
  ...listing('DescribeSnapshots', 'Snapshots', {
    items: ({ snapshots, createVolumePermissions }, call) => {
      const { OwnerIds, RestorableByUserIds = [] } = call.input as DescribeSnapshotsRequest;
      const isOfAll = RestorableByUserIds.length === 1 && RestorableByUserIds[0] === 'all';
      requireSelf('DescribeSnapshots', call, OwnerIds, isOfAll ? [] : RestorableByUserIds);
      if (!isOfAll) return snapshots;
      return snapshots.filter(({ SnapshotId = '' }) =>
        createVolumePermissions.get(SnapshotId)?.some(({ Group }) => Group === 'all'),
      );
    },
    ids: { ...snapshotIds, member: 'SnapshotIds', of: ({ SnapshotId }) => SnapshotId },
    filters: {
      encrypted: ({ Encrypted }) => Encrypted,
      'snapshot-id': ({ SnapshotId }) => SnapshotId,
      status: ({ State }) => State,
      'storage-tier': ({ StorageTier }) => StorageTier,
    },
    pages: { fewest: 5, most: 1000 },
    idsOrPages: true,
  }),
  ...listing('DescribeImages', 'Images', {
    items: ({ images }, call) => {
      const { Owners, ExecutableUsers, IncludeDisabled } = call.input as DescribeImagesRequest;
      requireSelf('DescribeImages', call, Owners, ExecutableUsers);
      return images.filter(({ State }) => IncludeDisabled || State !== 'disabled');
    },
    ids: { ...imageIds, member: 'ImageIds', of: ({ ImageId }) => ImageId },
    filters: {
      'image-id': ({ ImageId }) => ImageId,
      'is-public': ({ Public }) => Public,
      name: ({ Name }) => Name,
      state: ({ State }) => State,
    },
    pages: { fewest: 1, most: 1000 },
    idsOrPages: true,
  }),
  DescribeSnapshotAttribute: typed(describeSnapshotAttribute),
  DescribeImageAttribute: typed(describeImageAttribute),
};

/** Without an owner AWS answers with everything public in the region, which the sandbox does not have. */
function requireSelf(
  operation: string,
  { caller }: OperationCall,
  owners: readonly string[] | undefined,
  readers: readonly string[] | undefined,
): void {
  const isSelf = owners?.length === 1 && (owners[0] === 'self' || owners[0] === caller.accountId);
  if (!isSelf || readers?.length)
    throw new SandboxDefect(`${operation} is spoken for what the caller owns only`);
}

function describeSnapshotAttribute(call: OperationCall<DescribeSnapshotAttributeRequest>): object {
  const { SnapshotId = '', Attribute } = call.input;
  const { snapshots, createVolumePermissions } = call.account.region(call.region);
  withIds(snapshots, [SnapshotId], (snapshot) => snapshot.SnapshotId, snapshotIds);
  requireAttribute(Attribute, 'createVolumePermission');
  return { SnapshotId, CreateVolumePermissions: createVolumePermissions.get(SnapshotId) ?? [] };
}

function describeImageAttribute(call: OperationCall<DescribeImageAttributeRequest>): ImageAttribute {
  const { ImageId = '', Attribute } = call.input;
  const { images, launchPermissions } = call.account.region(call.region);
  withIds(images, [ImageId], (image) => image.ImageId, imageIds);
  requireAttribute(Attribute, 'launchPermission');
  return { ImageId, LaunchPermissions: launchPermissions.get(ImageId) ?? [] };
}

function requireAttribute(asked: string | undefined, known: string): void {
  if (asked !== known)
    throw new AwsError('InvalidParameterValue', `Value (${asked}) for attribute is invalid.`);
}

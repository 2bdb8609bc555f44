import type { Image, Snapshot } from '@aws-sdk/client-ec2';
import type { Collector } from '../entry.ts';
import { tagMap, tagValue } from '../tagging/tags.ts';
import { ec2 } from './service.ts';
import { sharedList } from './shared-list.ts';
import { granteeOf, type ImageGrant, imageGrants, type SnapshotGrant, snapshotGrants } from './sharing.ts';

export const volumes = ec2.operation('volumes', 'DescribeVolumes', {
  doc: 'EBS volumes.',
  whenEmpty: 'probe',
  input: { IncludeManagedResources: true },
  pageSize: 1000,
  tables: {
    VOLUMES: {
      doc: 'EBS volumes, one row each.',
      rows: 'Volumes',
      key: 'VolumeId',
      columns: {
        VOLUME_ID: ['STRING', 'VolumeId', 'Volume id.'],
        NAME: ['STRING', (volume) => tagValue(volume.Tags, 'Name'), 'The Name tag.'],
        STATE: ['STRING', 'State', 'creating, available, in-use, deleting, deleted or error.'],
        SIZE_GIB: ['NUMBER', 'Size', 'Size in GiB.'],
        VOLUME_TYPE: ['STRING', 'VolumeType', 'Such as gp3.'],
        ENCRYPTED: ['BOOLEAN', 'Encrypted', 'Whether it is encrypted.'],
        KMS_KEY_ID: ['STRING', 'KmsKeyId', 'ARN of the key it is encrypted with.'],
        SNAPSHOT_ID: ['STRING', 'SnapshotId', 'Snapshot it was made from, if any.'],
        AVAILABILITY_ZONE: ['STRING', 'AvailabilityZone', 'Availability zone.'],
        CREATE_TIME: ['TIMESTAMP_LTZ', 'CreateTime', 'When it was made.'],
        INSTANCE_ID: [
          'STRING',
          (volume) => volume.Attachments?.[0]?.InstanceId,
          'First instance it is attached to, if any.',
        ],
        ATTACHMENTS: ['VARIANT', 'Attachments', 'Instances it is attached to.'],
        TAGS: ['VARIANT', (volume) => tagMap(volume.Tags), 'Tags as an object.'],
      },
    },
  },
});

const listedSnapshots = sharedList(
  ec2.operation('snapshots', 'DescribeSnapshots', {
    doc: 'EBS snapshots that the account owns.',
    whenEmpty: 'probe',
    input: { OwnerIds: ['self'] },
    pageSize: 1000,
    tables: {
      SNAPSHOTS: {
        doc: 'EBS snapshots of the account, one row each.',
        rows: 'Snapshots',
        key: 'SnapshotId',
        volatile: ['Progress'],
        columns: {
          SNAPSHOT_ID: ['STRING', 'SnapshotId', 'Snapshot id.'],
          NAME: ['STRING', (snapshot) => tagValue(snapshot.Tags, 'Name'), 'The Name tag.'],
          STATE: ['STRING', 'State', 'pending, completed, error, recoverable or recovering.'],
          OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it.'],
          VOLUME_ID: ['STRING', 'VolumeId', 'Volume it was taken of.'],
          VOLUME_SIZE_GIB: ['NUMBER', 'VolumeSize', 'Size of the volume in GiB.'],
          ENCRYPTED: ['BOOLEAN', 'Encrypted', 'Whether it is encrypted.'],
          KMS_KEY_ID: ['STRING', 'KmsKeyId', 'ARN of the key it is encrypted with.'],
          DESCRIPTION: ['STRING', 'Description', 'Description.'],
          START_TIME: ['TIMESTAMP_LTZ', 'StartTime', 'When it was begun.'],
          STORAGE_TIER: ['STRING', 'StorageTier', 'standard or archive.'],
          TAGS: ['VARIANT', (snapshot) => tagMap(snapshot.Tags), 'Tags as an object.'],
        },
      },
    },
  }),
  (item) => (item as Snapshot).SnapshotId,
);

export const snapshots = listedSnapshots.collector;

export const publicSnapshots = ec2.operation('public_snapshots', 'DescribeSnapshots', {
  doc: 'Snapshots of the account of which everybody may make volumes, found by one call for all.',
  input: { OwnerIds: ['self'], RestorableByUserIds: ['all'] },
  pageSize: 1000,
  tables: {
    PUBLIC_SNAPSHOTS: {
      doc: 'EBS snapshots of the account that everybody may use, one row each.',
      rows: 'Snapshots',
      key: 'SnapshotId',
      volatile: ['Progress'],
      columns: {
        SNAPSHOT_ID: ['STRING', 'SnapshotId', 'Snapshot id.'],
        NAME: ['STRING', (snapshot) => tagValue(snapshot.Tags, 'Name'), 'The Name tag.'],
        VOLUME_ID: ['STRING', 'VolumeId', 'Volume it was taken of.'],
        DESCRIPTION: ['STRING', 'Description', 'Description.'],
        START_TIME: ['TIMESTAMP_LTZ', 'StartTime', 'When it was begun.'],
        TAGS: ['VARIANT', (snapshot) => tagMap(snapshot.Tags), 'Tags as an object.'],
      },
    },
  },
});

const listedImages = sharedList(
  ec2.operation('images', 'DescribeImages', {
    doc: 'Machine images (AMIs) that the account owns, disabled and deprecated ones too.',
    whenEmpty: 'probe',
    input: { Owners: ['self'], IncludeDisabled: true },
    pageSize: 1000,
    tables: {
      IMAGES: {
        doc: 'Machine images (AMIs) of the account, one row each.',
        rows: 'Images',
        key: 'ImageId',
        volatile: ['LastLaunchedTime'],
        columns: {
          IMAGE_ID: ['STRING', 'ImageId', 'Image id.'],
          NAME: ['STRING', 'Name', 'Name of the image.'],
          STATE: ['STRING', 'State', 'Such as available or disabled.'],
          OWNER_ID: ['STRING', 'OwnerId', 'Account that owns it.'],
          IS_PUBLIC: ['BOOLEAN', 'Public', 'Whether everybody may launch it.'],
          CREATION_DATE: ['TIMESTAMP_LTZ', 'CreationDate', 'When it was made.'],
          DEPRECATION_TIME: ['TIMESTAMP_LTZ', 'DeprecationTime', 'From when on it is deprecated, if ever.'],
          ARCHITECTURE: ['STRING', 'Architecture', 'Such as x86_64.'],
          PLATFORM_DETAILS: ['STRING', 'PlatformDetails', 'Such as Linux/UNIX.'],
          IMDS_SUPPORT: ['STRING', 'ImdsSupport', 'v2.0 where instances of it get IMDSv2 only.'],
          SOURCE_INSTANCE_ID: ['STRING', 'SourceInstanceId', 'Instance it was made from, if any.'],
          BLOCK_DEVICES: ['VARIANT', 'BlockDeviceMappings', 'Block devices with their snapshots.'],
          TAGS: ['VARIANT', (image) => tagMap(image.Tags), 'Tags as an object.'],
        },
      },
    },
  }),
  // A disabled image is shared with nobody, so it is not asked about.
  (item) => ((item as Image).State === 'disabled' ? undefined : (item as Image).ImageId),
);

export const images = listedImages.collector;

export const snapshotPermissions: Collector = {
  ...ec2.read<{ SNAPSHOT_PERMISSIONS: SnapshotGrant }>('snapshot_permissions', {
    doc: 'Who else may make volumes of the account’s snapshots; one call per snapshot, for AWS has no list of it.',
    calls: '1 per snapshot; 1 per 1,000 where ec2.snapshots is not read beside it',
    actions: ['ec2:DescribeSnapshots'],
    conditional: { 'ec2:DescribeSnapshotAttribute': 'the account owns snapshots' },
    tables: {
      SNAPSHOT_PERMISSIONS: {
        doc: 'With whom EBS snapshots are shared, one row per snapshot and grantee, none for one that is private.',
        key: (grant) => `${grant.SnapshotId} ${granteeOf(grant)}`,
        columns: {
          SNAPSHOT_ID: ['STRING', 'SnapshotId', 'Snapshot that is shared.'],
          GRANTEE: ['STRING', granteeOf, 'Account, or all for everybody.'],
          IS_PUBLIC: ['BOOLEAN', ({ Group }) => Group === 'all', 'Whether the grant is to everybody.'],
        },
      },
    },
    async *read(context) {
      const listed = await listedSnapshots.picked(context);
      for await (const grant of snapshotGrants(context, listed)) yield ['SNAPSHOT_PERMISSIONS', grant];
    },
  }),
  listedBy: listedSnapshots.collector.name,
};

export const imagePermissions: Collector = {
  ...ec2.read<{ IMAGE_PERMISSIONS: ImageGrant }>('image_permissions', {
    doc: 'Who else may launch the account’s images; one call per image that is not disabled, for AWS has no list of it.',
    calls: '1 per image; 1 per 1,000 where ec2.images is not read beside it',
    actions: ['ec2:DescribeImages'],
    conditional: { 'ec2:DescribeImageAttribute': 'the account owns images' },
    tables: {
      IMAGE_PERMISSIONS: {
        doc: 'With whom machine images are shared, one row per image and grantee, none for one that is private.',
        key: (grant) => `${grant.ImageId} ${granteeOf(grant)}`,
        columns: {
          IMAGE_ID: ['STRING', 'ImageId', 'Image that is shared.'],
          GRANTEE: ['STRING', granteeOf, 'Account, ARN of an organization or unit, or all for everybody.'],
          IS_PUBLIC: ['BOOLEAN', ({ Group }) => Group === 'all', 'Whether the grant is to everybody.'],
        },
      },
    },
    async *read(context) {
      const listed = await listedImages.picked(context);
      for await (const grant of imageGrants(context, listed)) yield ['IMAGE_PERMISSIONS', grant];
    },
  }),
  listedBy: listedImages.collector.name,
};

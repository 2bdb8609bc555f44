import { requiredList } from '../answer.ts';
import { ask } from '../ask.ts';
import { tagMap, tagValue } from '../tagging/tags.ts';
import { permissionsOf } from './permissions.ts';
import { ec2 } from './service.ts';
import { sharedList } from './shared-list.ts';

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

/** Request for the snapshots of the account, and for those of them that everybody may use. */
const ownSnapshots = { input: { OwnerIds: ['self'] }, pageSize: 1000 };
const ownPublicSnapshots = { input: { OwnerIds: ['self'], RestorableByUserIds: ['all'] }, pageSize: 1000 };

const listedSnapshots = sharedList(
  ec2.operation('snapshots', 'DescribeSnapshots', {
    doc: 'EBS snapshots that the account owns.',
    whenEmpty: 'probe',
    ...ownSnapshots,
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
  ec2.list('DescribeSnapshots', 'Snapshots', ownSnapshots),
  ({ SnapshotId, StartTime }) => (SnapshotId ? { id: SnapshotId, madeAt: StartTime } : undefined),
);

export const snapshots = listedSnapshots.collector;

const listedPublicSnapshots = sharedList(
  ec2.operation('public_snapshots', 'DescribeSnapshots', {
    doc: 'Snapshots of the account of which everybody may make volumes, found by one call for all.',
    ...ownPublicSnapshots,
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
  }),
  ec2.list('DescribeSnapshots', 'Snapshots', ownPublicSnapshots),
  ({ SnapshotId }) => SnapshotId,
);

export const publicSnapshots = listedPublicSnapshots.collector;

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
  ec2.list('DescribeImages', 'Images', { input: { Owners: ['self'] }, pageSize: 1000 }),
  // A disabled image is shared with nobody, so it is not asked about.
  ({ State, ImageId }) => (State === 'disabled' || !ImageId ? undefined : { id: ImageId }),
);

export const images = listedImages.collector;

export const snapshotPermissions = permissionsOf(listedSnapshots, {
  doc: 'Who else may make volumes of the account’s snapshots; one call per snapshot, for AWS has no list of it.',
  calls:
    '1 per snapshot of the last day and per one that became public or private, of all in one of `full_sweep_every` runs; 1 per 1,000 where ec2.snapshots is not read beside it',
  actions: ['ec2:DescribeSnapshots', 'ec2:DescribeSnapshotAttribute'],
  things: 'snapshots',
  thing: 'snapshot',
  idName: 'SnapshotId',
  tableDoc:
    'With whom EBS snapshots are shared, one row per snapshot and grantee, none for one that is private.',
  idDoc: 'Snapshot that is shared.',
  granteeDoc: 'Account, or all for everybody.',
  everybody: listedPublicSnapshots,
  async grantsOf(context, SnapshotId) {
    const { CreateVolumePermissions } = await ask(context, ec2, 'DescribeSnapshotAttribute', {
      SnapshotId,
      Attribute: 'createVolumePermission',
    });
    return requiredList(CreateVolumePermissions, 'DescribeSnapshotAttribute', 'CreateVolumePermissions');
  },
});

export const imagePermissions = permissionsOf(listedImages, {
  doc: 'Who else may launch the account’s images; one call per image that is not disabled, for AWS has no list of it.',
  calls: '1 per image; 1 per 1,000 where ec2.images is not read beside it',
  actions: ['ec2:DescribeImages', 'ec2:DescribeImageAttribute'],
  things: 'images',
  thing: 'image',
  idName: 'ImageId',
  tableDoc:
    'With whom machine images are shared, one row per image and grantee, none for one that is private.',
  idDoc: 'Image that is shared.',
  granteeDoc: 'Account, ARN of an organization or unit, or all for everybody.',
  async grantsOf(context, ImageId) {
    const { LaunchPermissions } = await ask(context, ec2, 'DescribeImageAttribute', {
      ImageId,
      Attribute: 'launchPermission',
    });
    return requiredList(LaunchPermissions, 'DescribeImageAttribute', 'LaunchPermissions');
  },
});

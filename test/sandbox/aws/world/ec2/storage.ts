import type {
  CreateVolumePermission,
  Image,
  Instance,
  LaunchPermission,
  Reservation,
  Snapshot,
  Volume,
} from '@aws-sdk/client-ec2';
import type { StorageAssets } from '../../region-assets.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';
import { accountId, resourceId, uuid } from '../identifiers.ts';
import type { Random } from '../random.ts';
import { newest, oldest } from '../times.ts';

/** The volumes of the region's instances and some that nobody uses; a few snapshots of them, a few images. */
export function generateStorage(
  blueprint: Blueprint,
  region: string,
  reservations: readonly Reservation[],
): StorageAssets {
  const random = randomOf(blueprint, region, 'storage');
  const key = `arn:${blueprint.partition}:kms:${region}:${blueprint.accountId}:key/${uuid(random)}`;
  const instances = reservations.flatMap(({ Instances = [] }) => Instances);
  const volumes = instances.flatMap((instance) => volumesOf(random, instance, key));
  if (instances.length > 0)
    volumes.push({ ...volume(random, instances[0], key), State: 'available', Attachments: [] });
  const snapshots = random.sample(volumes.slice(0, 12), 3).map((of) => snapshot(blueprint, random, of));
  const images = instances.slice(0, 2).map((of, index) => image(blueprint, random, of, snapshots[index]));
  return {
    volumes,
    snapshots,
    images,
    createVolumePermissions: new Map(
      snapshots.map(({ SnapshotId = '', Encrypted }) => [SnapshotId, volumePermissions(random, Encrypted)]),
    ),
    launchPermissions: new Map(
      images.map((made) => [made.ImageId ?? '', launchPermissions(blueprint, random, made)]),
    ),
  };
}

function volumesOf(random: Random, instance: Instance, key: string): Volume[] {
  return (instance.BlockDeviceMappings ?? []).map(({ DeviceName, Ebs }) => ({
    ...volume(random, instance, key),
    VolumeId: Ebs?.VolumeId,
    CreateTime: instance.LaunchTime,
    State: 'in-use',
    Attachments: [
      {
        VolumeId: Ebs?.VolumeId,
        InstanceId: instance.InstanceId,
        Device: DeviceName,
        State: 'attached',
        AttachTime: Ebs?.AttachTime,
        DeleteOnTermination: Ebs?.DeleteOnTermination,
      },
    ],
  }));
}

function volume(random: Random, instance: Instance | undefined, key: string): Volume {
  const encrypted = random.chance(0.7);
  return {
    VolumeId: resourceId(random, 'vol'),
    Size: random.pick([8, 30, 100, 500]),
    VolumeType: random.pick(['gp3', 'gp3', 'gp2', 'io2']),
    Iops: 3000,
    Encrypted: encrypted,
    ...(encrypted ? { KmsKeyId: key } : {}),
    SnapshotId: random.chance(0.5) ? resourceId(random, 'snap') : '',
    AvailabilityZone: instance?.Placement?.AvailabilityZone,
    CreateTime: random.date(oldest, newest),
    MultiAttachEnabled: false,
    Tags: random.chance(0.6) ? [{ Key: 'Name', Value: 'data' }] : [],
  };
}

function snapshot({ accountId: OwnerId }: Blueprint, random: Random, of: Volume): Snapshot {
  return {
    SnapshotId: resourceId(random, 'snap'),
    VolumeId: of.VolumeId,
    VolumeSize: of.Size,
    State: 'completed',
    Progress: '100%',
    OwnerId,
    Encrypted: of.Encrypted,
    ...(of.KmsKeyId === undefined ? {} : { KmsKeyId: of.KmsKeyId }),
    Description: random.pick(['nightly', 'before the upgrade', 'Created by CreateImage']),
    StartTime: random.date(of.CreateTime ?? oldest, newest),
    StorageTier: random.pick(['standard', 'standard', 'archive']),
    Tags: random.chance(0.5) ? [{ Key: 'Name', Value: 'backup' }] : [],
  };
}

/** What is encrypted may be given to accounts, but not to everybody. */
function volumePermissions(random: Random, encrypted: boolean | undefined): CreateVolumePermission[] {
  if (!encrypted && random.chance(0.15)) return [{ Group: 'all' }];
  return random.chance(0.3)
    ? Array.from({ length: random.integer(1, 2) }, () => ({ UserId: accountId(random, false) }))
    : [];
}

function image(blueprint: Blueprint, random: Random, of: Instance, disk: Snapshot | undefined): Image {
  const isPublic = disk?.Encrypted === false && random.chance(0.2);
  const made = random.date(oldest, newest);
  return {
    ImageId: resourceId(random, 'ami'),
    Name: `golden-${random.text('0123456789abcdef', 6)}`,
    ImageLocation: `${blueprint.accountId}/golden`,
    ImageType: 'machine',
    State: isPublic ? 'available' : random.pick(['available', 'available', 'disabled']),
    OwnerId: blueprint.accountId,
    Public: isPublic,
    CreationDate: made.toISOString(),
    ...(random.chance(0.5)
      ? { DeprecationTime: new Date(made.getTime() + 63_072_000_000).toISOString() }
      : {}),
    Architecture: of.Architecture === 'arm64' ? 'arm64' : 'x86_64',
    PlatformDetails: of.PlatformDetails,
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    ...(random.chance(0.5) ? { ImdsSupport: 'v2.0' } : {}),
    SourceInstanceId: of.InstanceId,
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: { DeleteOnTermination: true, SnapshotId: disk?.SnapshotId, Encrypted: disk?.Encrypted },
      },
    ],
    Tags: random.chance(0.6) ? [{ Key: 'team', Value: 'platform' }] : [],
  };
}

function launchPermissions(
  { partition, managementAccountId, organizationId }: Blueprint,
  random: Random,
  { Public, State }: Image,
): LaunchPermission[] {
  if (State === 'disabled') return [];
  if (Public) return [{ Group: 'all' }];
  const OrganizationArn = `arn:${partition}:organizations::${managementAccountId}:organization/${organizationId}`;
  return random.pick([[], [{ UserId: accountId(random, false) }], [{ OrganizationArn }]]);
}

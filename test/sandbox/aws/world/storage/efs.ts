import type { FileSystemDescription, MountTargetDescription } from '@aws-sdk/client-efs';
import type { Account, PolicyDocument, World } from '../../contract.ts';
import { resourceId, uuid } from '../identifiers.ts';
import { createRandom } from '../random.ts';
import { newest, oldest } from '../times.ts';

/** A file system with what is set of it; what is undefined was never set. */
export interface FileSystemState {
  readonly description: FileSystemDescription;
  policy?: PolicyDocument | undefined;
  backup?: 'ENABLED' | 'DISABLED' | undefined;
  readonly mountTargets: MountTargetDescription[];
}

/** The file systems of a region, by id. */
export interface EfsState {
  readonly fileSystems: Map<string, FileSystemState>;
}

/** Where in the world. */
interface EfsPlace {
  readonly world: World;
  readonly account: Account;
  readonly region: string;
}

const amounts: Readonly<Record<Account['size'], readonly [number, number]>> = {
  small: [0, 1],
  medium: [0, 2],
  large: [2, 4],
};

/** Edits go through `account.changeContent('efs <region>', …)`. */
export function efsOf(place: EfsPlace): EfsState {
  return place.account.content(`efs ${place.region}`, () => {
    const { world, account, region } = place;
    const isUsed = world.assetRegions.includes(region);
    const random = createRandom(world.seed, account.id, region, 'efs');
    const count = isUsed ? random.integer(...amounts[account.size]) : 0;
    const made = Array.from({ length: count }, (_, index) => fileSystem(place, index));
    return { fileSystems: new Map(made.map((each) => [each.description.FileSystemId ?? '', each])) };
  });
}

function fileSystem({ world, account, region }: EfsPlace, index: number): FileSystemState {
  const random = createRandom(world.seed, account.id, region, 'efs', index);
  const FileSystemId = resourceId(random, 'fs');
  const arn = `arn:${world.partition}:elasticfilesystem:${region}:${account.id}:file-system/${FileSystemId}`;
  const encrypted = random.chance(0.7);
  const oneZone = random.chance(0.3);
  const subnets = account.region(region).subnets.slice(0, random.integer(0, 2));
  const mountTargets = subnets.map(
    ({ SubnetId, VpcId, AvailabilityZone }): MountTargetDescription => ({
      OwnerId: account.id,
      MountTargetId: resourceId(random, 'fsmt'),
      FileSystemId,
      SubnetId,
      VpcId,
      AvailabilityZoneName: AvailabilityZone,
      LifeCycleState: 'available',
      IpAddress: `10.0.${index}.${random.integer(4, 250)}`,
      NetworkInterfaceId: resourceId(random, 'eni'),
    }),
  );
  return {
    description: {
      OwnerId: account.id,
      CreationToken: uuid(random),
      FileSystemId,
      FileSystemArn: arn,
      CreationTime: random.date(oldest, newest),
      LifeCycleState: 'available',
      Name: `files-${index}`,
      NumberOfMountTargets: mountTargets.length,
      SizeInBytes: { Value: random.integer(6_144, 1_000_000) },
      PerformanceMode: 'generalPurpose',
      Encrypted: encrypted,
      ...(encrypted
        ? { KmsKeyId: `arn:${world.partition}:kms:${region}:${account.id}:key/${uuid(random)}` }
        : {}),
      ThroughputMode: random.pick(['bursting', 'elastic']),
      ...(oneZone ? { AvailabilityZoneName: `${region}a` } : {}),
      Tags: [{ Key: 'Name', Value: `files-${index}` }],
      FileSystemProtection: { ReplicationOverwriteProtection: 'ENABLED' },
    },
    policy: random.chance(0.5) ? tlsOnly(arn) : undefined,
    backup: random.chance(0.3) ? undefined : random.pick(['ENABLED', 'DISABLED'] as const),
    mountTargets,
  };
}

function tlsOnly(Resource: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: '*',
        Resource,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}

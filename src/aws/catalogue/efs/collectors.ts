import type { BackupPolicy, FileSystemDescription } from '@aws-sdk/client-efs';
import { jsonDocument } from '../../policy/policy-document.ts';
import { tagMap } from '../tagging/tags.ts';
import { efs } from './service.ts';

const ofFileSystem = efs.detailsOf<FileSystemDescription>();
const request = ({ FileSystemId }: FileSystemDescription) => ({ FileSystemId });

export const fileSystems = efs.details('file_systems', {
  doc: 'File systems with policy, backup and mount targets.',
  thing: 'file system',
  list: efs.list('DescribeFileSystems', 'FileSystems', { pageSize: 100 }),
  gone: ['FileSystemNotFound'],
  details: {
    Policy: ofFileSystem.each('DescribeFileSystemPolicy', {
      request,
      take: ({ Policy }) => (Policy === undefined ? undefined : jsonDocument(Policy)),
      notConfigured: { PolicyNotFound: null },
    }),
    BackupPolicy: ofFileSystem.each('DescribeBackupPolicy', {
      request,
      take: ({ BackupPolicy }): BackupPolicy | undefined => BackupPolicy,
      notConfigured: { PolicyNotFound: null },
    }),
    MountTargets: ofFileSystem.list('DescribeMountTargets', 'MountTargets', {
      request,
      when: ({ NumberOfMountTargets }) => NumberOfMountTargets !== 0,
    }),
  },
  tables: {
    FILE_SYSTEMS: {
      doc: 'File systems, one row each.',
      key: 'FileSystemId',
      volatile: ['SizeInBytes'],
      columns: {
        ARN: ['STRING', 'FileSystemArn', 'File system ARN.'],
        FILE_SYSTEM_ID: ['STRING', 'FileSystemId', 'Id, unique in the region.'],
        NAME: ['STRING', 'Name', 'Value of the tag Name.'],
        STATE: ['STRING', 'LifeCycleState', 'Such as available or deleting.'],
        ENCRYPTED: ['BOOLEAN', 'Encrypted', 'Whether it is encrypted.'],
        KMS_KEY_ARN: ['STRING', 'KmsKeyId', 'Key that it is encrypted with.'],
        POLICY: [
          'POLICY',
          'Policy',
          'Policy of the file system; NULL where there is none, or BLIND_TO names it.',
        ],
        HAS_POLICY: [
          'BOOLEAN',
          ({ Policy }) => (Policy === undefined ? undefined : Policy !== null),
          'Whether it has a policy; without one all clients of its network may mount it.',
        ],
        BACKUP: [
          'BOOLEAN',
          ({ BackupPolicy }) => isBackedUp(BackupPolicy),
          'Whether AWS Backup makes automatic backups; NULL where that could not be read.',
        ],
        REPLICATION_PROTECTION: [
          'STRING',
          'FileSystemProtection.ReplicationOverwriteProtection',
          'ENABLED, DISABLED or REPLICATING: whether a replication may overwrite it.',
        ],
        PERFORMANCE_MODE: ['STRING', 'PerformanceMode', 'generalPurpose or maxIO.'],
        THROUGHPUT_MODE: ['STRING', 'ThroughputMode', 'bursting, provisioned or elastic.'],
        AVAILABILITY_ZONE: ['STRING', 'AvailabilityZoneName', 'Zone of a file system that is in one only.'],
        MOUNT_TARGETS: [
          'VARIANT',
          ({ MountTargets, NumberOfMountTargets }) => (NumberOfMountTargets === 0 ? [] : MountTargets),
          'Mount targets with VPC, subnet, address and network interface.',
        ],
        CREATED_AT: ['TIMESTAMP_LTZ', 'CreationTime', 'When it was made.'],
        TAGS: ['VARIANT', ({ Tags }) => tagMap(Tags), 'Tags as an object.'],
      },
    },
  },
});

export const accessPoints = efs.operation('access_points', 'DescribeAccessPoints', {
  doc: 'Ways into file systems, each with the user and the directory that it forces on its clients.',
  pageSize: 100,
  tables: {
    ACCESS_POINTS: {
      doc: 'Access points of file systems, one row each.',
      rows: 'AccessPoints',
      key: 'AccessPointId',
      columns: {
        ARN: ['STRING', 'AccessPointArn', 'Access point ARN.'],
        ACCESS_POINT_ID: ['STRING', 'AccessPointId', 'Id, unique in the region.'],
        NAME: ['STRING', 'Name', 'Value of the tag Name.'],
        FILE_SYSTEM_ID: ['STRING', 'FileSystemId', 'File system that it leads into.'],
        STATE: ['STRING', 'LifeCycleState', 'Such as available or deleting.'],
        ROOT_DIRECTORY: ['STRING', 'RootDirectory.Path', 'Directory that clients take for the root.'],
        POSIX_USER: ['VARIANT', 'PosixUser', 'User and groups that every client becomes; NULL where none.'],
        TAGS: ['VARIANT', ({ Tags }) => tagMap(Tags), 'Tags as an object.'],
      },
    },
  },
});

function isBackedUp(policy: BackupPolicy | null | undefined): boolean | undefined {
  if (policy === null) return false;
  return policy && (policy.Status === 'ENABLED' || policy.Status === 'ENABLING');
}

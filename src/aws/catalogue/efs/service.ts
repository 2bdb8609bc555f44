import { service } from '../service.ts';

/** Id of no file system. */
const fileSystem = { FileSystemId: 'fs-00000000000000000' };
const NONE = 'FileSystemNotFound';

/** Elastic File System. AWS publishes no rate for it. */
export const efs = service({
  name: 'efs',
  prefix: 'elasticfilesystem',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-efs'),
  client: 'EFSClient',
  // A mount target has a network interface, which shows; a file system without one may have tags.
  whenEmpty: 'wait',
  shownByTags: ['elasticfilesystem:file-system'],
  requests: {
    DescribeAccessPoints: [{ MaxResults: 1 }],
    DescribeBackupPolicy: [fileSystem, NONE],
    DescribeFileSystemPolicy: [fileSystem, NONE],
    DescribeFileSystems: [{ MaxItems: 1 }],
    DescribeMountTargets: [fileSystem, NONE],
  },
});

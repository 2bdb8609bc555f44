import * as sdk from '@aws-sdk/client-efs';
import { AwsError, type Operation, type OperationCall } from '../contract.ts';
import { pageOf } from '../page-token.ts';
import { efsOf, type FileSystemState } from '../world/storage/efs.ts';
import { modelled } from './modelled.ts';
import { typed } from './typed.ts';

/** Pages hold a hundred whatever is asked for (API reference of DescribeFileSystems). */
const PAGE = 100;

/** What Elastic File System answers, by operation. */
export const efsOperations: Readonly<Record<string, Operation>> = {
  DescribeFileSystems: typed<sdk.DescribeFileSystemsRequest, sdk.DescribeFileSystemsResponse>((call) => {
    if ((call.input.MaxItems ?? 1) < 1) throw new AwsError('BadRequest', 'MaxItems must be positive');
    const { items, ...rest } = listed(call, 'DescribeFileSystems', [...efsOf(call).fileSystems.values()]);
    return { FileSystems: items.map(({ description }) => description), ...rest };
  }),
  DescribeMountTargets: typed<sdk.DescribeMountTargetsRequest, sdk.DescribeMountTargetsResponse>((call) => {
    const { FileSystemId } = call.input;
    if (FileSystemId === undefined) throw new AwsError('BadRequest', 'one file system must be named');
    const list = `DescribeMountTargets ${FileSystemId}`;
    const { items, ...rest } = listed(call, list, found(call, FileSystemId).mountTargets);
    return { MountTargets: items, ...rest };
  }),
  DescribeFileSystemPolicy: typed<sdk.DescribeFileSystemPolicyRequest, sdk.FileSystemPolicyDescription>(
    (call) => {
      const { FileSystemId } = call.input;
      const { policy } = found(call, FileSystemId);
      if (!policy) throw new AwsError('PolicyNotFound', 'No policy is set for the file system.', 404);
      return { FileSystemId, Policy: JSON.stringify(policy) };
    },
  ),
  DescribeBackupPolicy: typed<sdk.DescribeBackupPolicyRequest, sdk.BackupPolicyDescription>((call) => {
    const { backup } = found(call, call.input.FileSystemId);
    if (!backup) throw new AwsError('PolicyNotFound', 'No backup policy is set for the file system.', 404);
    return { BackupPolicy: { Status: backup } };
  }),
  ...modelled(sdk, 'DescribeAccessPoints', 'AccessPoints', {
    service: 'elasticfilesystem',
    most: 100,
    invalid: 'BadRequest',
  }),
};

function listed<T>(
  call: OperationCall<{ readonly Marker?: string | undefined }>,
  list: string,
  items: readonly T[],
): { readonly items: T[]; readonly NextMarker?: string } {
  const page = pageOf(call, {
    list: `${list} ${call.region}`,
    items,
    size: PAGE,
    token: call.input.Marker,
    invalidToken: () => new AwsError('BadRequest', 'Invalid Marker'),
  });
  return { items: [...page.items], ...(page.nextToken === undefined ? {} : { NextMarker: page.nextToken }) };
}

function found(call: OperationCall, id: string | undefined): FileSystemState {
  const fileSystem = efsOf(call).fileSystems.get(id ?? '');
  if (!fileSystem) throw new AwsError('FileSystemNotFound', `File system '${id}' does not exist.`, 404);
  return fileSystem;
}

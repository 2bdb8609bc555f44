import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EfsState, efsOf } from '../../../sandbox/aws/world/storage/efs.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const region = 'us-east-1';
let reader: Reader;

beforeAll(async () => {
  reader = await startReader({ assetRegions: [region] });
});
afterAll(() => reader[Symbol.asyncDispose]());

const read = () =>
  reader.read(reader.access(), reader.largest, {
    collectors: collectors('efs.file_systems'),
    regions: [region],
  });

/** The large account's file systems, of which nothing is set. */
function bare(): EfsState {
  const state = efsOf({ world: reader.world, account: reader.largest, region });
  reader.largest.changeContent<EfsState>(`efs ${region}`, ({ fileSystems }) => {
    for (const each of fileSystems.values()) {
      each.policy = undefined;
      each.backup = undefined;
    }
  });
  return state;
}

test('file systems of which nothing is set are known to have no policy and no backup, by three calls each', async () => {
  const { fileSystems } = bare();
  reader.aws.resetMetrics();
  const { rows } = await read();
  expect(rows.get('AWS_EFS_FILE_SYSTEMS')).toHaveLength(fileSystems.size);
  for (const row of rows.get('AWS_EFS_FILE_SYSTEMS') ?? []) {
    expect(row).toMatchObject({ HAS_POLICY: false, BACKUP: false, BLIND_TO: [] });
    const { mountTargets = [] } = fileSystems.get(String(row.FILE_SYSTEM_ID)) ?? {};
    expect(row.MOUNT_TARGETS).toHaveLength(mountTargets.length);
  }
  const mounted = [...fileSystems.values()].filter(({ mountTargets }) => mountTargets.length > 0).length;
  const counted = reader.aws.metrics.byAccountAction(reader.largest.id);
  expect(counted).toMatchObject({
    'elasticfilesystem:DescribeFileSystems': 1,
    'elasticfilesystem:DescribeFileSystemPolicy': fileSystems.size,
    'elasticfilesystem:DescribeBackupPolicy': fileSystems.size,
  });
  expect(counted['elasticfilesystem:DescribeMountTargets'] ?? 0).toBe(mounted);
});

test('what could not be read is neither a policy nor none, neither backup nor none', async () => {
  bare();
  const faults = ['DescribeFileSystemPolicy', 'DescribeBackupPolicy'].map((operation) =>
    reader.aws.faults.add({
      match: { operation, accountId: reader.largest.id },
      action: { error: { code: 'AccessDeniedException', message: 'no', status: 403 } },
    }),
  );
  const { rows } = await read();
  for (const fault of faults) fault.remove();
  for (const row of rows.get('AWS_EFS_FILE_SYSTEMS') ?? []) {
    expect(row.BLIND_TO).toEqual(['Policy', 'BackupPolicy']);
    for (const column of ['HAS_POLICY', 'POLICY', 'BACKUP']) expect(row).not.toHaveProperty(column);
  }
});

test('a file system that only grew has not changed, and one deleted meanwhile is no row', async () => {
  bare();
  const hashes = async () => (await read()).rows.get('AWS_EFS_FILE_SYSTEMS')?.map(({ ROW_HASH }) => ROW_HASH);
  const before = await hashes();
  reader.largest.changeContent<EfsState>(`efs ${region}`, ({ fileSystems }) => {
    for (const { description } of fileSystems.values()) description.SizeInBytes = { Value: 99_999_999 };
  });
  expect(await hashes()).toEqual(before);
  reader.aws.faults.add({
    match: { operation: 'DescribeBackupPolicy', accountId: reader.largest.id, times: 1 },
    action: { error: { code: 'FileSystemNotFound', message: 'gone', status: 404 } },
  });
  expect(await hashes()).toHaveLength((before?.length ?? 0) - 1);
});

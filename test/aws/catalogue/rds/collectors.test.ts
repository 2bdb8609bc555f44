import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/table.ts';
import type { Account } from '../../../sandbox/aws/contract.ts';
import { type RdsState, rdsOf, shareSnapshot } from '../../../sandbox/aws/world/rds.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const region = 'us-east-1';
const entries = collectors('rds.instances', 'rds.clusters', 'rds.snapshots', 'rds.cluster_snapshots');
const FOREIGN = '999999999999';

let reader: Reader;
/** An account with snapshots of both kinds. */
let account: Account;
let state: RdsState;

beforeAll(async () => {
  reader = await startReader({ assetRegions: [region] });
  account = reader.largest;
  state = stateOf(account);
});
afterAll(() => reader[Symbol.asyncDispose]());

const placeOf = (each: Account) => ({ world: reader.world, account: each, region });
const stateOf = (each: Account) => rdsOf(placeOf(each));
const read = () => reader.read(reader.access(), account, { collectors: entries, regions: [region] });

function rowOf(rows: readonly Row[] | undefined, name: string): Row {
  const row = rows?.find(({ NAME }) => NAME === name);
  if (!row) throw new Error(`there is no row of ${name}`);
  return row;
}

describe('snapshots', () => {
  test('are those that people made, each asked once whom it is shared with', async () => {
    reader.aws.resetMetrics();
    const { rows } = await read();
    for (const [table, snapshots] of [
      ['AWS_RDS_SNAPSHOTS', state.snapshots],
      ['AWS_RDS_CLUSTER_SNAPSHOTS', state.clusterSnapshots],
    ] as const) {
      const manual = snapshots.filter(({ SnapshotType }) => SnapshotType === 'manual');
      expect(manual.length).toBeLessThan(snapshots.length);
      expect(rows.get(table)).toHaveLength(manual.length);
    }
    const calls = reader.aws.metrics.byAccountAction(account.id);
    const manual = state.snapshots.length / 2;
    expect(calls).toMatchObject({
      'rds:DescribeDBInstances': 1,
      'rds:DescribeDBClusters': 1,
      'rds:DescribeDBSnapshots': 1,
      'rds:DescribeDBSnapshotAttributes': manual,
      'rds:DescribeDBClusterSnapshotAttributes': state.clusterSnapshots.length / 2,
    });
  });

  test('say who may restore them: everybody, other accounts, or nobody', async () => {
    const [one, other] = state.snapshots.filter(({ SnapshotType }) => SnapshotType === 'manual');
    const [clustered] = state.clusterSnapshots.filter(({ SnapshotType }) => SnapshotType === 'manual');
    const [first = '', second = '', third = ''] = [one, other]
      .map((each) => each?.DBSnapshotIdentifier ?? '')
      .concat(clustered?.DBClusterSnapshotIdentifier ?? '');
    shareSnapshot(placeOf(account), first, ['all', FOREIGN]);
    shareSnapshot(placeOf(account), second, []);
    shareSnapshot(placeOf(account), third, ['all']);
    const { rows } = await read();
    const snapshots = rows.get('AWS_RDS_SNAPSHOTS');
    expect(rowOf(snapshots, first)).toMatchObject({ IS_PUBLIC: true, SHARED_WITH: [FOREIGN], BLIND_TO: [] });
    expect(rowOf(snapshots, second)).toMatchObject({ IS_PUBLIC: false, SHARED_WITH: [], BLIND_TO: [] });
    expect(rowOf(rows.get('AWS_RDS_CLUSTER_SNAPSHOTS'), third)).toMatchObject({
      IS_PUBLIC: true,
      SHARED_WITH: [],
    });
  });

  test('of which that could not be read are neither public nor private', async () => {
    const fault = reader.aws.faults.add({
      match: { operation: 'DescribeDBSnapshotAttributes', accountId: account.id },
      action: { error: { code: 'AccessDenied', message: 'no', status: 403 } },
    });
    const { rows } = await read();
    fault.remove();
    for (const row of rows.get('AWS_RDS_SNAPSHOTS') ?? []) {
      expect(row.BLIND_TO).toEqual(['Attributes']);
      expect(row).not.toHaveProperty('IS_PUBLIC');
      expect(row).not.toHaveProperty('SHARED_WITH');
    }
    for (const row of rows.get('AWS_RDS_CLUSTER_SNAPSHOTS') ?? []) expect(row.BLIND_TO).toEqual([]);
  });

  test('deleted since they were listed are no rows', async () => {
    const fault = reader.aws.faults.add({
      match: { operation: 'DescribeDBSnapshotAttributes', accountId: account.id, times: 1 },
      action: { error: { code: 'DBSnapshotNotFound', message: 'not found', status: 404 } },
    });
    const { rows, unit } = await read();
    fault.remove();
    expect(rows.get('AWS_RDS_SNAPSHOTS') ?? []).toHaveLength(state.snapshots.length / 2 - 1);
    expect(unit('rds.snapshots')).toMatchObject({ status: 'ok' });
  });
});

describe('databases', () => {
  test('never tell a password that waits to be set', async () => {
    account.changeContent<RdsState>(`rds ${region}`, ({ instances, clusters }) => {
      for (const each of [...instances, ...clusters]) {
        each.PendingModifiedValues = { MasterUserPassword: 'marker', EngineVersion: '99.1' };
      }
    });
    const { rows } = await read();
    const text = JSON.stringify([...rows.values()]);
    expect(text).toContain('99.1');
    expect(text).not.toContain('marker');
  });

  test('that only go on making backups have not changed', async () => {
    const hashes = async () => (await read()).rows.get('AWS_RDS_INSTANCES')?.map(({ ROW_HASH }) => ROW_HASH);
    const before = await hashes();
    account.changeContent<RdsState>(`rds ${region}`, ({ instances }) => {
      for (const each of instances) each.LatestRestorableTime = new Date('2026-11-02T00:00:00Z');
    });
    expect(await hashes()).toEqual(before);
  });
});

import type { CreateVolumePermission } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EarlierReads } from '../../../../src/ledger/known/earlier-reads.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const region = 'us-east-1';
const NAME = 'ec2.snapshot_permissions';
const PARTNER = '999988887777';
const HOUR_MS = 3_600_000;
const sweptAt = new Date('2026-01-05T00:00:00Z');
const readAt = new Date('2026-01-10T00:00:00Z');

const long = new Date('2026-01-01T00:00:00Z');
/** Snapshots that were made long before the last read, and one that was made an hour before it. */
const [young = '', ...old] = [1, 2, 3, 4, 5].map((number) => `snap-${String(number).padStart(17, '0')}`);

let reader: Reader;

beforeAll(async () => {
  reader = await startReader({ accounts: 12, assetRegions: [region] });
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(() => {
  reader.aws.resetMetrics();
  reader.largest.changeRegion(region, ({ snapshots, createVolumePermissions }) => {
    const [snapshot] = snapshots;
    const lately = new Date(readAt.getTime() - HOUR_MS);
    const made = [young, ...old].map((SnapshotId) => ({
      ...snapshot,
      SnapshotId,
      StartTime: SnapshotId === young ? lately : long,
    }));
    snapshots.splice(0, snapshots.length, ...made);
    createVolumePermissions.clear();
  });
});

function share(id: string, ...grants: readonly CreateVolumePermission[]): void {
  reader.largest.changeRegion(region, (state) => {
    state.createVolumePermissions.set(id, [...grants]);
  });
}

/** Reads the permissions after an earlier read that found these grants: `id grantee` of each row. */
async function readAfter(items: readonly object[] | undefined, ...others: readonly string[]) {
  const earlier = new EarlierReads();
  const unit = { collector: NAME, accountId: reader.largest.id, region };
  if (items) earlier.set(unit, { sweptAt, readAt, items });
  const outcome = await reader.read(reader.access(), reader.largest, {
    collectors: collectors(NAME, ...others),
    earlier,
  });
  const rows = (outcome.rows.get('AWS_EC2_SNAPSHOT_PERMISSIONS') ?? []).map(
    (row) => `${row.SNAPSHOT_ID} ${row.GRANTEE}`,
  );
  expect(outcome.units.filter(({ status }) => status !== 'ok')).toEqual([]);
  return { unit: outcome.unit(NAME), rows: rows.toSorted() };
}

const asked = () => reader.aws.metrics.byAction['ec2:DescribeSnapshotAttribute'] ?? 0;

test('a snapshot that was asked before keeps its grants, and one that is young is asked', async () => {
  const [one = ''] = old;
  share(young, { UserId: PARTNER });
  const gone = { SnapshotId: 'snap-0gone', UserId: PARTNER };
  const { unit, rows } = await readAfter([{ SnapshotId: one, UserId: PARTNER }, gone]);
  expect(rows).toEqual([`${one} ${PARTNER}`, `${young} ${PARTNER}`].toSorted());
  expect(asked()).toBe(1);
  expect(unit).toMatchObject({ status: 'ok', sweptAt: sweptAt.toISOString() });
});

test('what was taken over lands as it did when it was asked', async () => {
  const [one = ''] = old;
  share(one, { UserId: PARTNER });
  const whole = await readAfter(undefined);
  const again = await readAfter([{ UserId: PARTNER, SnapshotId: one }]);
  expect(again.unit.digest).toBe(whole.unit.digest);
  expect(whole.unit.sweptAt).toBeUndefined();
});

test('a snapshot that has become public is seen at once, and so is one that is public no more', async () => {
  const [opened = '', closed = '', still = ''] = old;
  share(opened, { Group: 'all' }, { UserId: PARTNER });
  share(still, { Group: 'all' });
  const { rows } = await readAfter([
    { SnapshotId: closed, Group: 'all' },
    { SnapshotId: still, Group: 'all' },
  ]);
  expect(rows).toEqual([`${opened} ${PARTNER}`, `${opened} all`, `${still} all`].toSorted());
  // Both that have changed, and the young one.
  expect(asked()).toBe(3);
});

test('without an earlier read every snapshot is asked', async () => {
  const [one = ''] = old;
  share(one, { UserId: PARTNER });
  const { rows } = await readAfter(undefined);
  expect(rows).toEqual([`${one} ${PARTNER}`]);
  expect(asked()).toBe(old.length + 1);
});

test('the lists of snapshots and of public ones are asked for once, whoever reads them', async () => {
  await readAfter([]);
  expect(reader.aws.metrics.byAction['ec2:DescribeSnapshots']).toBe(2);
  reader.aws.resetMetrics();
  await readAfter([], 'ec2.snapshots', 'ec2.public_snapshots');
  expect(reader.aws.metrics.byAction['ec2:DescribeSnapshots']).toBe(2);
});

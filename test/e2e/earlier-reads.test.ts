import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import type { Account } from '../sandbox/aws/contract.ts';

const REGION = 'us-east-1';
const PARTNER = '999988887777';
let installation: Installation;
let account: Account;
let first: string;

beforeAll(async () => {
  installation = await install({
    accounts: 4,
    inventory: [
      `regions: [${REGION}]`,
      'collectors: [ec2.snapshots, ec2.public_snapshots, ec2.snapshot_permissions]',
      'full_sweep_every: 3',
    ],
  });
  account = [...installation.sandbox.world.accounts.values()]
    .filter(({ isManagement, state }) => !isManagement && state === 'ACTIVE')
    .reduce((one, other) =>
      other.region(REGION).snapshots.length > one.region(REGION).snapshots.length ? other : one,
    );
  // As old as most are.
  account.changeRegion(REGION, ({ snapshots, createVolumePermissions }) => {
    for (const snapshot of snapshots) snapshot.StartTime = new Date('2026-01-01T00:00:00Z');
    createVolumePermissions.clear();
    createVolumePermissions.set(idAt(0), [{ UserId: PARTNER }]);
  });
  expect(account.region(REGION).snapshots.length).toBeGreaterThan(2);
  await installation.run(ACCOUNTS);
  first = await run();
}, 180_000);
afterAll(() => installation.close());

const idAt = (at: number) => account.region(REGION).snapshots[at]?.SnapshotId ?? '';

/** A run of the inventory; how often it asked the account for permissions is in the metrics. */
async function run(...args: readonly string[]): Promise<string> {
  installation.sandbox.aws?.resetMetrics();
  const { runId } = await installation.run(INVENTORY, ...args);
  return runId;
}

const asked = () =>
  installation.sandbox.aws?.metrics.byAccountAction(account.id)['ec2:DescribeSnapshotAttribute'] ?? 0;

/** The grants that are current, the run whose rows they are, and the run as of which they hold. */
const current = () =>
  installation.client.query<Record<string, string>>(
    `SELECT p.SNAPSHOT_ID || ' ' || p.GRANTEE AS TOLD, p.RUN_ID, r.RUN_ID AS SEEN FROM AWS_EC2_SNAPSHOT_PERMISSIONS p
     JOIN CONNECTOR_RUNS r ON r.STARTED_AT = p.SEEN_AT WHERE p.ACCOUNT_ID = ? ORDER BY TOLD`,
    [account.id],
  );

const freshness = async () => {
  const [row] = await installation.client.query<{ STATE: string; SEEN: string }>(
    `SELECT f.STATE, r.RUN_ID AS SEEN FROM CONNECTOR_FRESHNESS f JOIN CONNECTOR_RUNS r ON r.STARTED_AT = f.SEEN_AT
     WHERE f.TABLE_NAME = 'AWS_EC2_SNAPSHOT_PERMISSIONS' AND f.ACCOUNT_ID = ? AND f.REGION = ?`,
    [account.id, REGION],
  );
  return row;
};

test('a run that finds nothing new asks about no snapshot, lands nothing, and tells how old its answer is', async () => {
  await run();
  expect(asked()).toBe(0);
  expect(await current()).toEqual([{ TOLD: `${idAt(0)} ${PARTNER}`, RUN_ID: first, SEEN: first }]);
  expect(await freshness()).toEqual({ STATE: 'seen', SEEN: first });
});

test('what becomes public, or is new, is there with what was known, which is still as old', async () => {
  account.changeRegion(REGION, ({ snapshots, createVolumePermissions }) => {
    createVolumePermissions.set(idAt(1), [{ Group: 'all' }]);
    // Nobody sees that until all are asked again.
    createVolumePermissions.set(idAt(2), [{ UserId: PARTNER }]);
    const made = { ...snapshots[0], SnapshotId: 'snap-0123456789abcdef0', StartTime: new Date() };
    snapshots.push(made);
    createVolumePermissions.set(made.SnapshotId, [{ UserId: PARTNER }]);
  });
  const second = await run();
  expect(asked()).toBe(2);
  const told = [`${idAt(0)} ${PARTNER}`, `${idAt(1)} all`, `snap-0123456789abcdef0 ${PARTNER}`].toSorted();
  expect(await current()).toEqual(told.map((TOLD) => ({ TOLD, RUN_ID: second, SEEN: first })));
  expect(await freshness()).toEqual({ STATE: 'seen', SEEN: first });
});

test('one of so many runs asks all, and so does one that is asked for by name', async () => {
  const third = await run();
  expect(asked()).toBe(account.region(REGION).snapshots.length);
  expect(await freshness()).toEqual({ STATE: 'seen', SEEN: third });
  expect((await current()).map(({ TOLD }) => TOLD)).toContain(`${idAt(2)} ${PARTNER}`);
  await run('--collector', 'ec2.snapshot_permissions');
  expect(asked()).toBe(account.region(REGION).snapshots.length);
});

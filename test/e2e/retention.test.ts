import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { addUser } from '../sandbox/aws/world/plant.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await install({
    accounts: 4,
    inventory: ['regions: [us-east-1]', 'collectors: [iam.authorization_details]', 'retention_days: 30'],
  });
  await installation.run(ACCOUNTS);
});
afterAll(() => installation.close());

const count = async (table: string, where = 'TRUE') => {
  const [row] = await installation.client.query(`SELECT COUNT(*) AS N FROM ${table} WHERE ${where}`);
  return Number(row?.N);
};

/** Makes a run of the inventory as old as that. */
async function age(runId: string, days: number): Promise<void> {
  const columns = [
    ['AWS_IAM_ROLES_SNAPSHOTS', 'SNAPSHOT_AT'],
    ['CONNECTOR_COVERAGE', 'SNAPSHOT_AT'],
    ['CONNECTOR_RUNS', 'STARTED_AT'],
    [INVENTORY, 'CREATED_AT'],
  ];
  for (const [table, column] of columns) {
    await installation.client.query(
      `UPDATE ${table} SET ${column} = DATEADD('day', -${days}, ${column}) WHERE RUN_ID = '${runId}'`,
    );
  }
}

it('a run deletes what is older than retention_days, never the current state, and says how much', async () => {
  const first = await installation.run(INVENTORY);
  for (const id of installation.sandbox.world.accounts.keys()) {
    addUser(installation.sandbox.world, id, 'newcomer', new Date('2026-01-02T03:04:05Z'));
  }
  const second = await installation.run(INVENTORY);
  const roles = (runId: string) => count('AWS_IAM_ROLES_SNAPSHOTS', `RUN_ID = '${runId}'`);
  const before = await roles(first.runId);
  expect(before).toBeGreaterThan(0);
  // Nothing is that old yet, but today it has been looked.
  expect([first.expiredRows, second.expiredRows]).toEqual([0, undefined]);
  await age(first.runId, 50);
  await age(second.runId, 40);
  const current = await count('AWS_IAM_ROLES');
  const account = [...installation.sandbox.world.accounts.keys()][1] ?? '';
  const narrowed = await installation.run(INVENTORY, '--account', account);
  expect([narrowed.expiredRows, await roles(first.runId)]).toEqual([undefined, before]);

  const third = await installation.run(INVENTORY);
  expect(third.expiredRows).toBeGreaterThan(before);
  expect(third.tables).toEqual({});
  expect([await roles(first.runId), await roles(second.runId)]).toEqual([0, before]);
  expect(await count('AWS_IAM_ROLES')).toBe(current);
  expect(await count('AWS_IAM_ROLES_CHANGES')).toBe(0);
  expect(await count(INVENTORY, `RUN_ID = '${first.runId}'`)).toBe(0);
  const ledger = await installation.client.query(
    `SELECT EXPIRED_ROWS, ERROR FROM CONNECTOR_RUNS WHERE RUN_ID = '${third.runId}'`,
  );
  expect(ledger).toEqual([{ EXPIRED_ROWS: third.expiredRows, ERROR: null }]);
  expect(await count(ACCOUNTS)).toBe(4);
});

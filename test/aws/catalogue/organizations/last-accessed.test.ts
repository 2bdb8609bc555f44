import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Row } from '../../../../src/table.ts';
import { lineage } from '../../../sandbox/aws/organization-tree.ts';
import { collectors, type Reader, startReader } from '../../reader.ts';

const TABLE = 'AWS_ORGANIZATIONS_LAST_ACCESSED';
const entry = collectors('organizations.last_accessed');
let reader: Reader;

beforeAll(async () => {
  reader = await startReader({ accounts: 12 });
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(() => reader.aws.resetMetrics());
afterEach(() => reader.aws.faults.clear());

async function read() {
  const { units, rows } = await reader.readOrganization(reader.access(), { collectors: entry });
  return { unit: units[0], rows: rows.get(TABLE) ?? [] };
}

/** Ids of the root, of all units and of the accounts that are active. */
function entities(): readonly string[] {
  const { rootId, organizationalUnits, accounts } = reader.world;
  const active = [...accounts.values()].filter(({ state }) => state === 'ACTIVE');
  return [rootId, ...organizationalUnits.keys(), ...active.map(({ id }) => id)];
}

const generated = () => reader.aws.metrics.byAction['iam:GenerateOrganizationsAccessReport'];

test('the root, every unit and every active account are looked up by a job each', async () => {
  const { unit, rows } = await read();
  expect(unit).toMatchObject({ status: 'ok', rows: rows.length });
  expect(rows.map(({ TARGET_ID }) => String(TARGET_ID)).toSorted()).toEqual(entities().toSorted());
  expect(generated()).toBe(rows.length);
  const { world } = reader;
  for (const { TARGET_ID, PATH, TARGET_TYPE } of rows) {
    const account = world.accounts.get(String(TARGET_ID));
    const above = lineage(world, account ? account.parentId : String(TARGET_ID));
    const ids = [world.organizationId, ...above, ...(account ? [account.id] : [])];
    expect(PATH).toBe(ids.join('/'));
    expect(TARGET_TYPE === 'ACCOUNT').toBe(account !== undefined);
  }
  expect(rows.filter(({ TARGET_TYPE }) => TARGET_TYPE === 'ROOT')).toHaveLength(1);
});

test('their services are those that they may use, and the last use is that of all', async () => {
  const { rows } = await read();
  const used = rows.map((row) => {
    const services = row.SERVICES as readonly { LastAuthenticatedTime?: string; ServiceNamespace: string }[];
    const times = services.flatMap(({ LastAuthenticatedTime }) => LastAuthenticatedTime ?? []);
    expect(row).toMatchObject({ SERVICES_ALLOWED: services.length, SERVICES_USED: times.length });
    expect(row.LAST_ACCESSED_AT).toBe(times.toSorted((a, b) => a.localeCompare(b)).at(-1));
    return times.length;
  });
  expect(used.some((count) => count === 0)).toBe(true);
  expect(used.some((count) => count > 1)).toBe(true);
});

test('where AWS runs no more jobs at once, the next waits for its turn', async () => {
  const hashesOf = (rows: readonly Row[]) => rows.map(({ ROW_HASH }) => String(ROW_HASH)).toSorted();
  const whole = await read();
  reader.aws.resetMetrics();
  const error = { code: 'ReportGenerationLimitExceeded', message: 'too many at once', status: 409 };
  const fault = reader.aws.faults.add({
    match: { operation: 'GenerateOrganizationsAccessReport', times: 3 },
    action: { error },
  });
  const { unit, rows } = await read();
  expect(fault.struck).toBe(3);
  expect(unit).toMatchObject({ status: 'ok' });
  expect(hashesOf(rows)).toEqual(hashesOf(whole.rows));
  expect(generated()).toBe(rows.length + 3);
});

test('one of which a job is refused is known in part, and no other is', async () => {
  reader.aws.faults.add({
    match: { operation: 'GetOrganizationsAccessReport', times: 1 },
    action: { error: { code: 'AccessDenied', message: 'no', status: 403 } },
  });
  const { unit, rows } = await read();
  expect(unit).toMatchObject({ status: 'ok', rowsBlind: 1 });
  const blind = rows.filter(({ BLIND_TO }) => String(BLIND_TO) !== '');
  expect(blind.map(({ BLIND_TO }) => BLIND_TO)).toEqual([['Services']]);
  for (const column of ['SERVICES', 'SERVICES_USED', 'SERVICES_ALLOWED', 'LAST_ACCESSED_AT'])
    expect(blind[0]).not.toHaveProperty(column);
});

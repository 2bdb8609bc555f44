import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { collectors, type Reader, startReader } from '../../reader.ts';

const TABLE = 'AWS_ORGANIZATIONS_RESPONSIBILITY_TRANSFERS';
const entry = collectors('organizations.responsibility_transfers');
let reader: Reader;

beforeAll(async () => {
  reader = await startReader({ accounts: 4 });
});
afterAll(() => reader[Symbol.asyncDispose]());
afterEach(() => reader.aws.faults.clear());

async function read() {
  const { units, rows } = await reader.readOrganization(reader.access(), { collectors: entry });
  return { unit: units[0], rows: rows.get(TABLE) ?? [] };
}

test('both ways are read, page by page, and each says who manages whose bills', async () => {
  reader.aws.resetMetrics();
  const { unit, rows } = await read();
  expect(unit).toMatchObject({ status: 'ok' });
  const own = reader.world.managementAccountId;
  const ways = Map.groupBy(rows, ({ DIRECTION }) => DIRECTION);
  expect(ways.get('INBOUND')?.length).toBeGreaterThan(20);
  expect(ways.get('OUTBOUND')?.length).toBe(1);
  for (const row of ways.get('INBOUND') ?? []) expect(row.TARGET_MANAGEMENT_ACCOUNT_ID).toBe(own);
  for (const row of ways.get('OUTBOUND') ?? []) expect(row.SOURCE_MANAGEMENT_ACCOUNT_ID).toBe(own);
  expect(reader.aws.metrics.byAction).toMatchObject({
    'organizations:ListInboundResponsibilityTransfers': 2,
    'organizations:ListOutboundResponsibilityTransfers': 1,
  });
});

test('one way that is refused is none of them', async () => {
  reader.aws.faults.add({
    match: { operation: 'ListOutboundResponsibilityTransfers' },
    action: { error: { code: 'AccessDeniedException', message: 'no', status: 400 } },
  });
  const { unit, rows } = await read();
  expect(unit).toMatchObject({ status: 'denied' });
  expect(rows).toEqual([]);
});

test('where Organizations does not have them there is none', async () => {
  reader.aws.faults.add({
    match: { operation: 'ListInboundResponsibilityTransfers' },
    action: { error: { code: 'UnsupportedAPIEndpointException', message: 'not here', status: 400 } },
  });
  expect((await read()).unit).toMatchObject({ status: 'absent', code: 'UnsupportedAPIEndpointException' });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { unitsView } from '../../src/detections/units-view.ts';
import type { SnowflakeSession } from '../../src/snowflake/session.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../installation/prepared-sandbox.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { inPlaceOf, object } from './in-place-of.ts';

let sandbox: PreparedSandbox;
let session: SnowflakeSession;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 1 });
  session = await openServiceSession(sandbox);
});
afterAll(async () => {
  await session.close();
  await sandbox.close();
});

const at = (hour: number) => `DATEADD(HOUR, ${hour}, '2026-01-01T00:00:00Z'::TIMESTAMP_LTZ)`;

/** Unit that was seen at an hour. */
const seen = (region: string, hour: number, { connection = 'A', status = 'ok' } = {}) =>
  `SELECT '${connection}' AS CONNECTION, 'c' AS COLLECTOR, '1' AS ACCOUNT_ID, '${region}' AS REGION, '${status}' AS STATUS, ${at(hour)} AS SEEN_AT`;

/** Blind spot of connection A since hour 1, that was last tried at an hour. */
const blind = (region: string, hour: number, reason = 'closed door') =>
  `SELECT 'A' AS CONNECTION, 'c' AS COLLECTOR, '1' AS ACCOUNT_ID, '${region}' AS REGION, '${reason}' AS REASON, ${at(1)} AS SINCE, ${at(0)} AS LAST_SEEN_AT, ${at(hour)} AS RUN_AT`;

async function states(units: readonly string[], blindSpots: readonly string[]): Promise<readonly string[]> {
  await inPlaceOf(session, 'CONNECTOR_CURRENT_UNITS', units);
  await inPlaceOf(session, 'CONNECTOR_BLIND_UNITS', blindSpots);
  const rows = await session.execute(
    `SELECT REGION || ' ' || STATE || ' ' || COALESCE(DATEDIFF(HOUR, ${at(0)}, OBSERVED_AT)::STRING, '-') || ' ' ||
     COALESCE(DATEDIFF(HOUR, ${at(0)}, SINCE)::STRING, '-') || ' ' || COALESCE(REASON, '-') AS TOLD
     FROM (${unitsView({ tables: object, detections: object }).select(object)}) u ORDER BY TOLD`,
    { about: 'test' },
  );
  return rows.map(({ TOLD }) => String(TOLD));
}

test('an account that lets nobody in is blind in every region that it was known to have', async () => {
  expect(
    await states([seen('eu', 1), seen('us', 0), seen('xx', 0, { status: 'absent' })], [blind('*', 2)]),
  ).toEqual(['eu blind 1 1 closed door', 'us blind 0 1 closed door', 'xx blind - 1 closed door']);
});

test('but for a region of which its administrator alone told in the same run', async () => {
  expect(await states([seen('eu', 2), seen('us', 1)], [blind('*', 2)])).toEqual([
    'eu told 2 1 closed door',
    'us blind 1 1 closed door',
  ]);
});

test('where an administrator told of all that is known, its other regions are blind by the name *', async () => {
  expect(await states([seen('eu', 2)], [blind('*', 2)])).toEqual([
    '* blind 0 1 closed door',
    'eu told 2 1 closed door',
  ]);
});

test('what cannot hold anything is told of by nobody', async () => {
  expect(await states([seen('eu', 2, { status: 'absent' })], [blind('*', 2)])).toEqual([
    '* blind 0 1 closed door',
    'eu out - - -',
  ]);
});

test('where another connection reads the account, its regions speak for themselves', async () => {
  expect(await states([seen('eu', 1, { connection: 'B' })], [blind('*', 2)])).toEqual(['eu seen 1 - -']);
});

test('a region that failed is blind, whatever was told of the account', async () => {
  expect(await states([seen('eu', 0)], [blind('eu', 2, 'broken'), blind('*', 1)])).toEqual([
    'eu blind 0 1 broken',
  ]);
});

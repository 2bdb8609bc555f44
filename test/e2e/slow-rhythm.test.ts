import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';

const SLOW = 'iam.service_last_accessed';
const TABLE = 'AWS_IAM_SERVICE_LAST_ACCESSED';
let installation: Installation;

beforeAll(async () => {
  installation = await install({
    accounts: 3,
    inventory: ['regions: [us-east-1]', `collectors: [${SLOW}, iam.account_aliases]`],
  });
  await installation.run(ACCOUNTS);
}, 180_000);
afterAll(() => installation.close());

/** What a run says of the slow collector's units: each status with its code. */
async function fates(...args: readonly string[]): Promise<{ runId: string; slow: string; quick: string }> {
  const { runId } = await installation.run(INVENTORY, ...args);
  const rows = await installation.client.query<{ COLLECTOR: string; FATE: string }>(
    "SELECT DISTINCT COLLECTOR, LATEST_STATUS || COALESCE(' ' || CODE, '') AS FATE FROM CONNECTOR_UNITS " +
      "WHERE LATEST_RUN_ID = ? AND LATEST_STATUS NOT IN ('skipped', 'denied')",
    [runId],
  );
  const of = (name: string) => rows.filter(({ COLLECTOR }) => COLLECTOR === name).map(({ FATE }) => FATE);
  return { runId, slow: of(SLOW).join(), quick: of('iam.account_aliases').join() };
}

/** The run that last found what is current. */
const current = () =>
  installation.client.query<{ RUN_ID: string }>(
    `SELECT DISTINCT r.RUN_ID FROM ${TABLE} t JOIN CONNECTOR_RUNS r ON r.STARTED_AT = t.SEEN_AT`,
  );

const calls = () => installation.sandbox.aws?.metrics.byAction ?? {};

test('what is read every seven days is read once, and what was read stays with its age', async () => {
  const first = await fates();
  expect(first).toMatchObject({ slow: 'ok', quick: 'ok' });
  installation.sandbox.aws?.resetMetrics();
  const second = await fates();
  expect(second).toMatchObject({ slow: 'probed not_due', quick: 'ok' });
  expect(Object.keys(calls())).not.toContain('iam:GenerateServiceLastAccessedDetails');
  expect(await current()).toEqual([{ RUN_ID: first.runId }]);

  const { client } = installation;
  const [run] = await client.query<{ STARTED_AT: Date }>(
    'SELECT STARTED_AT FROM CONNECTOR_RUNS WHERE RUN_ID = ?',
    [first.runId],
  );
  const freshness = await client.query<{ STATE: string; SEEN_AT: Date }>(
    `SELECT DISTINCT f.STATE, f.SEEN_AT FROM CONNECTOR_FRESHNESS f JOIN ${TABLE} t ON t.ACCOUNT_ID = f.ACCOUNT_ID WHERE f.TABLE_NAME = '${TABLE}'`,
    [],
  );
  expect(freshness).toEqual([{ STATE: 'seen', SEEN_AT: run?.STARTED_AT }]);
  const units = await client.query<{ REASON: string }>(
    `SELECT DISTINCT REASON FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? AND CODE = 'not_due'`,
    [second.runId],
  );
  expect(units).toEqual([{ REASON: expect.stringContaining('every 7 days') }]);
  expect(await client.query(`SELECT 1 FROM ${TABLE}_CHANGES`, [])).toEqual([]);
});

test('it is read by who asks for it, and counts from then on', async () => {
  const asked = await fates('--collector', SLOW);
  expect(asked.slow).toBe('ok');
  expect(await current()).toEqual([{ RUN_ID: asked.runId }]);
});

test('it is read when its time has come, and again at once where it was refused', async () => {
  const { client, sandbox } = installation;
  expect((await fates()).slow).toBe('probed not_due');
  await client.query(
    `UPDATE CONNECTOR_UNITS SET CONCLUSIVE_AT = DATEADD(HOUR, -168, CONCLUSIVE_AT) WHERE COLLECTOR = '${SLOW}'`,
  );
  const error = { code: 'AccessDenied', message: 'not allowed', status: 403 };
  const fault = sandbox.aws?.faults.add({ match: { operation: 'ListRoles' }, action: { error } });
  const { runId } = await installation.run(INVENTORY);
  fault?.remove();
  const denied = await client.query(
    "SELECT 1 FROM CONNECTOR_COVERAGE WHERE RUN_ID = ? AND COLLECTOR = ? AND STATUS = 'denied' AND CODE = 'AccessDenied'",
    [runId, SLOW],
  );
  expect(denied.length).toBeGreaterThan(0);
  expect((await fates()).slow).toBe('ok');
  expect((await fates()).slow).toBe('probed not_due');
}, 120_000);

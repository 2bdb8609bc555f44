import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import type { Account } from '../sandbox/aws/contract.ts';
import { removeMemberRole } from '../sandbox/aws/world/plant.ts';
import { detectorMembers } from '../sandbox/aws/world/posture/detector-members.ts';
import { plantDetectorAdministrator } from '../sandbox/aws/world/posture/plant-administrator.ts';

const region = 'us-east-1';
const COLLECTOR = 'guardduty.detectors';
let installation: Installation;
let administrator: Account;
/** What the administrator tells of, and what it does not: accounts that it has suspended, that left, or that it never had. */
let told: ReadonlySet<string>;

beforeAll(async () => {
  installation = await install({
    accounts: 24,
    inventory: [`regions: [${region}]`, `collectors: [${COLLECTOR}]`],
  });
  const { world } = installation.sandbox;
  administrator = plantDetectorAdministrator(world, region);
  const members = detectorMembers({ world, account: administrator, region });
  told = new Set(
    members.flatMap(({ member }) =>
      member.RelationshipStatus === 'Enabled' ? [member.AccountId ?? ''] : [],
    ),
  );
  expect(new Set(members.map(({ member }) => member.RelationshipStatus)).size).toBe(3);
  await installation.run(ACCOUNTS);
}, 180_000);
afterAll(() => installation.close());
beforeEach(() => installation.sandbox.aws?.resetMetrics());

interface Unit {
  readonly ACCOUNT_ID: string;
  readonly STATUS: string;
  readonly SOURCE: string | null;
}

async function runInventory() {
  const { runId } = await installation.run(INVENTORY);
  const units = await installation.client.query<Unit>(
    'SELECT ACCOUNT_ID, LATEST_STATUS AS STATUS, SOURCE_ACCOUNT_ID AS SOURCE FROM CONNECTOR_UNITS ' +
      'WHERE LATEST_RUN_ID = ? AND COLLECTOR = ? AND REGION = ?',
    [runId, COLLECTOR, region],
  );
  return { runId, units };
}

const detectors = () =>
  installation.client.query<Record<string, unknown>>(
    'SELECT ACCOUNT_ID, REGION, DETECTOR_ID, HAS_DETECTOR, IS_ENABLED, STATUS, S3_LOGS, EKS_AUDIT, MALWARE, RDS_LOGINS, ' +
      'LAMBDA_NETWORK, RUNTIME, EKS_RUNTIME FROM AWS_GUARDDUTY_DETECTORS ORDER BY ACCOUNT_ID',
  );

/** Accounts that were asked for their detectors. */
const asked = () =>
  new Set(
    (installation.sandbox.aws?.metrics.log ?? [])
      .filter(({ service }) => service === 'guardduty')
      .map(({ accountId = '' }) => accountId),
  );

describe('the detectors of members', () => {
  let fromAdministrator: readonly object[];

  test('are read from their administrator, who is asked first, and coverage says so', async () => {
    const { units } = await runInventory();
    const sources = units.filter(({ SOURCE }) => SOURCE !== null);
    expect(told.size).toBeGreaterThan(5);
    expect(new Set(sources.map(({ ACCOUNT_ID }) => ACCOUNT_ID))).toEqual(told);
    expect(new Set(sources.map(({ SOURCE, STATUS }) => `${SOURCE} ${STATUS}`))).toEqual(
      new Set([`${administrator.id} ok`]),
    );
    const rows = await installation.client.query<{ ACCOUNT_ID: string; SOURCE: string }>(
      'SELECT ACCOUNT_ID, SOURCE_ACCOUNT_ID AS SOURCE FROM AWS_GUARDDUTY_DETECTORS',
    );
    for (const { ACCOUNT_ID, SOURCE } of rows) {
      expect(SOURCE).toBe(told.has(ACCOUNT_ID) ? administrator.id : ACCOUNT_ID);
    }
    fromAdministrator = await detectors();
  });

  test('cost two calls for fifty of them, and none in their own accounts', async () => {
    await runInventory();
    expect([...asked()].filter((id) => told.has(id))).toEqual([]);
    const calls = installation.sandbox.aws?.metrics.byAccountAction(administrator.id);
    expect(calls).toMatchObject({ 'guardduty:ListMembers': 1, 'guardduty:GetMemberDetectors': 1 });
  });

  test('are read from each account where the administrator refuses, and say the same', async () => {
    const error = { code: 'AccessDeniedException', message: 'not allowed', status: 403 };
    const fault = installation.sandbox.aws?.faults.add({
      match: { operation: 'GetMemberDetectors' },
      action: { error },
    });
    const { runId, units } = await runInventory();
    fault?.remove();
    expect(units.filter(({ SOURCE }) => SOURCE !== null)).toEqual([]);
    expect([...told].filter((id) => !asked().has(id))).toEqual([]);
    expect(await detectors()).toEqual(fromAdministrator);
    const changed = await installation.client.query<{ ACCOUNT_ID: string }>(
      "SELECT ACCOUNT_ID FROM CONNECTOR_COVERAGE WHERE RUN_ID = ? AND COLLECTOR = ? AND STATUS = 'ok' AND SOURCE_ACCOUNT_ID IS NULL",
      [runId, COLLECTOR],
    );
    expect(new Set(changed.map(({ ACCOUNT_ID }) => ACCOUNT_ID))).toEqual(told);
  });

  test('are known of a member that lets nobody in, which is told all the same', async () => {
    const [member = ''] = told;
    removeMemberRole(installation.sandbox.world, member);
    const { runId } = await runInventory();
    const units = await installation.client.query(
      'SELECT REGION, LATEST_STATUS AS STATUS, SOURCE_ACCOUNT_ID AS SOURCE FROM CONNECTOR_UNITS ' +
        'WHERE LATEST_RUN_ID = ? AND COLLECTOR = ? AND ACCOUNT_ID = ? ORDER BY REGION',
      [runId, COLLECTOR, member],
    );
    expect(units).toEqual([
      { REGION: '*', STATUS: 'denied', SOURCE: null },
      { REGION: region, STATUS: 'ok', SOURCE: administrator.id },
    ]);
    expect(await detectors()).toEqual(fromAdministrator);
    const freshness = await installation.client.query<{
      REGION: string;
      STATE: string;
      SEEN_AT: Date | null;
    }>(
      "SELECT REGION, STATE, SEEN_AT, BLIND_SINCE FROM CONNECTOR_FRESHNESS WHERE TABLE_NAME = 'AWS_GUARDDUTY_DETECTORS' AND ACCOUNT_ID = ? ORDER BY REGION",
      [member],
    );
    const [run] = await installation.client.query<{ STARTED_AT: Date }>(
      'SELECT STARTED_AT FROM CONNECTOR_RUNS WHERE RUN_ID = ?',
      [runId],
    );
    // Of regions that it may have besides, nothing is known.
    expect(freshness).toEqual([
      { REGION: '*', STATE: 'blind', SEEN_AT: null, BLIND_SINCE: run?.STARTED_AT },
      { REGION: region, STATE: 'told', SEEN_AT: run?.STARTED_AT, BLIND_SINCE: run?.STARTED_AT },
    ]);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { makeConnection } from '../installation/connection-table.ts';
import { plantEvent } from '../sandbox/aws/world/cloudtrail/plant-events.ts';
import {
  CLOUDTRAIL,
  type CloudtrailInstallation,
  installCloudtrail,
  REGION,
} from './cloudtrail-installation.ts';

const MINUTE_MS = 60_000;
/** A second connection over the same accounts. */
const SECOND = 'AWS_CLOUDTRAIL_SECOND_CONNECTION';

let installation: CloudtrailInstallation;
afterEach(() => installation.close());

interface UnitRow {
  readonly RUN_ID: string;
  readonly ACCOUNT_ID: string;
  readonly REGION: string;
  readonly STATUS: string;
  readonly WATERMARK: Date | null;
}

function units(): Promise<readonly UnitRow[]> {
  return installation.client.query<UnitRow>(
    `SELECT RUN_ID, ACCOUNT_ID, REGION, STATUS, WATERMARK FROM CONNECTOR_COVERAGE
     WHERE COLLECTOR = 'cloudtrail.events' ORDER BY RUN_ID, ACCOUNT_ID, REGION`,
  );
}

/** The id of a change that happened the given minutes ago and is delivered only now. */
function late(minutesAgo: number): string {
  const [account] = installation.accounts;
  const time = new Date(Date.now() - minutesAgo * MINUTE_MS);
  const { EventId = '' } = plantEvent(installation.sandbox.world, {
    accountId: account?.id ?? '',
    region: REGION,
    time,
  });
  return EventId;
}

describe('management events over several runs', () => {
  it('are each there once: what is new, what came late, what was there before, and what another connection reads too', async () => {
    installation = await installCloudtrail(2);
    const readTwice = late(13);
    const first = await installation.run(CLOUDTRAIL);
    const before = await installation.visibleEvents();
    expect(before.length).toBeGreaterThan(10);
    expect(first.units).toMatchObject({ ok: 4, absent: 4, failed: 0 });

    const planted = [late(14), late(2)];
    installation.sandbox.aws?.resetMetrics();
    const second = await installation.run(CLOUDTRAIL);
    const after = await installation.visibleEvents();
    expect(after).toEqual(expect.arrayContaining([...before, ...planted]));
    expect(new Set(after).size).toBe(after.length);
    // Twenty minutes and a little: one page of each account, not the six hours again.
    expect(installation.sandbox.aws?.metrics.byAction['cloudtrail:LookupEvents']).toBe(2);
    expect(installation.sandbox.aws?.metrics.throttled).toBe(0);

    const watermarks = (await units()).filter((unit) => unit.REGION === REGION);
    expect(watermarks).toHaveLength(4);
    for (const { STATUS, WATERMARK } of watermarks) {
      expect(STATUS).toBe('ok');
      expect(WATERMARK).not.toBeNull();
    }
    const overlapped = await installation.client.query<{ RESOURCE_ID: string }>(
      'SELECT RESOURCE_ID FROM AWS_CLOUDTRAIL_EVENTS_SNAPSHOTS GROUP BY RESOURCE_ID HAVING COUNT(*) = 2',
    );
    expect(overlapped.map(({ RESOURCE_ID }) => RESOURCE_ID)).toContain(readTwice);
    expect(
      await installation.client.query(
        `SELECT RUN_ID FROM AWS_CLOUDTRAIL_EVENTS WHERE EVENT_ID = '${readTwice}'`,
      ),
    ).toEqual([{ RUN_ID: second.runId }]);

    const [table] = await installation.client.query<{ comment: string }>(`SHOW TABLES LIKE '${CLOUDTRAIL}'`);
    await makeConnection(installation.client, SECOND, table?.comment ?? '');
    await installation.run(SECOND);
    const [landed] = await installation.client.query<{ TIMES: number }>(
      `SELECT COUNT(DISTINCT "CONNECTION") AS TIMES FROM AWS_CLOUDTRAIL_EVENTS_SNAPSHOTS WHERE RESOURCE_ID = '${readTwice}'`,
    );
    expect(landed).toEqual({ TIMES: 2 });
    const ofBoth = await installation.visibleEvents();
    expect(ofBoth).toEqual(expect.arrayContaining(after));
    expect(new Set(ofBoth).size).toBe(ofBoth.length);

    // As `connections remove` ends a connection.
    await installation.client.query(
      `UPDATE CONNECTOR_LEASES SET ENDED_AT = CURRENT_TIMESTAMP() WHERE "CONNECTION" IN ('${CLOUDTRAIL}', '${SECOND}')`,
    );
    expect(await installation.visibleEvents()).toEqual([]);
  });

  it('are absent, not failed, where an account has not enabled the region', async () => {
    installation = await installCloudtrail(1, ['collectors: [cloudtrail.events]', 'lookback_hours: 1']);
    await installation.run(CLOUDTRAIL);
    const rows = await units();
    expect(rows.map((row) => [row.REGION, row.STATUS])).toEqual([
      ['eu-south-1', 'absent'],
      [REGION, 'ok'],
    ]);
    expect(rows[0]?.WATERMARK).toBeNull();
  });

  it('of a unit that fails are read from its old watermark by the next run', async () => {
    installation = await installCloudtrail(2);
    await installation.run(CLOUDTRAIL);
    const [account] = installation.accounts;
    const seen = await installation.visibleEvents();
    const id = late(1);
    const fault = installation.sandbox.aws?.faults.add({
      match: { operation: 'LookupEvents', accountId: account?.id ?? '' },
      action: 'http500',
    });
    await installation.run(CLOUDTRAIL);
    expect(fault?.struck).toBeGreaterThan(0);
    const failed = (await units()).filter((unit) => unit.STATUS === 'failed');
    expect(failed.map((unit) => [unit.ACCOUNT_ID, unit.WATERMARK])).toEqual([[account?.id, null]]);
    expect(await installation.visibleEvents()).toEqual(expect.arrayContaining(seen));
    expect(await installation.visibleEvents()).not.toContain(id);

    fault?.remove();
    await installation.run(CLOUDTRAIL);
    const visible = await installation.visibleEvents();
    expect(visible).toEqual(expect.arrayContaining([...seen, id]));
    expect(new Set(visible).size).toBe(visible.length);
  });

  it('cost as many statements for six accounts as for two', async () => {
    const kinds: string[][] = [];
    for (const count of [2, 6]) {
      installation = await installCloudtrail(count, ['lookback_hours: 1']);
      await installation.run(CLOUDTRAIL);
      // An hour may pass without an event, and then there is no table of events to load.
      late(1);
      installation.sandbox.snowflake.resetMetrics();
      await installation.run(CLOUDTRAIL);
      kinds.push(installation.sandbox.snowflake.metrics.log.map(({ kind }) => kind));
      if (count === 2) await installation.close();
    }
    expect(kinds[1]).toEqual(kinds[0]);
  });

  it('that are left out when off are read from then on when on', async () => {
    installation = await installCloudtrail(1, ['lookback_hours: 6', 'read_only_events: true']);
    await installation.run(CLOUDTRAIL);
    const kinds = await installation.client.query<{ READ_ONLY: boolean; EVENTS: number }>(
      'SELECT READ_ONLY, COUNT(*) AS EVENTS FROM AWS_CLOUDTRAIL_EVENTS GROUP BY READ_ONLY ORDER BY READ_ONLY',
    );
    expect(kinds.map(({ READ_ONLY }) => READ_ONLY)).toEqual([false, true]);
  });
});

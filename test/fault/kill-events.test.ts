import { afterEach, describe, expect, it } from 'vitest';
import {
  CLOUDTRAIL,
  type CloudtrailInstallation,
  installCloudtrail,
  REGION,
  sixHoursBefore,
} from '../e2e/cloudtrail-installation.ts';
import { startConnector } from '../installation/connector.ts';
import { plantEvent } from '../sandbox/aws/world/cloudtrail/plant-events.ts';

/** Where a run is stopped: a pause that resolves once the run has come so far. */
type Moment = (installation: CloudtrailInstallation) => { reached: Promise<unknown>; release(): void };

const MOMENTS: Readonly<Record<string, Moment>> = {
  'while reading events': ({ sandbox }) => {
    const pause = sandbox.aws?.faults.pauseBefore({ operation: 'LookupEvents', nth: 2 });
    if (!pause) throw new Error('no AWS sandbox');
    return pause;
  },
  'before its events are loaded': ({ sandbox }) => loadPause(sandbox, 1),
  'between its events and its coverage': ({ sandbox }) => loadPause(sandbox, 2),
  'before it is published': ({ sandbox }) => {
    const pause = sandbox.snowflake.faults.pauseBefore(({ kind }) => kind === 'update');
    return { reached: pause.reached, release: () => pause.abandon() };
  },
};

function loadPause({ snowflake }: CloudtrailInstallation['sandbox'], nth: number) {
  let copies = 0;
  const pause = snowflake.faults.pauseBefore(({ kind }) => {
    if (kind === 'copy') copies += 1;
    return copies === nth;
  });
  return { reached: pause.reached, release: () => pause.abandon() };
}

describe('a run of events that is killed', () => {
  let installation: CloudtrailInstallation | undefined;
  afterEach(() => installation?.close());

  it.each(Object.keys(MOMENTS))('%s leaves no gap and no double', async (name) => {
    installation = await installCloudtrail(2, ['lookback_hours: 6', 'collectors: [cloudtrail.events]']);
    const start = new Date();
    await installation.run(CLOUDTRAIL);
    const before = await installation.visibleEvents();
    for (const { id } of installation.accounts) {
      for (const minutes of [1, 5, 13]) {
        const time = new Date(Date.now() - minutes * 60_000);
        plantEvent(installation.sandbox.world, { accountId: id, region: REGION, time });
      }
    }

    const pause = MOMENTS[name]?.(installation);
    const { child, ended } = startConnector(installation.sandbox.env, ['run', CLOUDTRAIL]);
    await pause?.reached;
    child.kill('SIGKILL');
    await ended;
    pause?.release();
    expect(await installation.visibleEvents()).toEqual(before);

    await installation.run(CLOUDTRAIL);
    const visible = await installation.visibleEvents();
    // What is left of the first second of the look-back depends on when exactly the first run began.
    const sure = installation.changesSince(new Date(sixHoursBefore(start).getTime() + 60_000));
    expect(sure.length).toBeGreaterThan(before.length / 2);
    expect(visible).toEqual(expect.arrayContaining(before));
    expect(sure.filter((id) => !visible.includes(id))).toEqual([]);
    expect(new Set(visible).size).toBe(visible.length);
    const runs = await installation.client.query<{ STATUS: string }>(
      'SELECT STATUS FROM CONNECTOR_RUNS WHERE CONNECTION = ? ORDER BY RUN_ID',
      [CLOUDTRAIL],
    );
    expect(runs.map((run) => run.STATUS)).toEqual(['ok', 'aborted', 'ok']);
    const orphans = await installation.client.query(
      `SELECT DISTINCT s.RUN_ID FROM AWS_CLOUDTRAIL_EVENTS_SNAPSHOTS s
       LEFT JOIN CONNECTOR_RUNS r ON r.RUN_ID = s.RUN_ID AND r.PUBLISHED_AT IS NOT NULL WHERE r.RUN_ID IS NULL`,
    );
    expect(orphans).toEqual([]);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startConnector } from '../installation/connector.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { terminateInstance } from '../sandbox/aws/world/plant.ts';

/** Where a run is stopped: a pause that resolves once the run has come so far. */
type Moment = (installation: Installation) => { reached: Promise<unknown>; abandon(): void };

const MOMENTS: Readonly<Record<string, Moment>> = {
  'while collecting': ({ sandbox }) => {
    const pause = sandbox.aws?.faults.pauseBefore({ service: 'ec2', operation: 'DescribeVpcs', nth: 5 });
    if (!pause) throw new Error('no AWS sandbox');
    return { reached: pause.reached, abandon: () => pause.release() };
  },
  'between PUT and COPY': ({ sandbox }) =>
    sandbox.snowflake.faults.pauseBefore(({ kind }) => kind === 'copy'),
  'between two COPYs': ({ sandbox }) => {
    let copies = 0;
    return sandbox.snowflake.faults.pauseBefore(({ kind }) => {
      if (kind === 'copy') copies += 1;
      return copies === 3;
    });
  },
  'before publish': ({ sandbox }) => sandbox.snowflake.faults.pauseBefore(({ kind }) => kind === 'update'),
};

/** Everything a reader can see of the inventory. */
async function visible({ client }: Installation): Promise<unknown> {
  return client.query(
    `SELECT ACCOUNT_ID, REGION, RESOURCE_ID, STATE FROM AWS_EC2_INSTANCES
     UNION ALL SELECT ACCOUNT_ID, REGION, RESOURCE_ID, ROW_HASH FROM AWS_IAM_ROLES
     UNION ALL SELECT CONNECTION, COLLECTOR, ACCOUNT_ID, REASON FROM CONNECTOR_BLIND_SPOTS ORDER BY 1, 2, 3`,
  );
}

describe('a run that is killed', () => {
  let installation: Installation | undefined;

  afterEach(async () => {
    await installation?.close();
  });

  it.each(Object.keys(MOMENTS))('%s leaves no half run, and the next run is whole', async (name) => {
    installation = await install({
      accounts: 8,
      inventory: [
        'regions: [us-east-1, eu-west-1]',
        'collectors: [ec2.instances, ec2.vpcs, iam.authorization_details]',
      ],
    });
    await installation.run(ACCOUNTS);
    await installation.run(INVENTORY);
    const before = await visible(installation);
    const { world } = installation.sandbox;
    const changed = [...world.accounts.values()].find(
      (account) => account.state === 'ACTIVE' && !account.isManagement,
    );
    const gone = terminateInstance(world, changed?.id ?? '', 'us-east-1');

    const pause = MOMENTS[name]?.(installation);
    const { child, ended } = startConnector(installation.sandbox.env, ['run', INVENTORY]);
    await pause?.reached;
    child.kill('SIGKILL');
    await ended;
    pause?.abandon();

    expect(await visible(installation)).toEqual(before);

    const summary = await installation.run(INVENTORY);
    expect(JSON.stringify(await visible(installation))).not.toContain(gone);
    const { client, sandbox } = installation;
    expect(await client.query('LIST @SNOWALERT.DATA.SNOWCENSUS_STAGE')).toEqual([]);
    expect(await readdir(sandbox.env.SNOWCENSUS_SPOOL_DIRECTORY ?? '')).toEqual([]);
    const runs = await client.query<{ STATUS: string }>(
      'SELECT STATUS FROM CONNECTOR_RUNS WHERE CONNECTION = ? ORDER BY RUN_ID',
      [INVENTORY],
    );
    expect(runs.map((run) => run.STATUS)).toEqual(['partial', 'aborted', 'partial']);
    const doubles = await client.query(
      `SELECT RUN_ID, ACCOUNT_ID, REGION, RESOURCE_ID FROM AWS_EC2_INSTANCES_SNAPSHOTS
       GROUP BY ALL HAVING COUNT(*) > 1`,
    );
    expect(doubles).toEqual([]);
    const [loaded] = await client.query<{ ROWS_LOADED: number }>(
      'SELECT COUNT(*) AS ROWS_LOADED FROM AWS_EC2_INSTANCES_SNAPSHOTS WHERE RUN_ID = ?',
      [summary.runId],
    );
    expect(loaded?.ROWS_LOADED).toBe(summary.tables.AWS_EC2_INSTANCES_SNAPSHOTS);
    const orphans = await client.query(
      `SELECT DISTINCT s.RUN_ID FROM AWS_EC2_INSTANCES_SNAPSHOTS s
       LEFT JOIN CONNECTOR_RUNS r ON r.RUN_ID = s.RUN_ID AND r.PUBLISHED_AT IS NOT NULL WHERE r.RUN_ID IS NULL`,
    );
    expect(orphans).toEqual([]);
  });

  it('between publish and clean-up leaves what the next run, by hand as well, clears away', async () => {
    installation = await install({
      accounts: 3,
      inventory: ['regions: [us-east-1]', 'collectors: [ec2.vpcs]'],
    });
    await installation.run(ACCOUNTS);
    const { client, sandbox } = installation;
    const pause = sandbox.snowflake.faults.pauseBefore(({ sqlText }) => /^REMOVE/.test(sqlText ?? ''));
    const { child, ended } = startConnector(sandbox.env, ['run', INVENTORY]);
    await pause.reached;
    child.kill('SIGKILL');
    await ended;
    pause.abandon();
    const staged = await client.query('LIST @SNOWALERT.DATA.SNOWCENSUS_STAGE');
    expect(staged.length).toBeGreaterThan(0);
    const shown = await client.query('SELECT * FROM AWS_EC2_VPCS');
    expect(shown.length).toBeGreaterThan(0);
    // As by a process of another machine, which cannot see that the one before is dead.
    await client.query(
      'UPDATE CONNECTOR_LEASES SET EXPIRES_AT = DATEADD(SECOND, -1, CURRENT_TIMESTAMP())' +
        ", ACQUIRED_AT = DATEADD(HOUR, -1, CURRENT_TIMESTAMP()), WORKER = 'elsewhere:1:0a' WHERE CONNECTION = ?",
      [INVENTORY],
    );
    await installation.run(INVENTORY);
    expect(await client.query('LIST @SNOWALERT.DATA.SNOWCENSUS_STAGE')).toEqual([]);
    expect(await readdir(sandbox.env.SNOWCENSUS_SPOOL_DIRECTORY ?? '')).toEqual([]);
    const runs = await client.query<{ STATUS: string }>(
      'SELECT STATUS FROM CONNECTOR_RUNS WHERE CONNECTION = ? AND PUBLISHED_AT IS NOT NULL',
      [INVENTORY],
    );
    expect(runs).toHaveLength(2);
  });

  it('after it has let its lease go leaves a directory that the next run clears away', async () => {
    installation = await install({
      accounts: 3,
      inventory: ['regions: [us-east-1]', 'collectors: [ec2.vpcs]'],
    });
    const ofOther = await installation.run(ACCOUNTS);
    const ended = await installation.run(INVENTORY);
    const spool = installation.sandbox.env.SNOWCENSUS_SPOOL_DIRECTORY ?? '';
    const unknown = '20200101t000000000z-00000000';
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const runId of [ended.runId, ofOther.runId, unknown]) {
      await mkdir(join(spool, runId), { recursive: true });
      await writeFile(join(spool, runId, 'worker'), `${hostname()}:${pid}:0a`);
    }
    await installation.run(INVENTORY);
    // The other connection clears up after itself.
    expect(await readdir(spool)).toEqual([ofOther.runId]);
    await installation.run(ACCOUNTS);
    expect(await readdir(spool)).toEqual([]);
  });
});

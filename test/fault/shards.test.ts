import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import {
  expectNothingLeft,
  type Found,
  forgetAll,
  foundBy,
  printed,
  runShardHere,
  SMALL_INVENTORY,
  startShard,
} from '../installation/sharded-run.ts';

let installation: Installation;
let alone: Found;
/** The first account of the second of two shards, where all cost the same. */
let ofSecond: string;
/** By how much Snowflake's clock is ahead of this machine's. */
let aheadMs = 0;

beforeAll(async () => {
  installation = await install({
    ...SMALL_INVENTORY,
    snowflakeClock: () => new Date(Date.now() + aheadMs),
  });
  await installation.run(ACCOUNTS);
  alone = await foundBy(installation, printed(await runShardHere(installation, '0/1')).runId);
  const entered = await installation.client.query<{ ACCOUNT_ID: string }>(
    `SELECT DISTINCT ACCOUNT_ID FROM CONNECTOR_UNITS WHERE "CONNECTION" = ? AND COALESCE(CODE, '') NOT LIKE 'account_%' ORDER BY 1`,
    [INVENTORY],
  );
  ofSecond = entered[1]?.ACCOUNT_ID ?? '';
  await forgetAll(installation);
});

afterAll(() => installation.close());

afterEach(async () => {
  installation.sandbox.snowflake.faults.clear();
  await expectNothingLeft(installation);
  await forgetAll(installation);
});

/** Where a shard is stopped: a pause that resolves once it has come so far. */
const MOMENTS: Readonly<Record<string, () => { reached: Promise<unknown>; abandon(): void }>> = {
  'before its plan': () => pausedBefore(/^GET .*plan-1-of-2/),
  'while it reads': () => {
    const pause = pausedAtAccount();
    return { reached: pause.reached, abandon: () => pause.release() };
  },
  'between its parts and its manifest': () => pausedBefore(/^PUT .*manifest-1/),
};

test.each(Object.keys(MOMENTS))('a shard that is killed %s is taken up by another attempt', async (name) => {
  const pause = MOMENTS[name]?.();
  const first = runShardHere(installation, '0/2');
  const { child, ended } = startShard(installation, '1/2');
  await pause?.reached;
  child.kill('SIGKILL');
  await ended;
  pause?.abandon();
  await setImmediate();
  expect(printed(await runShardHere(installation, '1/2'))).toMatchObject({ status: 'written' });
  expect(await foundBy(installation, printed(await first).runId)).toEqual(alone);
});

test('a shard that does not come is lost: its accounts are failed, keep their last state, and nothing is closed', async () => {
  const { client } = installation;
  const before = await client.query('SELECT COUNT(*) AS N FROM AWS_EC2_VPCS');
  // A collector that the options no longer name: a whole run would close it, or hold it open.
  const [table] = await client.query<{ comment: string }>(`SHOW TABLES LIKE '${INVENTORY}'`);
  const options = table?.comment ?? '';
  await client.query(`COMMENT ON TABLE ${INVENTORY} IS '${options.replace('ec2.instances, ', '')}'`);
  const summary = printed(await runShardHere(installation, '0/2', { SNOWCENSUS_SHARD_WAIT_SECONDS: '5' }));
  await client.query(`COMMENT ON TABLE ${INVENTORY} IS '${options}'`);
  expect(summary).toMatchObject({ status: 'partial', accounts: 12, unitsHeld: 0 });
  expect(
    await client.query(
      `SELECT COUNT(*) AS N FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? AND COLLECTOR = 'ec2.instances'`,
      [summary.runId],
    ),
  ).toEqual([{ N: 0 }]);
  expect(summary.error).toContain('of 2 shards 1 was lost');
  const lost = await client.query<{ ACCOUNT_ID: string }>(
    `SELECT DISTINCT ACCOUNT_ID FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? AND LATEST_STATUS = 'failed' AND CODE = 'shard_lost' ORDER BY 1`,
    [summary.runId],
  );
  expect(lost[0]?.ACCOUNT_ID).toBe(ofSecond);
  expect(lost.length).toBeGreaterThan(3);
  expect(await client.query('SELECT COUNT(*) AS N FROM AWS_EC2_VPCS')).toEqual(before);
  expect(await client.query('SELECT COMPLETE FROM CONNECTOR_RUNS WHERE RUN_ID = ?', [summary.runId])).toEqual(
    [{ COMPLETE: false }],
  );
});

test('shards that come, or come to themselves, when their run waits no more end, and leave nothing', async () => {
  const wait = { SNOWCENSUS_SHARD_WAIT_SECONDS: '5' };
  const [reading, loading] = [pausedAtAccount(), pausedBefore(/^COPY /)];
  const first = runShardHere(installation, '0/2', wait);
  const { child, ended } = startShard(installation, '1/2', wait);
  await reading.reached;
  child.kill('SIGSTOP');
  await loading.reached;
  const [comes, waits] = [pausedBefore(/^PUT .*sign-1/), pausedBefore(/^PUT .*sign-1/)];
  const late = runShardHere(installation, '1/2', wait);
  await comes.reached;
  comes.release();
  await waits.reached;
  waits.release();
  loading.release();
  const { runId, error } = printed(await first);
  expect(error).toContain('of 2 shards 1 was lost');
  expect(printed(await late)).toMatchObject({ shard: '1/2', status: 'late', runId, rows: 0 });
  child.kill('SIGCONT');
  const { code, stdout, stderr } = await ended;
  reading.release();
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ shard: '1/2', status: 'late', runId, rows: 0 });
});

test('a shard for which nobody plans says so, and one that is told to stop leaves nothing', async () => {
  const { code, stderr } = await runShardHere(installation, '1/2', { SNOWCENSUS_SHARD_WAIT_SECONDS: '5' });
  expect(code).toBe(1);
  expect(stderr).toContain('no run has a plan for shard 1/2 within 5 seconds');
  const pause = pausedAtAccount();
  const first = startShard(installation, '0/2');
  const second = startShard(installation, '1/2');
  await pause.reached;
  const other = await runShardHere(installation, '2/3');
  expect(other.stderr).toContain('this is shard 2 of 3, and the run is planned for 2');
  for (const { child, ended } of [second, first]) {
    child.kill('SIGTERM');
    expect((await ended).code).toBe(1);
  }
  pause.release();
  await setImmediate();
});

test.each(['storage-503', 'reset'] as const)(
  'files that the storage does not give at once (%s) are got all the same',
  async (fault) => {
    const { faults } = installation.sandbox.snowflake;
    faults.add({ kind: 'storage-get', nth: 2, times: 2 }, fault);
    const [first, second] = await Promise.all(
      ['0/2', '1/2'].map((shard) => runShardHere(installation, shard)),
    );
    expect([first, second].map((result) => result?.stderr)).toEqual(['', '']);
    if (first) expect(await foundBy(installation, printed(first).runId)).toEqual(alone);
  },
);

const LAST_STEPS: Readonly<Record<string, (kind: string, seen: number) => boolean>> = {
  'before it loads': (kind) => kind === 'copy',
  'between two COPYs': (kind, copies) => kind === 'copy' && copies === 3,
  'before it publishes': (kind) => kind === 'update',
};

test.each(Object.keys(LAST_STEPS))(
  'where the first shard is killed %s, the next run is whole',
  async (name) => {
    const { client, sandbox } = installation;
    const runs = await runCount();
    let copies = 0;
    const pause = sandbox.snowflake.faults.pauseBefore(({ kind }) => {
      if (kind === 'copy') copies += 1;
      return LAST_STEPS[name]?.(kind, copies) === true;
    });
    const { child, ended } = startShard(installation, '0/2');
    const second = runShardHere(installation, '1/2');
    await pause.reached;
    child.kill('SIGKILL');
    await ended;
    pause.abandon();
    expect(await runCount()).toEqual({ ...runs, ALL_RUNS: runs.ALL_RUNS + 1 });
    const { runId } = printed(await runShardHere(installation, '0/2'));
    // It has stayed, and read its part of the next run, too.
    expect(printed(await second)).toMatchObject({ status: 'written', runId });
    expect(await foundBy(installation, runId)).toEqual(alone);
    expect(await runCount()).toEqual({ PUBLISHED: runs.PUBLISHED + 1, ALL_RUNS: runs.ALL_RUNS + 2 });
    const orphans = await client.query(
      `SELECT DISTINCT s.RUN_ID FROM AWS_EC2_VPCS_SNAPSHOTS s
     LEFT JOIN CONNECTOR_RUNS r ON r.RUN_ID = s.RUN_ID AND r.PUBLISHED_AT IS NOT NULL WHERE r.RUN_ID IS NULL`,
    );
    expect(orphans).toEqual([]);
  },
);

test('where the first shard fails once all is read, and is started again, the next run is whole', async () => {
  installation.sandbox.snowflake.faults.add(
    { sql: /^COPY INTO .*CONNECTOR_OUTCOMES/ },
    { error: { code: '000603', sqlState: 'XX000', message: 'an incident of Snowflake' } },
  );
  const second = runShardHere(installation, '1/2');
  const failed = await runShardHere(installation, '0/2');
  expect(failed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('an incident of Snowflake') as string,
  });
  const { runId } = printed(await runShardHere(installation, '0/2'));
  expect(printed(await second)).toMatchObject({ status: 'written', runId });
  expect(await foundBy(installation, runId)).toEqual(alone);
});

test('where the first shard is killed while another reads, that one takes up the plan of the next run', async () => {
  const pause = pausedAtAccount();
  const first = startShard(installation, '0/2');
  const second = runShardHere(installation, '1/2');
  await pause.reached;
  first.child.kill('SIGKILL');
  await first.ended;
  const takesUp = pausedBefore(/^GET .*plan-1-of-2/);
  const next = runShardHere(installation, '0/2');
  await takesUp.reached;
  // What it has read before counts for nothing.
  pause.release();
  takesUp.release();
  const { runId } = printed(await next);
  expect(printed(await second)).toMatchObject({ status: 'written', runId });
  expect(await foundBy(installation, runId)).toEqual(alone);
});

test('where the first shard has died on another machine, the next takes the run from it by its silence', async () => {
  const wait = { SNOWCENSUS_SHARD_WAIT_SECONDS: '5' };
  const pause = pausedBefore(/^COPY /);
  const { child, ended } = startShard(installation, '0/2', wait);
  const second = runShardHere(installation, '1/2', wait);
  await pause.reached;
  child.kill('SIGKILL');
  await ended;
  pause.abandon();
  await installation.client.query(`UPDATE CONNECTOR_LEASES SET WORKER = 'elsewhere:1:0a1b2c3d'`);
  const { runId } = printed(await runShardHere(installation, '0/2', wait));
  expect(printed(await second)).toMatchObject({ status: 'written', runId });
  expect(await foundBy(installation, runId)).toEqual(alone);
});

test('of two first shards one is refused, and by clocks that differ nobody is taken for lost', async () => {
  aheadMs = 50_000;
  // What a late shard has left that was killed, too.
  const [ended] = await installation.client.query<{ RUN_ID: string }>(
    'SELECT MAX(RUN_ID) AS RUN_ID FROM CONNECTOR_RUNS WHERE "CONNECTION" = ? AND PUBLISHED_AT IS NOT NULL',
    [INVENTORY],
  );
  await installation.client.query(
    `PUT 'file://${import.meta.filename}' @SNOWALERT.DATA.SNOWCENSUS_STAGE/AWS_EC2_VPCS/${ended?.RUN_ID}/1/`,
  );
  const pause = pausedBefore(/^COPY /);
  const first = startShard(installation, '0/2', { SNOWCENSUS_SHARD_WAIT_SECONDS: '10' });
  const second = runShardHere(installation, '1/2', { SNOWCENSUS_SHARD_WAIT_SECONDS: '10' });
  await pause.reached;
  const other = await runShardHere(installation, '0/2');
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('this connection is being run by');
  pause.release();
  const { runId } = printed(await first.ended);
  expect(printed(await second)).toMatchObject({ status: 'written', runId });
  expect(await foundBy(installation, runId)).toEqual(alone);
});

async function runCount(): Promise<{ readonly ALL_RUNS: number; readonly PUBLISHED: number }> {
  const [counted] = await installation.client.query<{ ALL_RUNS: number; PUBLISHED: number }>(
    'SELECT COUNT(*) AS ALL_RUNS, COUNT(PUBLISHED_AT) AS PUBLISHED FROM CONNECTOR_RUNS WHERE "CONNECTION" = ?',
    [INVENTORY],
  );
  return counted ?? { ALL_RUNS: 0, PUBLISHED: 0 };
}

function pausedBefore(sql: RegExp) {
  return installation.sandbox.snowflake.faults.pauseBefore(({ sqlText }) => sql.test(sqlText ?? ''));
}

function pausedAtAccount() {
  const pause = installation.sandbox.aws?.faults.pauseBefore({
    service: 'sts',
    operation: 'AssumeRole',
    roleAccountId: ofSecond,
  });
  if (!pause) throw new Error('no AWS sandbox');
  return pause;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runInProcess } from '../commands/in-process.ts';
import { type ConnectorResult, startConnector } from '../installation/connector.ts';
import { forgetDigests } from '../installation/forget-digests.ts';
import {
  ACCOUNTS,
  INVENTORY,
  type Installation,
  install,
  type PrintedSummary,
  summaryOf,
} from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';
import type { Faults } from '../sandbox/aws/faults.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';

const TABLES = ['AWS_EC2_INSTANCES', 'AWS_EC2_VPCS', 'AWS_IAM_ROLES', 'AWS_IAM_AWS_MANAGED_POLICIES'];

/** By each process. */
const ACCOUNTS_AT_ONCE = 4;

let installation: Installation;
let alone: Outcome;

beforeAll(async () => {
  installation = await install({
    accounts: 24,
    inventory: ['regions: [us-east-1]', 'collectors: [ec2.instances, ec2.vpcs, iam.authorization_details]'],
  });
  await installation.run(ACCOUNTS);
  alone = await run(1);
});

afterAll(() => installation.close());

test('two processes that read find what one finds, by as many statements', async () => {
  const two = await run(2);
  expect(two.processes).toBe(2);
  expect(alone.processes).toBe(0);
  expect(two.rows).toEqual(alone.rows);
  expect(alone.rows.length).toBeGreaterThan(50);
  expect(two.units).toEqual(alone.units);
  expect(two.summary).toMatchObject({
    status: alone.summary.status,
    accountsCovered: alone.summary.accountsCovered,
    units: alone.summary.units,
    tables: alone.summary.tables,
    parts: alone.summary.parts,
  });
  // All but the second walk to the role from which the others are assumed.
  expect(two.summary.awsRequests).toBe(alone.summary.awsRequests + 1);
  expect(two.statements).toEqual(alone.statements);
  await expectNothingLeft();
});

test('what is known of units reaches the process that reads them', async () => {
  const again = await run(2, { forget: false });
  expect(again.summary.rows).toBe(0);
  expect(again.summary.units).toEqual(alone.summary.units);
});

test('where a process is killed, another reads its accounts, and nothing counts twice', async () => {
  const killed = await run(2, {
    async meanwhile() {
      const pause = paused({ service: 'ec2', operation: 'DescribeVpcs' });
      // Once both have taken the source role and entered accounts, either loses some that another enters again.
      await vi.waitFor(() => expect(rolesTaken()).toBeGreaterThan(2 * ACCOUNTS_AT_ONCE), { timeout: 60_000 });
      kill(workers()[0]);
      pause.release();
    },
  });
  expect(killed.rows).toEqual(alone.rows);
  expect(killed.units).toEqual(alone.units);
  expect(killed.summary).toMatchObject({ status: alone.summary.status, tables: alone.summary.tables });
  // Two more processes walk to the source role; the rest is accounts that are entered again.
  expect(killed.rolesTaken).toBeGreaterThan(alone.rolesTaken + 2);
  await expectNothingLeft();
});

test('an account with which two processes end is failed, and keeps its last state', async () => {
  const { world } = installation.sandbox;
  const poison = [...world.accounts.values()].filter(
    ({ state, isManagement }) => state === 'ACTIVE' && !isManagement,
  )[3];
  const killed = await run(2, {
    async meanwhile() {
      for (let time = 0; time < 2; time += 1) {
        // Each process that reads it enters it once.
        const pause = paused({ service: 'sts', operation: 'AssumeRole', roleAccountId: poison?.id ?? '' });
        await pause.reached;
        for (const worker of workers()) kill(worker);
        pause.release();
        // The call that waited must not come to the next barrier.
        await setImmediate();
      }
    },
  });
  const lost = await installation.client.query<{ ACCOUNT_ID: string; CODE: string; ROW_COUNT: number }>(
    `SELECT DISTINCT ACCOUNT_ID FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? AND LATEST_STATUS = 'failed' AND CODE = 'worker_lost'`,
    [killed.summary.runId],
  );
  expect(lost.map(({ ACCOUNT_ID }) => ACCOUNT_ID)).toContain(poison?.id);
  expect(lost.length).toBeLessThan(alone.summary.accountsCovered);
  expect(killed.summary.status).toBe('partial');
  expect(killed.summary.accountsCovered).toBe(alone.summary.accountsCovered - lost.length);
  const kept = await installation.client.query(`SELECT 1 AS ONE FROM AWS_EC2_VPCS WHERE ACCOUNT_ID = ?`, [
    poison?.id ?? '',
  ]);
  expect(kept.length).toBeGreaterThan(0);
  await expectNothingLeft();
});

test('what stops the whole run is told as by one process', async () => {
  const wrong = { AWS_SECRET_ACCESS_KEY: 'not-the-key-of-anybody' };
  const [one, two] = [await start(1, wrong), await start(2, wrong)];
  expect(one.code).toBe(1);
  expect(two).toEqual(one);
  expect(two.stderr).toContain('AWS does not accept the credentials');
  expect(workers()).toEqual([]);
  await expectNothingLeft();
});

test('a run whose time is over publishes what its processes have read by then', async () => {
  const pause = paused({ service: 'ec2', operation: 'DescribeVpcs', nth: 10 });
  const summary = summaryOf(await start(2, { SNOWCENSUS_MAX_RUN_SECONDS: '6' }), 2);
  pause.release();
  expect(summary.error).toContain('waiting for EC2 DescribeVpcs');
  expect(summary.units.ok).toBeGreaterThan(0);
  expect(summary.units.failed).toBeGreaterThan(0);
  await expectNothingLeft();
});

test('told to stop, the first process takes the others with it; killed, they go by themselves', async () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const pause = paused({ service: 'ec2', operation: 'DescribeVpcs', nth: 3 });
    const { child, ended } = startConnector(environment(2), ['run', INVENTORY]);
    await pause.reached;
    const readers = childrenOf(child.pid ?? 0);
    expect(readers).toHaveLength(2);
    child.kill(signal);
    await ended;
    await vi.waitFor(() => expect(readers.filter(isAlive)).toEqual([]), { timeout: 20_000 });
    pause.release();
    await setImmediate();
  }
  const next = await run(2);
  expect(next.rows).toEqual(alone.rows);
  await expectNothingLeft();
});

interface Outcome {
  readonly summary: PrintedSummary;
  /** Hashes of the rows that the run landed. */
  readonly rows: readonly unknown[];
  /** Outcomes of its units. */
  readonly units: readonly unknown[];
  /** Its statements by kind. */
  readonly statements: Readonly<Record<string, number>>;
  /** How often a role was taken, by AWS's count. */
  readonly rolesTaken: number;
  /** How many processes there were at most, as far as was looked. */
  readonly processes: number;
}

async function run(
  count: number,
  {
    forget = true,
    meanwhile = async () => undefined,
  }: { forget?: boolean; meanwhile?: () => Promise<void> } = {},
): Promise<Outcome> {
  const { sandbox, client } = installation;
  if (forget) {
    await forgetDigests(client);
    await client.query(`UPDATE CONNECTOR_RUNS SET VERSION = '0'`);
  }
  sandbox.snowflake.resetMetrics();
  sandbox.aws?.resetMetrics();
  let processes = 0;
  const looking = paused({ service: 'ec2', operation: 'DescribeVpcs', nth: 5 });
  const looked = looking.reached.then(() => {
    processes = workers().length;
    looking.release();
  });
  const [result] = await Promise.all([start(count), meanwhile()]);
  await looked;
  const summary = summaryOf(result, 0, 2);
  const kinds = Map.groupBy(sandbox.snowflake.metrics.log, ({ kind }) => kind);
  const statements = Object.fromEntries([...kinds].map(([kind, of]) => [kind, of.length]));
  const rows = TABLES.map((table) => {
    const place =
      table === 'AWS_IAM_AWS_MANAGED_POLICIES' ? `'' AS ACCOUNT_ID, '' AS REGION` : 'ACCOUNT_ID, REGION';
    return `SELECT '${table}' AS TABLE_NAME, ${place}, RESOURCE_ID, ROW_HASH FROM ${table}_SNAPSHOTS WHERE RUN_ID = '${summary.runId}'`;
  });
  return {
    summary,
    statements,
    processes,
    rolesTaken: rolesTaken(),
    rows: await client.query(`${rows.join(' UNION ALL ')} ORDER BY 1, 2, 3, 4, 5`),
    // A policy of AWS counts among the rows of whichever account told it first.
    units: await client.query(
      `SELECT COLLECTOR, ACCOUNT_ID, REGION, LATEST_STATUS, CODE, DIGEST, IFF(COLLECTOR LIKE 'iam.%', NULL, ROW_COUNT) AS ROW_COUNT
       FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? ORDER BY 1, 2, 3`,
      [summary.runId],
    ),
  };
}

function rolesTaken(): number {
  return installation.sandbox.aws?.metrics.byAction['sts:AssumeRole'] ?? 0;
}

function paused(match: Parameters<Faults['pauseBefore']>[0]) {
  const pause = installation.sandbox.aws?.faults.pauseBefore(match);
  if (!pause) throw new Error('no AWS sandbox');
  return pause;
}

function start(count: number, others: Readonly<Record<string, string>> = {}): Promise<ConnectorResult> {
  return runInProcess({ ...environment(count), ...others }, ['run', INVENTORY, '--json']);
}

function environment(count: number): Readonly<Record<string, string>> {
  return {
    ...installation.sandbox.env,
    SNOWFLAKE_ROLE: SERVICE.roles.loader,
    AWS_MAX_ATTEMPTS: '3',
    SNOWCENSUS_AWS_RATE: String(RAISED_QUOTAS),
    SNOWCENSUS_ACCOUNT_CONCURRENCY: String(ACCOUNTS_AT_ONCE),
    SNOWCENSUS_WORKERS: String(count),
  };
}

/** Processes that this one has started and that still are. */
function workers(): readonly number[] {
  return childrenOf(process.pid);
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

function kill(pid: number | undefined): void {
  if (pid === undefined) throw new Error('there is no process to kill');
  process.kill(pid, 'SIGKILL');
}

async function expectNothingLeft(): Promise<void> {
  const { client, sandbox } = installation;
  expect(await client.query('LIST @SNOWALERT.DATA.SNOWCENSUS_STAGE')).toEqual([]);
  expect(await readdir(sandbox.env.SNOWCENSUS_SPOOL_DIRECTORY ?? '')).toEqual([]);
}

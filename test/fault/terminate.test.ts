import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeConnection } from '../installation/connection-table.ts';
import { type ConnectorResult, startConnector } from '../installation/connector.ts';
import { ACCOUNTS, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';
import { terminateInstance } from '../sandbox/aws/world/plant.ts';
import { createRandom, type Random } from '../sandbox/aws/world/random.ts';

/** By hand, each in processes of its own; by schedule, all in one process; and the one that nothing happens to. */
const BY_HAND = ['A', 'B', 'C'].map(nameOf);
const BY_SCHEDULE = ['X', 'Y'].map(nameOf);
const TWIN = nameOf('TWIN');

const RUNS_TERMINATED = 4;
const STARTS_TERMINATED = 6;
/** With the shorter one a service has to abort what runs. */
const GRACE_SECONDS = [2, 6] as const;
/** What a busy machine may add. */
const SLACK_MS = 5_000;

/** One process that was told to stop. */
interface Terminated {
  readonly worker: string;
  readonly result: ConnectorResult;
  readonly graceSeconds: number;
  /** From the signal to the end. */
  readonly milliseconds: number;
}

let installation: Installation;
let env: Readonly<Record<string, string>>;
/** How long runs take that nothing happens to. */
let undisturbedMs: number;
let gone: string;

beforeAll(async () => {
  installation = await install({ accounts: 4 });
  const { sandbox, client } = installation;
  env = {
    ...sandbox.env,
    SNOWFLAKE_ROLE: SERVICE.roles.loader,
    SNOWCENSUS_AWS_RATE: '20',
    SNOWCENSUS_CONCURRENT_RUNS: '2',
  };
  await installation.run(ACCOUNTS);
  // Runs wait for AWS more than they work.
  sandbox.aws?.faults.add({ match: { service: 'ec2' }, action: { delayMs: 300 } });
  for (const name of [...BY_HAND, ...BY_SCHEDULE, TWIN]) await makeConnection(client, name, options(name));
  const runs = await Promise.all([...BY_HAND, ...BY_SCHEDULE].map((name) => installation.run(name)));
  undisturbedMs = Math.max(...runs.map(({ seconds }) => seconds * 1000));
  const { world } = sandbox;
  const changed = [...world.accounts.values()].find(
    ({ state, isManagement }) => state === 'ACTIVE' && !isManagement,
  );
  gone = terminateInstance(world, changed?.id ?? '', 'us-east-1');
});
afterAll(() => installation.close());

test('whenever a process is told to stop, it stops in time, the ledger is true and the next run is whole', async () => {
  const lanes = [...BY_HAND.map((name) => terminateRuns(name)), terminateServices()];
  const terminated = (await Promise.all(lanes)).flat();
  expect(terminated).toHaveLength(BY_HAND.length * RUNS_TERMINATED + STARTS_TERMINATED);
  for (const { milliseconds, graceSeconds, result } of terminated) {
    expect(milliseconds, result.stderr).toBeLessThan(graceSeconds * 1000 + SLACK_MS);
  }
  await Promise.all([...BY_HAND, ...BY_SCHEDULE, TWIN].map((name) => installation.run(name)));

  await expectTrueLedger(terminated);
  await expectNothingLeft();
  const twin = await visible(TWIN);
  expect(twin.length).toBeGreaterThan(20);
  expect(JSON.stringify(twin)).not.toContain(gone);
  for (const name of [...BY_HAND, ...BY_SCHEDULE]) expect(await visible(name), name).toEqual(twin);
}, 500_000);

async function terminateRuns(name: string): Promise<readonly Terminated[]> {
  const random = createRandom(1, 'terminate', name);
  const terminated: Terminated[] = [];
  for (let time = 0; time < RUNS_TERMINATED; time += 1)
    terminated.push(await terminate(['run', name], random));
  return terminated;
}

/** Each service finds its connections an hour late, so that it runs them as soon as it starts. */
async function terminateServices(): Promise<readonly Terminated[]> {
  const random = createRandom(1, 'terminate', 'services');
  const terminated: Terminated[] = [];
  for (let time = 0; time < STARTS_TERMINATED; time += 1) {
    await installation.client.query(
      `UPDATE CONNECTOR_RUNS SET SCHEDULED_FOR = DATEADD(hour, -2, STARTED_AT) WHERE CONNECTION IN (${list(BY_SCHEDULE)})`,
    );
    terminated.push(await terminate(['start'], random));
  }
  return terminated;
}

/** Stops a process at any moment from when it begins to work to when it has probably done so. */
async function terminate(args: readonly string[], random: Random): Promise<Terminated> {
  const graceSeconds = random.pick(GRACE_SECONDS);
  const { child, ended } = startConnector({ ...env, SNOWCENSUS_GRACE_SECONDS: String(graceSeconds) }, args);
  const exited = once(child, 'exit');
  if (!child.stderr) throw new Error('the process has no standard error');
  await Promise.race([once(child.stderr, 'data'), exited]);
  await Promise.race([sleep(random.fraction() * undisturbedMs), exited]);
  const began = performance.now();
  child.kill('SIGTERM');
  await exited;
  const milliseconds = performance.now() - began;
  return { worker: `${hostname()}:${child.pid}:`, result: await ended, graceSeconds, milliseconds };
}

interface LedgerRow {
  readonly WORKER: string;
  readonly STATUS: string;
  readonly PUBLISHED: boolean;
}

/** Every run has ended, and what a process printed of its run is what the ledger has. */
async function expectTrueLedger(terminated: readonly Terminated[]): Promise<void> {
  const rows = await installation.client.query<LedgerRow>(
    `SELECT WORKER, STATUS, PUBLISHED_AT IS NOT NULL AS PUBLISHED FROM CONNECTOR_RUNS WHERE STATUS <> 'missed'`,
  );
  for (const { STATUS, PUBLISHED, WORKER } of rows) {
    expect(PUBLISHED ? ['ok', 'partial'] : ['aborted'], WORKER).toContain(STATUS);
  }
  for (const { worker, result } of terminated) {
    const its = rows.filter(({ WORKER }) => WORKER.startsWith(worker));
    if (result.stdout !== '') expect(its, result.stdout).toMatchObject([{ PUBLISHED: true }]);
    if (result.code === 1)
      expect(
        its.filter(({ PUBLISHED }) => PUBLISHED),
        result.stderr,
      ).toEqual([]);
  }
  const aborted = rows.filter(({ STATUS }) => STATUS === 'aborted');
  expect(aborted.length).toBeGreaterThan(terminated.length / 4);
}

async function expectNothingLeft(): Promise<void> {
  const { client, sandbox } = installation;
  expect(await client.query('LIST @SNOWALERT.DATA.SNOWCENSUS_STAGE')).toEqual([]);
  expect(await readdir(sandbox.env.SNOWCENSUS_SPOOL_DIRECTORY ?? '')).toEqual([]);
  const unknown = await client.query(
    `SELECT DISTINCT s.RUN_ID FROM AWS_EC2_INSTANCES_SNAPSHOTS s
     LEFT JOIN CONNECTOR_RUNS r ON r.RUN_ID = s.RUN_ID WHERE r.RUN_ID IS NULL`,
  );
  expect(unknown).toEqual([]);
}

/** What the connection itself has made of the accounts, which current views show of the newest connection only. */
async function visible(name: string): Promise<readonly unknown[]> {
  const rows = (collector: string, table: string) =>
    `SELECT s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID, s.ROW_HASH AS TOLD FROM ${table}_SNAPSHOTS s JOIN own o
       ON o.COLLECTOR = '${collector}' AND o.ACCOUNT_ID = s.ACCOUNT_ID AND o.REGION = s.REGION AND o.RUN_ID = s.RUN_ID
     WHERE s.CONNECTION = '${name}'`;
  return installation.client.query(
    `WITH own AS (SELECT u.COLLECTOR, u.ACCOUNT_ID, u.REGION, MAX(u.RUN_ID) AS RUN_ID FROM CONNECTOR_CONCLUSIVE_UNITS u
       WHERE u.CONNECTION = '${name}' GROUP BY u.COLLECTOR, u.ACCOUNT_ID, u.REGION)
     ${rows('ec2.instances', 'AWS_EC2_INSTANCES')}
     UNION ALL ${rows('ec2.vpcs', 'AWS_EC2_VPCS')}
     UNION ALL SELECT ACCOUNT_ID, COALESCE(REGION, ''), COLLECTOR, CODE FROM CONNECTOR_BLIND_SPOTS WHERE CONNECTION = '${name}'
     ORDER BY 1, 2, 3`,
  );
}

function options(name: string): string {
  const { entry } = installation.sandbox.world;
  return `module: aws_inventory
source_role_arn: ${entry.sourceRoleArn}
destination_role_name: ${entry.memberRoleName}
external_id: ${entry.externalId}
accounts_connection_name: ${ACCOUNTS}
regions: [us-east-1, eu-west-1]
collectors: [ec2.instances, ec2.vpcs]
${BY_SCHEDULE.includes(name) ? 'schedule: 0 * * * *' : ''}`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

function nameOf(name: string): string {
  return `AWS_${name}_CONNECTION`;
}

import { startConnector } from '../installation/connector.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';
import { addUser, terminateInstance } from '../sandbox/aws/world/plant.ts';
import { createRandom } from '../sandbox/aws/world/random.ts';

const SIZE = {
  accounts: 3,
  inventory: ['regions: [us-east-1]', 'collectors: [ec2.instances, ec2.vpcs, iam.authorization_details]'],
};

/** How long Snowflake lets a transaction idle that keeps another waiting. */
const MOST_IDLE_MS = 300_000;

/** What became of a run that was killed. */
export interface Killed {
  /** Requests of the run that came before the kill, of all its requests. */
  readonly moment: string;
  /** Whether readers saw the whole run, or nothing of it; another view is an error. */
  readonly seen: 'before' | 'after';
}

/**
 * Kills one run after another with SIGKILL, each before a request that is drawn among all that it makes of Snowflake,
 * its stage and AWS. Beside each a twin takes the same changes in and is left in peace. Throws where a reader, while
 * the killed run stands still or when it is dead, sees neither what the twin shows before the change nor what it shows
 * after it, or where the next run leaves another state than the twin's.
 */
export async function killAtRandom(
  times: number,
  seed: number,
  onKill: (killed: Killed) => void,
): Promise<void> {
  let laterMs = 0;
  const snowflakeClock = () => new Date(Date.now() + laterMs);
  const [victim, twin] = await Promise.all([install({ ...SIZE, snowflakeClock }), install(SIZE)]);
  try {
    for (const one of [victim, twin]) {
      await one.run(ACCOUNTS);
      await one.run(INVENTORY);
    }
    const random = createRandom(seed, 'kills');
    for (let turn = 0; turn < times; turn += 1) {
      const before = await visible(twin);
      expectSame(`before kill ${turn}`, await visible(victim), before);
      for (const one of [victim, twin]) change(one, turn);
      const requests = await requestsOf(twin);
      const after = await visible(twin);
      const at = random.integer(1, requests.snowflake + requests.aws);
      const seen = await kill(victim, at, requests.aws);
      const isBefore = same(seen[0], before);
      if (!isBefore) expectSame(`killed before request ${at}`, seen[0], after);
      expectSame(`once dead, killed before request ${at}`, seen[1], seen[0]);
      laterMs = MOST_IDLE_MS;
      await waitForLocks(victim);
      laterMs = 0;
      await victim.run(INVENTORY);
      expectSame(`after the run that follows kill ${turn}`, await visible(victim), after);
      onKill({
        moment: `${at} of ${requests.snowflake + requests.aws}`,
        seen: isBefore ? 'before' : 'after',
      });
    }
  } finally {
    await Promise.all([victim.close(), twin.close()]);
  }
}

/** Everything that a reader sees of the inventory, but for the times and names of runs. */
function visible({ client }: Installation): Promise<readonly unknown[]> {
  return client.query(
    `SELECT 'instance' AS KIND, ACCOUNT_ID, REGION, RESOURCE_ID, STATE AS STATE FROM AWS_EC2_INSTANCES
     UNION ALL SELECT 'vpc', ACCOUNT_ID, REGION, RESOURCE_ID, STATE FROM AWS_EC2_VPCS
     UNION ALL SELECT 'user', ACCOUNT_ID, REGION, RESOURCE_ID, NULL FROM AWS_IAM_USERS
     UNION ALL SELECT 'change of an instance', ACCOUNT_ID, REGION, RESOURCE_ID, CHANGE FROM AWS_EC2_INSTANCES_CHANGES
     UNION ALL SELECT 'change of a user', ACCOUNT_ID, REGION, RESOURCE_ID, CHANGE FROM AWS_IAM_USERS_CHANGES
     UNION ALL SELECT 'blind spot', ACCOUNT_ID, REGION, COLLECTOR, STATUS FROM CONNECTOR_BLIND_SPOTS
     ORDER BY 1, 2, 3, 4, 5`,
  );
}

/** Changes three units of different accounts, so that half a run would be seen. */
function change({ sandbox: { world } }: Installation, turn: number): void {
  const members = [...world.accounts.values()].filter(({ state }) => state === 'ACTIVE');
  for (const { id } of members) addUser(world, id, `added-${turn}`, new Date('2026-03-01T00:00:00Z'));
  const running = members.find((account) =>
    account
      .region('us-east-1')
      .reservations.some(({ Instances = [] }) => Instances.some(({ State }) => State?.Name === 'running')),
  );
  if (running) terminateInstance(world, running.id, 'us-east-1');
}

/** How many requests an undisturbed run makes. */
async function requestsOf({ sandbox, run }: Installation): Promise<{ snowflake: number; aws: number }> {
  let snowflake = 0;
  const counting = sandbox.snowflake.faults.pauseBefore(() => {
    snowflake += 1;
    return false;
  });
  const before = sandbox.aws?.metrics.calls ?? 0;
  await run(INVENTORY);
  counting.abandon();
  sandbox.snowflake.faults.clear();
  return { snowflake, aws: (sandbox.aws?.metrics.calls ?? 0) - before };
}

/** Kills a run before one of its requests, those to AWS counted first. What readers see while it stands still, and then. */
async function kill(
  installation: Installation,
  at: number,
  ofAws: number,
): Promise<[readonly unknown[], readonly unknown[]]> {
  const { sandbox } = installation;
  const pause = at <= ofAws ? beforeCall(installation, at) : beforeStatement(installation, at - ofAws);
  const env = { ...sandbox.env, SNOWCENSUS_AWS_RATE: String(RAISED_QUOTAS) };
  const { child, ended } = startConnector(env, ['run', INVENTORY]);
  await Promise.race([pause.reached, ended]);
  const standing = await visible(installation);
  child.kill('SIGKILL');
  await ended;
  pause.forget();
  return [standing, await visible(installation)];
}

function beforeCall({ sandbox }: Installation, nth: number) {
  const pause = sandbox.aws?.faults.pauseBefore({ nth });
  if (!pause) throw new Error('the sandbox has no AWS');
  return { reached: pause.reached, forget: pause.release };
}

function beforeStatement({ sandbox: { snowflake } }: Installation, nth: number) {
  let met = 0;
  const pause = snowflake.faults.pauseBefore(() => {
    met += 1;
    return met === nth;
  });
  return { reached: pause.reached, forget: () => snowflake.faults.clear() };
}

/** Takes every lock that a dead run may hold, as the next one does: Snowflake then rolls back what is idle. */
async function waitForLocks({ client }: Installation): Promise<void> {
  for (const table of ['CONNECTOR_LEASES', 'CONNECTOR_OUTCOMES', 'CONNECTOR_UNITS', 'CONNECTOR_RUNS'])
    await client.query(`UPDATE ${table} SET CONNECTION = CONNECTION WHERE FALSE`);
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function expectSame(when: string, found: readonly unknown[], right: readonly unknown[]): void {
  if (same(found, right)) return;
  const without = (some: readonly unknown[], others: readonly unknown[]) => {
    const known = new Set(others.map((row) => JSON.stringify(row)));
    return some.map((row) => JSON.stringify(row)).filter((row) => !known.has(row));
  };
  const more = without(found, right);
  const less = without(right, found);
  throw new Error(
    `${when}: ${more.length} rows too many, ${less.length} missing:\n${[...more, ...less].join('\n')}`,
  );
}

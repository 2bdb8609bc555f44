import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNTS, type Installation, install, type PrintedSummary } from '../installation/installation.ts';
import {
  expectNothingLeft,
  type Found,
  forgetAll,
  foundBy,
  printed,
  runShardHere,
  SMALL_INVENTORY,
} from '../installation/sharded-run.ts';
import { plantDetectorAdministrator } from '../sandbox/aws/world/posture/plant-administrator.ts';

/** Statements for which a warehouse works. */
const OF_WAREHOUSE = ['select', 'copy', 'insert', 'update', 'merge', 'delete'];

let installation: Installation;
let alone: Outcome;
/** Is asked first for what it tells of others, whichever shard reads these. */
let administrator: string;

beforeAll(async () => {
  installation = await install({
    ...SMALL_INVENTORY,
    inventory: [
      'regions: [us-east-1]',
      'collectors: [ec2.instances, ec2.vpcs, iam.authorization_details, guardduty.detectors]',
    ],
  });
  administrator = plantDetectorAdministrator(installation.sandbox.world, 'us-east-1').id;
  await installation.run(ACCOUNTS);
  alone = await run([{}]);
});

afterAll(() => installation.close());

test.each([
  [2, '1'],
  [5, '1'],
  [2, '2'],
])('%i shards of %s processes find what one process finds, by as many statements', async (count, workers) => {
  const env = (index: number) => ({ SNOWCENSUS_SHARD: `${index}/${count}`, SNOWCENSUS_WORKERS: workers });
  const many = await run(Array.from({ length: count }, (_, index) => env(index)));
  expect(many.found).toEqual(alone.found);
  expect(alone.found.rows.length).toBeGreaterThan(50);
  expect(JSON.stringify(many.found.units)).toContain(`"SOURCE_ACCOUNT_ID":"${administrator}"`);
  const { status, accounts, accountsCovered, units, tables, rows, error } = alone.summary;
  expect(many.summary).toMatchObject({ status, accounts, accountsCovered, units, tables, rows });
  expect(many.summary.error).toBe(error);
  expect(many.statements).toEqual(alone.statements);
  expect(many.others.map((other) => other.status)).toEqual(
    Array.from({ length: count - 1 }, () => 'written'),
  );
  expect(many.others.every((other) => other.accounts > 0)).toBe(true);
  await expectNothingLeft(installation);
});

test('what is known of units reaches the shard that reads them, whatever their number was and whoever counts them', async () => {
  const three = await run(
    [
      { JOB_COMPLETION_INDEX: '0', SNOWCENSUS_SHARDS: '3' },
      { AWS_BATCH_JOB_ARRAY_INDEX: '1', SNOWCENSUS_SHARDS: '3' },
      { SNOWFLAKE_JOB_INDEX: '2', SNOWFLAKE_JOBS_COUNT: '3' },
    ],
    false,
  );
  expect(three.summary.rows).toBe(0);
  expect(three.summary.units).toEqual(alone.summary.units);
  const closed = await installation.client.query(
    `SELECT 1 AS ONE FROM CONNECTOR_UNITS WHERE CODE IN ('no_longer_planned', 'held_open')`,
  );
  expect(closed).toEqual([]);
});

test('what is of the organization is read by the first shard alone', async () => {
  const { faults } = installation.sandbox.snowflake;
  // It waits for nobody who has nothing to read.
  const closes = faults.pauseBefore(({ sqlText }) => /^PUT .*closed/.test(sqlText ?? ''));
  const writes = faults.pauseBefore(({ sqlText }) => /^PUT .*manifest-1/.test(sqlText ?? ''));
  const first = runShardHere(installation, '0/2', {}, ACCOUNTS);
  const second = runShardHere(installation, '1/2', {}, ACCOUNTS);
  await Promise.all([closes.reached, writes.reached]);
  writes.release();
  closes.release();
  expect(printed(await first)).toMatchObject({ accounts: 1, accountsCovered: 1 });
  expect(printed(await second)).toMatchObject({ status: 'written', accounts: 0, awsRequests: 0 });
  await expectNothingLeft(installation);
});

interface Outcome {
  readonly summary: PrintedSummary;
  readonly others: readonly { readonly status: string; readonly accounts: number }[];
  readonly found: Found;
  /** Its statements for a warehouse, by kind. */
  readonly statements: Readonly<Record<string, number>>;
}

async function run(envs: readonly Readonly<Record<string, string>>[], forget = true): Promise<Outcome> {
  const { sandbox } = installation;
  if (forget) await forgetAll(installation);
  sandbox.snowflake.resetMetrics();
  const [first, ...others] = await Promise.all(envs.map((env) => runShardHere(installation, undefined, env)));
  if (!first) throw new Error('no shard was run');
  const summary = printed(first);
  const kinds = Map.groupBy(sandbox.snowflake.metrics.log, ({ kind }) => kind);
  return {
    summary,
    others: others.map((other) => printed<{ status: string; accounts: number }>(other)),
    found: await foundBy(installation, summary.runId),
    statements: Object.fromEntries(OF_WAREHOUSE.map((kind) => [kind, kinds.get(kind)?.length ?? 0])),
  };
}

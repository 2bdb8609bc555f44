import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { runInProcess } from '../commands/in-process.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';
import { type ConnectorProcess, type ConnectorResult, startConnector } from './connector.ts';
import { forgetDigests } from './forget-digests.ts';
import { INVENTORY, type Installation, type InstallOptions, type PrintedSummary } from './installation.ts';
import { SERVICE } from './service-account.ts';

/** Small, and of each kind: of a region, of an account, and the same for all accounts. */
export const SMALL_INVENTORY: Pick<InstallOptions, 'accounts' | 'inventory'> = {
  accounts: 12,
  inventory: ['regions: [us-east-1]', 'collectors: [ec2.instances, ec2.vpcs, iam.authorization_details]'],
};

const TABLES = ['AWS_EC2_INSTANCES', 'AWS_EC2_VPCS', 'AWS_IAM_ROLES', 'AWS_IAM_AWS_MANAGED_POLICIES'];

/** What a published run has found. */
export interface Found {
  /** Hashes of the rows that it has landed. */
  readonly rows: readonly unknown[];
  /** Outcomes of its units. */
  readonly units: readonly unknown[];
}

/** The inventory, or another connection, as one of so many shards, in the process of the test; which one `others` says, where no flag does. */
export function runShardHere(
  installation: Installation,
  shard: string | undefined,
  others: Readonly<Record<string, string>> = {},
  connection = INVENTORY,
): Promise<ConnectorResult> {
  return runInProcess({ ...environment(installation), ...others }, commandLine(shard, connection));
}

/** The same in a process of its own. */
export function startShard(
  installation: Installation,
  shard: string,
  others: Readonly<Record<string, string>> = {},
): ConnectorProcess {
  return startConnector({ ...environment(installation), ...others }, commandLine(shard));
}

function commandLine(shard: string | undefined, connection = INVENTORY): readonly string[] {
  return ['run', connection, '--json', ...(shard === undefined ? [] : ['--shard', shard])];
}

function environment({ sandbox }: Installation): Readonly<Record<string, string>> {
  return {
    ...sandbox.env,
    SNOWFLAKE_ROLE: SERVICE.roles.loader,
    AWS_MAX_ATTEMPTS: '3',
    SNOWCENSUS_AWS_RATE: String(RAISED_QUOTAS),
    SNOWCENSUS_SHARD_WAIT_SECONDS: '30',
    SNOWCENSUS_WORKERS: '1',
  };
}

/** What a command has printed that has ended well, if in part. */
export function printed<T = PrintedSummary>({ code, stdout, stderr }: ConnectorResult): T {
  if (code !== 0 && code !== 2) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

/** Lets the next run land all rows, and all shards have accounts that cost the same. */
export async function forgetAll({ client }: Installation): Promise<void> {
  await forgetDigests(client);
  await client.query(`UPDATE CONNECTOR_RUNS SET VERSION = '0'`);
}

export async function foundBy({ client }: Installation, runId: string): Promise<Found> {
  const rows = TABLES.map((table) => {
    const place =
      table === 'AWS_IAM_AWS_MANAGED_POLICIES' ? `'' AS ACCOUNT_ID, '' AS REGION` : 'ACCOUNT_ID, REGION';
    return `SELECT '${table}' AS TABLE_NAME, ${place}, RESOURCE_ID, ROW_HASH FROM ${table}_SNAPSHOTS WHERE RUN_ID = '${runId}'`;
  });
  return {
    rows: await client.query(`${rows.join(' UNION ALL ')} ORDER BY 1, 2, 3, 4, 5`),
    // A policy of AWS counts among the rows of whichever account told it first. Of an account that was lost before, all its
    // regions together were.
    units: await client.query(
      `SELECT COLLECTOR, ACCOUNT_ID, REGION, LATEST_STATUS, CODE, DIGEST, SOURCE_ACCOUNT_ID, IFF(COLLECTOR LIKE 'iam.%', NULL, ROW_COUNT) AS ROW_COUNT
       FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? AND COALESCE(CODE, '') <> 'no_longer_planned' ORDER BY 1, 2, 3`,
      [runId],
    ),
  };
}

/** Fails where a run has left files on stage or disk. */
export async function expectNothingLeft({ client, sandbox }: Installation): Promise<void> {
  expect(await client.query('LIST @SNOWALERT.DATA.SNOWCENSUS_STAGE')).toEqual([]);
  expect(await readdir(sandbox.env.SNOWCENSUS_SPOOL_DIRECTORY ?? '')).toEqual([]);
}

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { runCommand } from '../commands/in-process.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';
import type { AwsSandbox } from '../sandbox/aws/server.ts';

const COLLECTORS = ['ec2.subnets', 'ec2.vpcs', 'iam.account_summary'];

let installation: Installation;
let aws: AwsSandbox;
/** An account that can be read. */
let sick: string;
let accounts: number;

beforeAll(async () => {
  installation = await install({
    accounts: 6,
    inventory: ['regions: [us-east-1]', `collectors: [${COLLECTORS.join(', ')}]`],
  });
  if (!installation.sandbox.aws) throw new Error('the sandbox has an AWS');
  aws = installation.sandbox.aws;
  await ran(ACCOUNTS);
  const { units } = await ran(INVENTORY);
  accounts = (units.ok ?? 0) / COLLECTORS.length;
  expect(accounts).toBeGreaterThan(2);
  const [unit] = await installation.client.query<{ ACCOUNT_ID: string }>(
    `SELECT ACCOUNT_ID FROM CONNECTOR_COVERAGE WHERE CONNECTION = '${INVENTORY}' AND STATUS = 'ok' ORDER BY 1 LIMIT 1`,
  );
  sick = unit?.ACCOUNT_ID ?? '';
});
afterAll(() => installation.close());
beforeEach(() => aws.faults.clear());

interface Ran {
  readonly code: number | null;
  readonly runId: string;
  readonly status: string;
  readonly units: Readonly<Record<string, number>>;
  readonly error?: string;
}

async function ran(connection: string, changes: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const settings = {
    ...installation.sandbox.env,
    AWS_MAX_ATTEMPTS: '2',
    SNOWFLAKE_ROLE: SERVICE.roles.loader,
    ...changes,
  };
  Object.assign(process.env, settings);
  const { code, stdout, stderr } = await runCommand(run, settings, [connection, '--json']);
  if (stdout === '') throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Omit<Ran, 'code'>) };
}

/** The run's failed units; those of the management account, which has no role, are denied. */
function failed(runId: string) {
  return installation.client.query<Record<'ACCOUNT_ID' | 'COLLECTOR' | 'STATUS' | 'REASON', string>>(
    `SELECT ACCOUNT_ID, COLLECTOR, LATEST_STATUS AS STATUS, REASON FROM CONNECTOR_UNITS
     WHERE LATEST_RUN_ID = '${runId}' AND LATEST_STATUS = 'failed' ORDER BY COLLECTOR`,
  );
}

async function isPublished(runId: string): Promise<boolean> {
  const found = await installation.client.query(
    `SELECT 1 FROM CONNECTOR_RUNS WHERE RUN_ID = '${runId}' AND PUBLISHED_AT IS NOT NULL`,
  );
  return found.length === 1;
}

describe('an answer that stops', () => {
  const impatient = {
    SNOWCENSUS_AWS_REQUEST_TIMEOUT_MS: '400',
    SNOWCENSUS_AWS_CALL_TIMEOUT_MS: '800',
  };

  test.each(['stall', 'drip', 'hang'] as const)(
    '(%s) fails its unit, and all else is published',
    async (action) => {
      aws.faults.add({ match: { operation: 'DescribeVpcs', accountId: sick }, action });
      const { runId, status, units, code } = await ran(INVENTORY, impatient);
      expect({ code, status }).toEqual({ code: 2, status: 'partial' });
      expect(units).toMatchObject({ ok: accounts * COLLECTORS.length - 1, failed: 1 });
      expect(await isPublished(runId)).toBe(true);
      expect(await failed(runId)).toEqual([
        {
          ACCOUNT_ID: sick,
          COLLECTOR: 'ec2.vpcs',
          STATUS: 'failed',
          REASON: expect.stringMatching(/^no whole answer came: .*\(gave up after 2 attempts\)$/),
        },
      ]);
    },
  );
});

describe('a run whose time is over', () => {
  test('publishes what it has, and says what it waited for', async () => {
    aws.faults.add({
      match: { operation: 'DescribeVpcs', accountId: sick },
      action: 'stall',
    });
    const { runId, status, units, error } = await ran(INVENTORY, { SNOWCENSUS_MAX_RUN_SECONDS: '4' });
    expect(status).toBe('partial');
    expect(units).toMatchObject({ ok: accounts * COLLECTORS.length - 1, failed: 1 });
    expect(error).toContain(`waiting for EC2 DescribeVpcs of account ${sick} in us-east-1`);
    expect(error).toContain('SNOWCENSUS_MAX_RUN_SECONDS');
    expect(await isPublished(runId)).toBe(true);
    expect(await failed(runId)).toMatchObject([{ COLLECTOR: 'ec2.vpcs', STATUS: 'failed' }]);
  });

  test('publishes what it has also where an account cannot be entered', async () => {
    aws.faults.add({
      match: { operation: 'AssumeRole', roleAccountId: sick },
      action: 'hang',
    });
    const { runId, status, units, error } = await ran(INVENTORY, { SNOWCENSUS_MAX_RUN_SECONDS: '4' });
    expect(status).toBe('partial');
    expect(units).toMatchObject({ ok: (accounts - 1) * COLLECTORS.length, failed: COLLECTORS.length });
    expect(error).toContain('waiting for STS AssumeRole');
    expect(await isPublished(runId)).toBe(true);
  });
});

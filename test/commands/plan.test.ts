import { afterAll, beforeAll, expect, test } from 'vitest';
import { plan as command } from '../../src/commands/plan.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { runCommand } from './in-process.ts';

const WHOLE = 'regions: [us-east-1, eu-west-1]\ncollectors: [iam.account_summary, ec2.vpcs]';

/** What `plan --json` prints, as far as it is looked at. */
interface Printed {
  readonly accounts: readonly string[];
  readonly leftOut: readonly {
    readonly status: string;
    readonly reason: string;
    readonly accounts: readonly string[];
  }[];
  readonly collectors: readonly string[];
  readonly closing: { readonly closed: number; readonly held: number; readonly holding: number };
  readonly estimate: { readonly awsRequests: number } | null;
}

let installation: Installation;
let options: string;

beforeAll(async () => {
  installation = await install({ accounts: 5, inventory: WHOLE.split('\n') });
  const [row] = await installation.client.query<{ comment: string }>(`SHOW TABLES LIKE '${INVENTORY}'`);
  options = row?.comment ?? '';
});
afterAll(() => installation.close());

const plan = (...args: readonly string[]) => runCommand(command, installation.sandbox.adminEnv, args);

async function planned(): Promise<Printed & { readonly code: number | null }> {
  const { code, stdout, stderr } = await plan(INVENTORY, '--json');
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as Printed), code };
}

async function setOptions(yaml: string): Promise<void> {
  expect(options).toContain(WHOLE);
  await installation.client.query(`ALTER TABLE ${INVENTORY} SET COMMENT = '${options.replace(WHOLE, yaml)}'`);
}

test('before its accounts have ever been listed there is nothing to plan by, and the remedy is told', async () => {
  const { code, stderr } = await plan(INVENTORY);
  expect(code).toBe(1);
  expect(stderr).toContain(ACCOUNTS);
});

test('before its first run it tells whom it enters and the least that it asks, and writes nothing', async () => {
  await installation.run(ACCOUNTS);
  installation.sandbox.snowflake.resetMetrics();
  const { code, stdout } = await plan(INVENTORY);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^accounts {4}\d accounts to enter: \d{12}/m);
  expect(stdout).toContain('regions     us-east-1, eu-west-1');
  expect(stdout).toContain('left out: ');
  expect(stdout).toContain('closes      nothing');
  expect(stdout).toMatch(/at least 3 calls for each of \d accounts/);
  // Of ALTER there is the one of the session, at login.
  const { alter, ...others } = installation.sandbox.snowflake.metrics.byKind;
  expect(alter).toBe(1);
  expect(new Set(Object.keys(others))).toEqual(new Set(['describe', 'select', 'show']));
});

test('it says what a run then does, by what the last one took', async () => {
  const before = await planned();
  const summary = await installation.run(INVENTORY);
  expect(before.accounts.length + before.leftOut.flatMap(({ accounts }) => accounts).length).toBe(
    summary.accounts,
  );
  const after = await planned();
  expect(after.closing).toMatchObject({ closed: 0, held: 0 });
  expect(after.closing.holding).toBeGreaterThan(0);
  expect(after.estimate?.awsRequests).toBeGreaterThanOrEqual(3 * summary.accountsCovered);
});

test('what it says of closing is what the run then does', async () => {
  const [known] = await installation.client.query<{ ACCOUNT_ID: string }>(
    `SELECT MAX(ACCOUNT_ID) AS ACCOUNT_ID FROM CONNECTOR_UNITS WHERE CONNECTION = '${INVENTORY}' AND ROW_COUNT > 0`,
  );
  await setOptions(`${WHOLE}\nexclude: {account_ids: ["${known?.ACCOUNT_ID}"]}`);
  const { code, closing, leftOut } = await planned();
  expect(code).toBe(0);
  expect(leftOut.map(({ status }) => status)).toContain('skipped');
  expect(closing.held).toBe(0);
  const holding = async () => {
    const [row] = await installation.client.query<{ N: number }>(
      `SELECT COUNT_IF(CONCLUSIVE_STATUS = 'ok' AND ROW_COUNT > 0) AS N FROM CONNECTOR_UNITS WHERE CONNECTION = '${INVENTORY}'`,
    );
    return row?.N ?? 0;
  };
  const before = await holding();
  await installation.run(INVENTORY);
  expect(before - (await holding())).toBe(closing.closed);
  expect(closing.closed).toBeGreaterThan(0);
});

test('it tells what a run would hold open, and exits with 2', async () => {
  await setOptions(WHOLE.replace('us-east-1, eu-west-1', 'eu-north-1'));
  const { code, closing } = await planned();
  expect(code).toBe(2);
  const { unitsHeld } = await installation.run(INVENTORY);
  expect(closing.held).toBe(unitsHeld);
  expect(closing.held).toBeGreaterThan(0);
});

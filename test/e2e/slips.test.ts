import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { status } from '../../src/commands/status.ts';
import { readHistory } from '../../src/ledger/run-history.ts';
import { runCommand } from '../commands/in-process.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';
import { openServiceSession } from '../installation/service-session.ts';

const COLLECTORS = 'collectors: [ec2.vpcs, iam.authorization_details, iam.account_summary]';
/** That can be read: all but the management account. */
const ACCOUNT_COUNT = 4;
const REGIONS = 'regions: [us-east-1, eu-west-1]';

let installation: Installation;
let settings: Record<string, string>;
/** Of accounts that can be read. */
let members: readonly string[];

beforeAll(async () => {
  installation = await install({ accounts: ACCOUNT_COUNT + 1, inventory: [REGIONS, COLLECTORS] });
  settings = { ...installation.sandbox.env, AWS_MAX_ATTEMPTS: '2', SNOWFLAKE_ROLE: SERVICE.roles.loader };
  Object.assign(process.env, settings);
  const { world } = installation.sandbox;
  // The account that the source role lives in comes last.
  const hub = world.entry.sourceRoleArn.split(':')[4] ?? '';
  const others = [...world.accounts.values()].filter(({ id, isManagement }) => !isManagement && id !== hub);
  members = [...others.map(({ id }) => id), hub];
  await ran(ACCOUNTS);
  await readWhole();
});
afterAll(() => installation.close());

/** What holds once the connection has been read as it should be. */
let whole: Readonly<Record<string, number>>;

/** Reads the connection as it should be. */
async function readWhole(): Promise<void> {
  await write(REGIONS, COLLECTORS);
  expect(await ran(INVENTORY)).toMatchObject({ unitsHeld: 0 });
  whole = await rows();
  expect(whole).toEqual({ vpcs: 2 * ACCOUNT_COUNT, iam: expect.any(Number) });
  expect(whole.iam).toBeGreaterThan(ACCOUNT_COUNT);
}

interface Ran {
  readonly code: number | null;
  readonly runId: string;
  readonly status: string;
  readonly units: Readonly<Record<string, number>>;
  readonly unitsHeld: number;
  readonly error?: string;
}

async function ran(...args: readonly string[]): Promise<Ran> {
  const { code, stdout, stderr } = await runCommand(run, settings, [...args, '--json']);
  if (stdout === '') throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Omit<Ran, 'code'>) };
}

/** Replaces the options of the inventory beside its roles. */
async function write(...options: readonly string[]): Promise<void> {
  const { entry } = installation.sandbox.world;
  const comment = [
    'module: aws_inventory',
    `source_role_arn: ${entry.sourceRoleArn}`,
    `destination_role_name: ${entry.memberRoleName}`,
    `external_id: ${entry.externalId}`,
    ...(options.some((option) => option.startsWith('account_ids'))
      ? []
      : [`accounts_connection_name: ${ACCOUNTS}`]),
    ...options,
  ].join('\n');
  await installation.client.query(`ALTER TABLE ${INVENTORY} SET COMMENT = '${comment}'`);
}

async function rows(): Promise<Readonly<Record<string, number>>> {
  const [row] = await installation.client.query<{ VPCS: number; IAM: number }>(
    `SELECT (SELECT COUNT(DISTINCT ACCOUNT_ID, REGION) FROM AWS_EC2_VPCS) AS VPCS,
       (SELECT COUNT(*) FROM AWS_IAM_ROLES) AS IAM`,
  );
  return { vpcs: row?.VPCS ?? -1, iam: row?.IAM ?? -1 };
}

function blindSpots(code: string) {
  return installation.client.query<{ COLLECTOR: string; REGION: string; REASON: string; LAST_SEEN_AT: Date }>(
    'SELECT COLLECTOR, REGION, REASON, LAST_SEEN_AT FROM CONNECTOR_BLIND_SPOTS WHERE CODE = ?',
    [code],
  );
}

const CONFIRM = `snowcensus run ${INVENTORY} --close`;

describe('a slip in the options', () => {
  test('that names a region which AWS does not list takes no other away', async () => {
    await write('regions: [me-west-1]', COLLECTORS);
    const outcome = await ran(INVENTORY);
    expect(outcome).toMatchObject({
      code: 2,
      status: 'partial',
      unitsHeld: 2 * ACCOUNT_COUNT,
      units: { absent: 0, failed: 3 * ACCOUNT_COUNT },
    });
    expect(await rows()).toEqual(whole);
    expect(await blindSpots('region_not_listed')).toHaveLength(ACCOUNT_COUNT);
  });

  test('that leaves every account out takes nothing away', async () => {
    await write(REGIONS, COLLECTORS, 'exclude: { names: ["*"] }');
    const outcome = await ran(INVENTORY);
    // Two regions and two collectors of accounts.
    expect(outcome).toMatchObject({
      code: 2,
      unitsHeld: 4 * ACCOUNT_COUNT,
      units: { ok: 0, skipped: 3 + ACCOUNT_COUNT, failed: 4 * ACCOUNT_COUNT },
    });
    expect(await rows()).toEqual(whole);
  });

  test('that leaves a collector out is held, told everywhere, and closed once it is confirmed', async () => {
    await write(REGIONS, 'collectors: [iam.authorization_details, iam.account_summary]');
    const outcome = await ran(INVENTORY);
    expect(outcome).toMatchObject({ code: 2, unitsHeld: 2 * ACCOUNT_COUNT });
    expect(outcome.error).toContain(CONFIRM);
    expect(await rows()).toMatchObject({ vpcs: whole.vpcs });

    const spots = await blindSpots('held_open');
    expect(new Set(spots.map(({ COLLECTOR, REGION }) => `${COLLECTOR} ${REGION}`))).toEqual(
      new Set(['ec2.vpcs us-east-1', 'ec2.vpcs eu-west-1']),
    );
    for (const { REASON, LAST_SEEN_AT } of spots) {
      expect(REASON).toContain(CONFIRM);
      expect(LAST_SEEN_AT).not.toBeNull();
    }
    const [recorded] = await installation.client.query(
      'SELECT STATUS, UNITS_HELD, ERROR FROM CONNECTOR_RUNS WHERE RUN_ID = ?',
      [outcome.runId],
    );
    expect(recorded).toEqual({ STATUS: 'partial', UNITS_HELD: 2 * ACCOUNT_COUNT, ERROR: outcome.error });
    const told = await runCommand(status, settings, []);
    expect(told.code).toBe(2);
    expect(told.stdout).toContain(`${INVENTORY}: ${outcome.error}`);
    const session = await openServiceSession(installation.sandbox);
    const past = await readHistory({ session, schema: SERVICE.schema });
    await session.close();
    expect(past.get(INVENTORY)?.runs[0]).toMatchObject({
      unitsHeld: 2 * ACCOUNT_COUNT,
      error: outcome.error,
    });

    expect(await ran(INVENTORY)).toMatchObject({ unitsHeld: 2 * ACCOUNT_COUNT });
    expect(await ran(INVENTORY, '--close')).toMatchObject({ code: 2, unitsHeld: 0 });
    expect(await rows()).toMatchObject({ vpcs: 0 });
    expect(await blindSpots('held_open')).toEqual([]);
  });

  test('is closed at once where the options allow it', async () => {
    await readWhole();
    await write(
      REGIONS,
      'collectors: [iam.authorization_details, iam.account_summary]',
      'allow_closing: true',
    );
    expect(await ran(INVENTORY)).toMatchObject({ unitsHeld: 0 });
    expect(await rows()).toMatchObject({ vpcs: 0 });
  });

  test('that is mended leaves nothing behind', async () => {
    await readWhole();
    await write('regions: [us-west-2]', COLLECTORS);
    expect(await ran(INVENTORY)).toMatchObject({ unitsHeld: 2 * ACCOUNT_COUNT });
    const before = whole;
    await readWhole();
    expect(whole).toEqual(before);
    expect(await blindSpots('held_open')).toEqual([]);
  });
});

test('one region of two that other collectors outweigh is closed, as it was meant', async () => {
  await readWhole();
  await write('regions: [us-east-1]', COLLECTORS);
  expect(await ran(INVENTORY)).toMatchObject({ unitsHeld: 0 });
  expect(await rows()).toEqual({ ...whole, vpcs: ACCOUNT_COUNT });
});

test('a narrowed run closes nothing, not even of what it was narrowed to', async () => {
  await readWhole();
  await write(REGIONS, COLLECTORS, 'exclude: { names: ["*"] }', 'allow_closing: true');
  const [member = ''] = members;
  const outcome = await ran(INVENTORY, '--account', member);
  expect(outcome).toMatchObject({ unitsHeld: 2, units: { skipped: 1, failed: 2 } });
  expect(await rows()).toEqual(whole);
});

test('a run that fails closes nothing', async () => {
  const { managementAccountId } = installation.sandbox.world;
  await write(
    REGIONS,
    COLLECTORS,
    `include: { account_ids: ["${managementAccountId}"] }`,
    'allow_closing: true',
  );
  expect(await ran(INVENTORY)).toMatchObject({ code: 1, status: 'failed' });
  expect(await rows()).toEqual(whole);
});

test('accounts that the options name one by one are not gone when they are left out', async () => {
  const [first = ''] = members;
  await write(REGIONS, COLLECTORS, `account_ids: ["${first}"]`);
  expect(await ran(INVENTORY)).toMatchObject({ unitsHeld: 4 * (ACCOUNT_COUNT - 1) });
  expect(await rows()).toEqual(whole);
});

describe('run refuses', () => {
  test.each([
    ['an account that is no account id', ['--account', '12'], '--account 12 is no account id'],
    [
      'an account that the connection has not',
      ['--account', '999999999999'],
      'the connection has no account 999999999999',
    ],
    [
      'to close what it was narrowed to',
      ['--account', '111111111111', '--close'],
      'a narrowed run closes nothing',
    ],
    [
      'a collector that the module has not',
      ['--collector', 'ec2.vpsc'],
      'instead of "ec2.vpsc" write ec2.vpcs',
    ],
  ])('%s, and records no run', async (_, args, message) => {
    const count = () => installation.client.query('SELECT COUNT(*) AS N FROM CONNECTOR_RUNS');
    const before = await count();
    const { code, stdout, stderr } = await runCommand(run, settings, [INVENTORY, ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(await count()).toEqual(before);
  });
});

test('accounts that are closed, and those gone from the list, are closed however many they are', async () => {
  await readWhole();
  const { accounts } = installation.sandbox.world;
  const [first = '', second = '', third = ''] = members;
  Object.assign(accounts.get(first) ?? {}, { state: 'CLOSED' });
  for (const id of [second, third]) accounts.delete(id);
  await ran(ACCOUNTS);
  await write(REGIONS, COLLECTORS);
  expect(await ran(INVENTORY)).toMatchObject({ unitsHeld: 0 });
  expect(await rows()).toMatchObject({ vpcs: 2 });
});

test('a row of before a column was renamed tells what it told', async () => {
  await write('collectors: [iam.password_policy]', 'allow_closing: true');
  await ran(INVENTORY);
  const told = () =>
    installation.client.query<{ IS_SET: boolean }>(
      'SELECT ACCOUNT_ID, IS_SET FROM AWS_IAM_PASSWORD_POLICY ORDER BY 1',
    );
  const before = await told();
  expect(before.length).toBeGreaterThan(0);
  expect(before.every(({ IS_SET }) => typeof IS_SET === 'boolean')).toBe(true);
  await installation.client.query('UPDATE AWS_IAM_PASSWORD_POLICY_SNAPSHOTS SET IS_SET = NULL');
  expect(await told()).toEqual(before);
});

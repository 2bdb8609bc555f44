import type { KeyPairInfo, Volume } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsInventory } from '../../src/connectors/aws-inventory/connector.ts';
import { startConnector } from '../installation/connector.ts';
import {
  ACCOUNTS,
  INVENTORY,
  type Installation,
  install,
  type PrintedSummary,
} from '../installation/installation.ts';
import type { Account } from '../sandbox/aws/contract.ts';

/** Nobody uses them; the first has assets in every account. */
const USED = 'us-east-1';
const EMPTY = ['eu-north-1', 'us-west-2'] as const;
const REGIONS = `regions: [${[USED, ...EMPTY].join(', ')}]`;

const regional = awsInventory.collectors.filter(({ scope, onRequest }) => scope === 'region' && !onRequest);
const named = (...what: readonly string[]) =>
  regional.filter(({ whenEmpty }) => what.includes(whenEmpty)).map(({ name }) => name);

const byText = (a: string, b: string): number => a.localeCompare(b);

interface Unit {
  readonly COLLECTOR: string;
  readonly STATUS: string;
  readonly IS_EMPTY: boolean | null;
  readonly SWEPT_AT: Date | null;
}

/** What the last run found of a region. */
function unitsOf({ client }: Installation, runId: string, account: Account, region: string) {
  return client.query<Unit>(
    'SELECT COLLECTOR, LATEST_STATUS AS STATUS, IS_EMPTY, SWEPT_AT FROM CONNECTOR_UNITS WHERE LATEST_RUN_ID = ? AND ACCOUNT_ID = ? AND REGION = ?',
    [runId, account.id, region],
  );
}

/** Accounts that let us in. */
function entered({ sandbox: { world } }: Installation): readonly Account[] {
  return [...world.accounts.values()].filter(
    ({ isManagement, state }) => !isManagement && state === 'ACTIVE',
  );
}

function startCounting({ sandbox }: Installation): void {
  sandbox.aws?.resetMetrics();
}

/** Operations since, by account and region, as `ec2:DescribeVolumes`. */
function callsIn({ sandbox }: Installation, account: Account, region: string): readonly string[] {
  return (sandbox.aws?.metrics.log ?? [])
    .filter((call) => call.accountId === account.id && call.region === region)
    .map(({ service, operation }) => `${service}:${operation}`);
}

describe('the second of two runs, over a used and two empty regions', () => {
  let installation: Installation;
  let first: PrintedSummary;
  let second: PrintedSummary;
  let accounts: readonly Account[];

  beforeAll(async () => {
    installation = await install({ accounts: 3, inventory: [REGIONS] });
    accounts = entered(installation);
    await installation.run(ACCOUNTS);
    first = await installation.run(INVENTORY);
    startCounting(installation);
    second = await installation.run(INVENTORY);
  });
  afterAll(() => installation.close());

  it('makes five calls in an empty region, one of them about what is tagged, and as many as ever in a used one', () => {
    expect(accounts.length).toBeGreaterThan(1);
    for (const account of accounts) {
      for (const region of EMPTY) {
        expect([...callsIn(installation, account, region)].sort(byText)).toEqual([
          'ec2:DescribeImages',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSnapshots',
          'ec2:DescribeVolumes',
          'tagging:GetResources',
        ]);
      }
      const used = callsIn(installation, account, USED).filter((call) => call.startsWith('ec2:'));
      expect(used.length).toBeGreaterThanOrEqual(
        regional.filter(({ name, listedBy }) => name.startsWith('ec2.') && !listedBy).length,
      );
    }
  });

  it('tells what was probed from what was read, and of what age what it shows is', async () => {
    const [account] = accounts as [Account];
    // That it is still empty is no change.
    const told = await installation.client.query<{ RUN_ID: string; STATUS: string }>(
      'SELECT DISTINCT RUN_ID, STATUS FROM CONNECTOR_COVERAGE WHERE ACCOUNT_ID = ? AND REGION = ?',
      [account.id, EMPTY[0]],
    );
    expect(told).toEqual([{ RUN_ID: first.runId, STATUS: 'ok' }]);
    const [{ STARTED_AT } = {}] = await installation.client.query<{ STARTED_AT: Date }>(
      'SELECT STARTED_AT FROM CONNECTOR_RUNS WHERE RUN_ID = ?',
      [first.runId],
    );
    const probed = await unitsOf(installation, second.runId, account, EMPTY[0]);
    expect(probed).toHaveLength(regional.length);
    for (const unit of probed) {
      const expected = named('wait').includes(unit.COLLECTOR)
        ? { STATUS: 'probed', IS_EMPTY: true, SWEPT_AT: STARTED_AT }
        : { STATUS: 'ok' };
      expect(unit).toMatchObject(expected);
      if (expected.STATUS === 'ok') expect(unit.SWEPT_AT).not.toEqual(STARTED_AT);
    }
    const used = await unitsOf(installation, second.runId, account, USED);
    expect(used.map(({ STATUS }) => STATUS)).not.toContain('probed');
    expect(second.units.probed).toBe(accounts.length * EMPTY.length * named('wait').length);
    expect(second.units.ok + second.units.probed).toBe(first.units.ok);
  });

  it('changes nothing that a reader sees: what AWS puts into every region stays, and nothing is blind', async () => {
    const { client } = installation;
    const [{ KEPT } = { KEPT: 0 }] = await client.query<{ KEPT: number }>(
      'SELECT COUNT(DISTINCT ACCOUNT_ID, REGION) AS KEPT FROM AWS_EC2_VPCS WHERE SEEN_AT = (SELECT STARTED_AT FROM CONNECTOR_RUNS WHERE RUN_ID = ?) AND IS_DEFAULT',
      [first.runId],
    );
    expect(KEPT).toBe(accounts.length * EMPTY.length);
    const entries = accounts.map(({ id }) => `'${id}'`).join(', ');
    expect(
      await client.query(`SELECT 1 FROM CONNECTOR_BLIND_SPOTS WHERE ACCOUNT_ID IN (${entries})`),
    ).toEqual([]);
    for (const table of ['AWS_EC2_VPCS', 'AWS_EC2_SUBNETS', 'AWS_EC2_SECURITY_GROUP_RULES']) {
      expect(await client.query(`SELECT 1 FROM ${table}_CHANGES`)).toEqual([]);
    }
  });
});

const VOLUME: Volume = {
  VolumeId: 'vol-0planted000000000',
  State: 'available',
  Size: 8,
  VolumeType: 'gp3',
  Encrypted: false,
  AvailabilityZone: 'eu-north-1a',
  CreateTime: new Date('2026-01-02T03:04:05Z'),
};

const KEY_PAIR: KeyPairInfo = { KeyPairId: 'key-0planted000000000', KeyName: 'planted', KeyType: 'rsa' };

/** Each test goes on from the state that the one before left. */
describe('run after run', () => {
  const [REGION, OTHER] = EMPTY;
  let installation: Installation;
  let account: Account;

  beforeAll(async () => {
    const few = ['vpcs', 'key_pairs', 'network_interfaces', 'volumes', 'snapshots', 'images'];
    installation = await install({
      accounts: 3,
      inventory: [REGIONS, `collectors: [${few.map((name) => `ec2.${name}`)}]`, 'full_sweep_every: 12'],
    });
    [account] = entered(installation).slice(-1) as [Account];
    await installation.run(ACCOUNTS);
  });
  afterAll(() => installation.close());

  const setVolumes = (...volumes: Volume[]) =>
    account.changeRegion(REGION, (state) => state.volumes.splice(0, Infinity, ...volumes));
  const setKeyPairs = (...pairs: KeyPairInfo[]) =>
    account.changeRegion(REGION, (state) => state.keyPairs.splice(0, Infinity, ...pairs));

  async function setOption(from: string, to: string): Promise<void> {
    const [table] = await installation.client.query<{ comment: string }>(`SHOW TABLES LIKE '${INVENTORY}'`);
    const comment = (table?.comment ?? '').replace(from, to).replaceAll("'", "''");
    await installation.client.query(`ALTER TABLE ${INVENTORY} SET COMMENT = '${comment}'`);
  }

  /** How each region was read by one more run. */
  async function nextRun(...args: readonly string[]): Promise<{ region: string; other: string }> {
    const { runId } = await installation.run(INVENTORY, ...args);
    return { region: await how(runId, REGION), other: await how(runId, OTHER) };
  }

  async function how(runId: string, region: string): Promise<string> {
    const units = await unitsOf(installation, runId, account, region);
    return [...new Set(units.map(({ STATUS }) => STATUS))].sort(byText).join(' ');
  }

  const SWEPT = 'ok';
  const PROBED = 'ok probed';
  const current = (table: string) =>
    installation.client.query<{ RESOURCE_ID: string; RUN_ID: string }>(
      `SELECT RESOURCE_ID, RUN_ID FROM ${table} WHERE ACCOUNT_ID = ? AND REGION = ?`,
      [account.id, REGION],
    );

  it('one that finds something in a region reads that region whole, at once, and no other', async () => {
    expect(await nextRun()).toEqual({ region: SWEPT, other: SWEPT });
    expect(await nextRun()).toEqual({ region: PROBED, other: PROBED });
    setVolumes(VOLUME);
    expect(await nextRun()).toEqual({ region: SWEPT, other: PROBED });
    expect(await current('AWS_EC2_VOLUMES')).toMatchObject([{ RESOURCE_ID: VOLUME.VolumeId }]);
  });

  it('a region that was emptied is read whole once more', async () => {
    setVolumes();
    expect(await nextRun()).toEqual({ region: SWEPT, other: PROBED });
    expect(await current('AWS_EC2_VOLUMES')).toEqual([]);
  });

  it('what no probe shows is found by the next of those that read all, as many as the option says', async () => {
    setKeyPairs(KEY_PAIR);
    await setOption('full_sweep_every: 12', 'full_sweep_every: 2');
    expect(await nextRun()).toEqual({ region: PROBED, other: SWEPT });
    expect(await current('AWS_EC2_KEY_PAIRS')).toEqual([]);
    expect(await nextRun()).toEqual({ region: SWEPT, other: PROBED });
    expect(await current('AWS_EC2_KEY_PAIRS')).toMatchObject([{ RESOURCE_ID: KEY_PAIR.KeyPairId }]);
    setKeyPairs();
    await setOption('full_sweep_every: 2', 'full_sweep_every: 12');
    expect(await nextRun()).toEqual({ region: SWEPT, other: PROBED });
  });

  it('one that is killed counts for nothing', async () => {
    setVolumes(VOLUME);
    const pause = installation.sandbox.snowflake.faults.pauseBefore(({ kind }) => kind === 'copy');
    const { child, ended } = startConnector(installation.sandbox.env, ['run', INVENTORY]);
    await pause.reached;
    child.kill('SIGKILL');
    await ended;
    pause.release();
    expect(await current('AWS_EC2_VOLUMES')).toEqual([]);
    expect(await nextRun()).toEqual({ region: SWEPT, other: PROBED });
    expect(await current('AWS_EC2_VOLUMES')).toHaveLength(1);
    setVolumes();
    expect(await nextRun()).toEqual({ region: SWEPT, other: PROBED });
  });

  it('one that is narrowed probes nothing, and what it finds counts', async () => {
    expect(await nextRun('--account', account.id)).toEqual({ region: SWEPT, other: SWEPT });
    setKeyPairs(KEY_PAIR);
    await nextRun('--collector', 'ec2.key_pairs');
    expect(await nextRun()).toEqual({ region: SWEPT, other: PROBED });
    setKeyPairs();
    expect(await nextRun()).toEqual({ region: SWEPT, other: PROBED });
  });

  it('after one that was not let in everywhere, all of it is read', async () => {
    const { aws } = installation.sandbox;
    const error = { code: 'UnauthorizedOperation', message: 'not allowed', status: 403 };
    const fault = aws?.faults.add({
      match: { operation: 'DescribeVolumes', accountId: account.id, region: REGION },
      action: { error },
    });
    expect(await nextRun()).toEqual({ region: 'denied ok', other: PROBED });
    fault?.remove();
    expect(await nextRun()).toEqual({ region: SWEPT, other: PROBED });
  });

  it('a region that the connection no longer has leaves the views, though it was only probed', async () => {
    expect(await nextRun()).toEqual({ region: PROBED, other: PROBED });
    expect(await current('AWS_EC2_VPCS')).toHaveLength(1);
    await setOption(`${REGION}, `, '');
    expect(await nextRun()).toEqual({ region: 'absent', other: PROBED });
    expect(await current('AWS_EC2_VPCS')).toEqual([]);
  });
});

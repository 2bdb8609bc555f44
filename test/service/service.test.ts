import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readiness } from '../../src/service/readiness.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../e2e/installation.ts';
import { openClient } from '../sandbox/client.ts';
import { createService, type InProcessService, settled } from './in-process-service.ts';

const HOUR_MS = 3_600_000;

let installation: Installation;
let services: InProcessService[];
let now: number;
/** The full hour before a test begins. */
let hour: number;

/** Time passes: everybody here goes by it, Snowflake and AWS as well. */
function pass(milliseconds: number): void {
  now += milliseconds;
  vi.setSystemTime(now);
}

function create(worker: string): InProcessService {
  const created = createService(installation, worker, { SNOWCENSUS_REFRESH_SECONDS: '2' });
  services.push(created);
  return created;
}

/** By a login of its own: hours pass, and sessions with them. */
async function ask<T>(sql: string, binds: readonly string[] = []): Promise<readonly T[]> {
  const client = await openClient(installation.sandbox);
  try {
    return await client.query<T>(sql, binds);
  } finally {
    await client.close();
  }
}

async function comment(name: string, ...options: readonly string[]): Promise<void> {
  const { entry } = installation.sandbox.world;
  const lines = [
    'module: aws_accounts',
    `source_role_arn: ${entry.sourceRoleArn}`,
    `destination_role_arn: ${entry.organizationRoleArn}`,
    `destination_role_external_id: ${entry.externalId}`,
    'collectors: [organizations.accounts]',
    ...options,
  ];
  await ask(`COMMENT ON TABLE ${name} IS '${lines.join('\n')}'`);
}

interface LedgerRow {
  readonly STATUS: string;
  readonly TRIGGERED_BY: string;
  readonly AT: number;
  readonly SLOTS: number;
}

/** The connection's account of its slots: what became of them, when the last was, how many. */
async function account(name = ACCOUNTS): Promise<readonly string[]> {
  const rows = await ask<LedgerRow>(
    `SELECT STATUS, TRIGGERED_BY, DATE_PART(EPOCH_SECOND, SCHEDULED_FOR) AS AT, SLOTS FROM CONNECTOR_RUNS WHERE CONNECTION = ? ORDER BY SCHEDULED_FOR, RUN_ID`,
    [name],
  );
  return rows.map(
    (row) => `${row.STATUS} ${row.TRIGGERED_BY} +${(Number(row.AT) * 1000 - hour) / HOUR_MS}h ${row.SLOTS}`,
  );
}

const viewOf = ({ service }: InProcessService, name = ACCOUNTS) =>
  service.view().connections.find((connection) => connection.name === name);

beforeEach(async () => {
  installation = await install({ accounts: 3 });
  services = [];
  // The SDK of AWS looks nowhere else.
  for (const [name, value] of Object.entries(installation.sandbox.env)) vi.stubEnv(name, value);
  hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  now = hour + HOUR_MS / 2;
  vi.useFakeTimers({ toFake: ['Date'], now });
  await ask(`DROP TABLE ${INVENTORY}`);
  await comment(ACCOUNTS, 'schedule: "@hourly"');
});

afterEach(async () => {
  for (const { service } of services) await service.stop(new Error('the test is over'), 10_000);
  await installation.close();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('a service', () => {
  it('runs what is due, shows it, and asks for no warehouse between runs', async () => {
    const one = create('one:1');
    await one.service.refresh();
    expect(viewOf(one)?.nextRunAt?.getTime()).toBe(hour + HOUR_MS);
    installation.sandbox.snowflake.resetMetrics();
    for (let minute = 0; minute < 20; minute += 1) {
      pass(60_000);
      await one.service.refresh();
    }
    const { metrics } = installation.sandbox.snowflake;
    expect(metrics.byKind.show).toBe(20);
    expect(metrics.warehouseStatements).toBe(0);

    pass(11 * 60_000);
    await one.service.refresh();
    await settled(one);
    expect(await account()).toEqual(['ok schedule +1h 1']);
    const shown = viewOf(one);
    expect(shown).toMatchObject({ queued: false, active: undefined, recent: [{ status: 'ok' }] });
    expect(shown?.coverage).toMatchObject([{ service: 'organizations', status: 'ok' }]);
    expect(shown?.lastSuccessAt?.getTime()).toBeGreaterThan(now - HOUR_MS);
  });

  it('started anew knows the past and catches up once what it missed, whoever else does', async () => {
    const one = create('one:1');
    await one.service.refresh();
    pass(HOUR_MS);
    await one.service.refresh();
    await settled(one);
    await one.service.stop(new Error('upgrade'), 10_000);
    pass(5 * HOUR_MS);
    const [two, three] = [create('two:1'), create('three:1')];
    await Promise.all([two.service.refresh(), three.service.refresh()]);
    expect(viewOf(two)?.coverage).toHaveLength(1);
    await Promise.all([settled(two), settled(three)]);
    expect(await account()).toEqual(['ok catch-up +1h 1', 'ok catch-up +6h 5']);
    pass(HOUR_MS);
    await Promise.all([two.service.refresh(), three.service.refresh()]);
    await Promise.all([settled(two), settled(three)]);
    expect((await account()).slice(2)).toEqual(['ok catch-up +7h 1']);
  });

  it('suspends a connection whose COMMENT is not valid, and accounts for what it missed', async () => {
    const one = create('one:1');
    await one.service.refresh();
    await comment(ACCOUNTS, 'schedule: "@hourly"', 'regoins: all');
    for (let hour = 0; hour < 3; hour += 1) {
      pass(HOUR_MS);
      await one.service.refresh();
    }
    expect(viewOf(one)?.problem).toContain('did you mean regions?');
    expect(readiness(one.service.view()).ready).toBe(false);
    await comment(ACCOUNTS, 'schedule: "@hourly"');
    await one.service.refresh();
    expect(readiness(one.service.view()).ready).toBe(true);
    pass(HOUR_MS);
    await one.service.refresh();
    await settled(one);
    expect(await account()).toEqual(['missed schedule +3h 3', 'ok catch-up +4h 1']);
    expect(one.events().filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('is not ready while Snowflake is away, says so once, and goes on when it is back', async () => {
    const one = create('one:1');
    await one.service.refresh();
    installation.sandbox.snowflake.faults.add({ times: 1e9 }, 'reset');
    for (let time = 0; time < 4; time += 1) {
      pass(HOUR_MS / 2);
      await one.service.refresh();
    }
    expect(readiness(one.service.view()).ready).toBe(false);
    const troubles = one.events().filter(({ level }) => level === 'error' || level === 'warn');
    expect(troubles.length).toBeLessThanOrEqual(2);
    installation.sandbox.snowflake.faults.clear();
    await one.service.refresh();
    expect(readiness(one.service.view()).ready).toBe(true);
    await settled(one);
    expect(await account()).toEqual(['ok catch-up +2h 2']);
  });
});

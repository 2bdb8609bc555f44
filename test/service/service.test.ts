import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readiness } from '../../src/service/readiness.ts';
import { openClient } from '../installation/client.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { createService, type InProcessService, settled } from './in-process-service.ts';

const HOUR_MS = 3_600_000;

let installation: Installation;
let services: InProcessService[];
let now: number;
/** By how much the clock of the services is ahead of Snowflake's. */
let aheadMs: number;
/** The full hour before a test begins. */
let hour: number;

/** Time passes: everybody here goes by it, Snowflake and AWS as well. */
function pass(milliseconds: number): void {
  now += milliseconds;
  vi.setSystemTime(now);
}

function create(worker: string, settings: Readonly<Record<string, string>> = {}): InProcessService {
  const created = createService(installation, worker, { SNOWCENSUS_REFRESH_SECONDS: '2', ...settings });
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
  aheadMs = 0;
  installation = await install({ accounts: 3, snowflakeClock: () => new Date(Date.now() - aheadMs) });
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

  it('shows of a run that failed no secret that AWS has said back', async () => {
    const { aws, world } = installation.sandbox;
    const { accessKeyId, secretAccessKey } = world.entry;
    const one = create('one:1', {
      SNOWCENSUS_SECRET_NAMES: 'PLANTED_*',
      PLANTED_KEY_ID: accessKeyId,
      PLANTED_KEY: secretAccessKey,
    });
    const keys = ['access_key_id: env:PLANTED_KEY_ID', 'secret_access_key: env:PLANTED_KEY'];
    await comment(ACCOUNTS, 'schedule: "@hourly"', ...keys);
    const message = `elements, got ${secretAccessKey}`;
    aws?.faults.add({
      match: { operation: 'AssumeRole' },
      action: { error: { code: 'IncompleteSignature', message, status: 400 } },
    });
    await one.service.refresh();
    pass(HOUR_MS);
    await one.service.refresh();
    await settled(one);
    const [run] = viewOf(one)?.recent ?? [];
    expect(run?.error).toContain('elements, got [redacted]');
    expect(run?.error).not.toContain(secretAccessKey);
  });

  it('reads what is recorded of findings when a run has ended, and not at every look', async () => {
    const one = create('one:1');
    await one.service.refresh();
    pass(HOUR_MS);
    await one.service.refresh();
    await settled(one);
    await comment(ACCOUNTS, 'schedule: "@hourly"', 'record_findings: true');
    await one.service.refresh();
    expect(one.service.view().findings).toMatchObject({ severities: [], frameworks: [] });
    installation.sandbox.snowflake.resetMetrics();
    for (let minute = 0; minute < 3; minute += 1) {
      pass(60_000);
      await one.service.refresh();
    }
    expect(installation.sandbox.snowflake.metrics.warehouseStatements).toBe(0);
  });

  it('asks for the findings of an account when its page is, once after each run', async () => {
    const { snowflake } = installation.sandbox;
    const one = create('one:1');
    expect(await one.service.findingsOf('111111111111')).toBeUndefined();
    await comment(ACCOUNTS, 'schedule: "@hourly"', 'record_findings: true');
    await one.service.refresh();
    snowflake.resetMetrics();
    const pages = await Promise.all(Array.from({ length: 5 }, () => one.service.findingsOf('111111111111')));
    expect(pages.map((page) => page?.problem)).toEqual(pages.map(() => undefined));
    expect(snowflake.metrics.warehouseStatements).toBe(2);
    pass(60_000);
    await one.service.refresh();
    await one.service.findingsOf('111111111111');
    expect(snowflake.metrics.warehouseStatements).toBe(2);
    // Computing every finding takes minutes here, and is not the question.
    const error = { code: '000630', sqlState: '57014', message: 'Statement reached its timeout' };
    snowflake.faults.add({ sql: /MERGE INTO .*FINDING_STATE/, times: 99 }, { error });
    pass(HOUR_MS);
    await one.service.refresh();
    await settled(one);
    await one.service.refresh();
    snowflake.resetMetrics();
    expect(await one.service.findingsOf('111111111111')).toMatchObject({ open: [], changes: [] });
    expect(snowflake.metrics.warehouseStatements).toBe(2);
  });

  it('tells why the findings of an account are not known, and asks again for who asks next', async () => {
    const { snowflake } = installation.sandbox;
    const one = create('one:1');
    await comment(ACCOUNTS, 'schedule: "@hourly"', 'record_findings: true');
    await one.service.refresh();
    const error = { code: '003001', sqlState: '42501', message: 'Insufficient privileges' };
    const allow = snowflake.faults.add({ sql: /FROM .*FINDING_HISTORY/ }, { error });
    expect(await one.service.findingsOf('111111111111')).toMatchObject({
      problem: expect.stringContaining('Insufficient privileges') as string,
    });
    allow();
    expect(await one.service.findingsOf('111111111111')).toMatchObject({ open: [] });
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

  it('runs a slot again at once after a restart that cut its run off', async () => {
    const one = create('one:1');
    await one.service.refresh();
    const pause = installation.sandbox.aws?.faults.pauseBefore({
      service: 'organizations',
      operation: 'ListAccounts',
    });
    pass(HOUR_MS);
    await one.service.refresh();
    await pause?.reached;
    const stopped = one.service.stop(new Error('deploy'), 100);
    pause?.release();
    await stopped;
    expect(await account()).toEqual(['aborted catch-up +1h 0']);
    pass(60_000);
    const two = create('two:1');
    await two.service.refresh();
    await settled(two);
    expect((await account()).toSorted()).toEqual(['aborted catch-up +1h 0', 'ok catch-up +1h 1']);
  });

  it('tries a slot again whose run read nothing, unless that was refused', async () => {
    const { aws } = installation.sandbox;
    const one = create('one:1');
    await one.service.refresh();
    const away = aws?.faults.add({ match: { operation: 'ListAccounts' }, action: 'http500' });
    pass(HOUR_MS);
    await one.service.refresh();
    await settled(one);
    expect(await account()).toEqual(['failed catch-up +1h 0']);
    away?.remove();
    pass(60_000);
    await one.service.refresh();
    await settled(one);
    expect((await account()).toSorted()).toEqual(['failed catch-up +1h 0', 'ok catch-up +1h 1']);

    const refused = aws?.faults.add({
      match: { operation: 'ListAccounts' },
      action: { error: { code: 'AccessDeniedException', message: 'no', status: 400 } },
    });
    pass(HOUR_MS);
    await one.service.refresh();
    await settled(one);
    refused?.remove();
    pass(60_000);
    await one.service.refresh();
    await settled(one);
    expect((await account()).slice(2)).toEqual(['failed catch-up +2h 1']);
  });

  it('runs the slot of a node that was lost once its lease is seen to be dead, and misses none', async () => {
    const one = create('one:1');
    await one.service.refresh();
    const lost = 'r-of-a-lost-node';
    const at = `DATEADD(HOUR, 1, '${new Date(hour).toISOString()}'::TIMESTAMP_LTZ)`;
    await ask(
      `INSERT INTO CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, TRIGGERED_BY, STARTED_AT, SCHEDULED_FOR, SLOTS, WORKER)
       SELECT '${lost}', '${ACCOUNTS}', 'running', 'schedule', ${at}, ${at}, 1, 'lost:1:0a'`,
    );
    await ask(
      `INSERT INTO CONNECTOR_LEASES ("CONNECTION", RUN_ID, WORKER, ACQUIRED_AT, EXPIRES_AT)
       SELECT '${ACCOUNTS}', '${lost}', 'lost:1:0a', ${at}, DATEADD(MINUTE, 90, ${at})`,
    );
    for (const minutes of [31, 30, 40, 20, 5]) {
      pass(minutes * 60_000);
      await one.service.refresh();
      await settled(one);
    }
    const rows = await account();
    expect(rows.filter((row) => row.startsWith('missed'))).toEqual([]);
    expect(rows.toSorted()).toEqual(['aborted schedule +1h 0', 'ok catch-up +2h 2']);
  });

  it('sees within a minute what another process ran, without a warehouse while nobody runs', async () => {
    const [one, other] = [create('one:1'), create('other:1')];
    await comment(ACCOUNTS);
    await one.service.refresh();
    await comment(ACCOUNTS, 'schedule: "@hourly"');
    await other.service.refresh();
    pass(HOUR_MS);
    await other.service.refresh();
    await settled(other);
    const ran = viewOf(other)?.recent[0]?.runId;
    expect(ran).toMatch(/^20/);
    await comment(ACCOUNTS);
    pass(60_000);
    await one.service.refresh();
    const shown = viewOf(one);
    expect(shown?.recent[0]).toMatchObject({ runId: ran, status: 'ok' });
    expect(shown?.lastSuccessAt).toBeInstanceOf(Date);
    expect(shown?.coverage).toHaveLength(1);
    await one.service.refresh();
    installation.sandbox.snowflake.resetMetrics();
    for (let minute = 0; minute < 10; minute += 1) {
      pass(60_000);
      await one.service.refresh();
    }
    expect(installation.sandbox.snowflake.metrics.warehouseStatements).toBe(0);
  });

  it('is not ready while its clock is not Snowflake’s, and runs what it owes when that is mended', async () => {
    const { adminEnv } = installation.sandbox;
    // A password does not care for the clock.
    const one = create('one:1', { ...adminEnv, SNOWFLAKE_PRIVATE_KEY_FILE: '' });
    aheadMs = 2 * HOUR_MS;
    await one.service.refresh();
    expect(readiness(one.service.view()).reasons.join()).toContain('ahead of Snowflake');
    aheadMs = 0;
    await one.service.refresh();
    expect(readiness(one.service.view()).ready).toBe(true);
  });
});

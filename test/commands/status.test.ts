import { afterAll, beforeAll, expect, test } from 'vitest';
import { status as command } from '../../src/commands/status.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { removeMemberRole } from '../sandbox/aws/world/plant.ts';
import { runCommand } from './in-process.ts';

const HOUR_MS = 3_600_000;

let installation: Installation;
/** By how much Snowflake's clock is ahead of the real one. */
let aheadMs = 0;
beforeAll(async () => {
  installation = await install({
    accounts: 4,
    snowflakeClock: () => new Date(Date.now() + aheadMs),
    inventory: ['regions: [us-east-1]', 'collectors: [iam.account_summary]', 'schedule: "0 * * * *"'],
  });
  await installation.run(ACCOUNTS);
});
afterAll(() => installation.close());

/** With a person's password, which does not care for the clock. */
const status = (...args: readonly string[]) => runCommand(command, installation.sandbox.adminEnv, args);

/** How all stands when so many hours have passed for Snowflake. */
async function standingAfter(hours: number) {
  aheadMs = hours * HOUR_MS;
  try {
    return await standing();
  } finally {
    aheadMs = 0;
  }
}

async function standing() {
  const { code, stdout, stderr } = await status('--json');
  expect(stderr).toBe('');
  const { ok, connections, blindSpots } = JSON.parse(stdout) as {
    ok: boolean;
    connections: readonly {
      name: string;
      problem: string | null;
      overdue: number;
      nextRunAt: string | null;
      gone: boolean;
    }[];
    blindSpots: readonly Record<string, unknown>[];
  };
  return { code, ok, blindSpots, connection: (name: string) => connections.find((one) => one.name === name) };
}

test('tells of a connection that should have run and never did, not of one that was made just now', async () => {
  const first = await standing();
  expect(first.connection(ACCOUNTS)).toMatchObject({
    problem: null,
    nextRunAt: null,
    lastRun: { status: 'ok' },
  });
  expect(first.connection(INVENTORY)?.overdue).toBeLessThanOrEqual(1);
  expect(first.connection(INVENTORY)).toMatchObject({ problem: null, lastRun: null, publishedAt: null });
  expect(Date.parse(first.connection(INVENTORY)?.nextRunAt ?? '') - Date.now()).toBeLessThanOrEqual(HOUR_MS);
  expect(first).toMatchObject({ ok: true, code: 0, blindSpots: [] });
  const { code, ok, connection } = await standingAfter(3);
  expect(connection(INVENTORY)).toMatchObject({
    overdue: 3,
    problem: expect.stringMatching(/^stale: it was due 3 times and was never published/) as string,
  });
  expect({ ok, code }).toEqual({ ok: false, code: 2 });
});

test('tells what cannot be seen, why and since when, once for all accounts of a reason', async () => {
  const { world } = installation.sandbox;
  await installation.run(INVENTORY);
  const first = await standing();
  // The management account has no member role.
  expect(first.blindSpots).toEqual([
    {
      connection: INVENTORY,
      status: 'denied',
      code: 'assume_role_refused',
      reason: expect.stringContaining('sts:AssumeRole') as string,
      accounts: 1,
      units: 1,
      since: expect.any(String) as string,
      lastSeenAt: null,
    },
  ]);
  const member = [...world.accounts.values()].find(
    ({ isManagement, state }) => !isManagement && state === 'ACTIVE',
  );
  removeMemberRole(world, member?.id ?? '');
  await installation.run(INVENTORY);
  const second = await standing();
  expect(second.blindSpots).toMatchObject([{ accounts: 2, since: first.blindSpots[0]?.since }]);
  expect(second.blindSpots[0]?.lastSeenAt).toEqual(expect.any(String));
  expect(second.connection(INVENTORY)).toMatchObject({ problem: null, overdue: 0 });
  expect(second.code).toBe(2);
  const { stdout } = await status();
  expect(stdout).toContain(`${INVENTORY}: denied assume_role_refused in 2 accounts, 2 units, since `);
  expect(stdout).toMatch(/^ {4}why: not authorized to perform sts:AssumeRole on arn:aws:iam::/m);
  expect(stdout).toContain(
    `    to do: deploy the role there, as \`snowcensus roles ${INVENTORY}\` prints it`,
  );
});

test('tells of what is stale, broken or paused', async () => {
  const { client } = installation;
  await client.query(
    `UPDATE CONNECTOR_RUNS SET PUBLISHED_AT = DATEADD(HOUR, -5, CURRENT_TIMESTAMP()) WHERE "CONNECTION" = '${INVENTORY}'`,
  );
  await client.query("CREATE TABLE BROKEN_CONNECTION (RAW VARIANT) COMMENT = 'module: aws_acounts'");
  const { connection, code } = await standing();
  expect(connection(INVENTORY)?.problem).toMatch(/^stale: it was due 5 times since it was last published/);
  expect(connection('BROKEN_CONNECTION')?.problem).toContain('did you mean aws_accounts?');
  expect(code).toBe(2);
  const { stdout } = await status();
  expect(stdout).toMatch(/^BROKEN_CONNECTION: .*the COMMENT has a problem/m);
});

test('does not take a narrowed run for a fresh one, nor for the end of a problem', async () => {
  const { client } = installation;
  const its = `"CONNECTION" = '${INVENTORY}'`;
  const [{ id } = { id: '' }] = await client.query<{ id: string }>(
    `SELECT MIN(ACCOUNT_ID) AS "id" FROM CONNECTOR_COVERAGE WHERE ${its} AND STATUS = 'ok'`,
  );
  await client.query(`UPDATE CONNECTOR_RUNS SET STATUS = 'failed', ERROR = 'no luck' WHERE ${its}`);
  await installation.run(INVENTORY, '--account', id);
  expect((await standing()).connection(INVENTORY)).toMatchObject({
    overdue: expect.any(Number) as number,
    lastRun: { status: 'ok' },
    problem: 'the last run failed: no luck',
  });
  await client.query(`UPDATE CONNECTOR_RUNS SET STATUS = 'ok', ERROR = NULL WHERE ${its}`);
  expect((await standing()).connection(INVENTORY)?.problem).toMatch(/^stale: it was due/);
  // A run that read all may have something told of it all the same, such as that nothing old could be deleted.
  const noted = 'published, but old snapshots could not be deleted: no';
  const list = `WHERE "CONNECTION" = '${ACCOUNTS}'`;
  await client.query(`UPDATE CONNECTOR_RUNS SET ERROR = '${noted}' ${list}`);
  expect((await standing()).connection(ACCOUNTS)?.problem).toBe(noted);
  await client.query(`UPDATE CONNECTOR_RUNS SET ERROR = NULL ${list}`);
});

test('is content when all is well, and tells of a connection that has ended', async () => {
  const { client } = installation;
  await client.query('DROP TABLE BROKEN_CONNECTION');
  await client.query(`DROP TABLE ${INVENTORY}`);
  await client.query(`DELETE FROM CONNECTOR_UNITS WHERE "CONNECTION" = '${INVENTORY}'`);
  // What it read is current until it is said that it has ended.
  expect(await standing()).toMatchObject({ code: 2, ok: false, blindSpots: [] });
  const { stdout: still } = await status();
  expect(still).toContain(`${INVENTORY}: its table is gone`);
  expect(still).toContain(`snowcensus connections remove ${INVENTORY}`);
  expect((await installation.command('connections', 'remove', INVENTORY, '--yes')).code).toBe(0);
  expect(await standing()).toMatchObject({ code: 0, ok: true, blindSpots: [] });
  const { stdout } = await status();
  expect(stdout).toContain('no blind spots');
  expect(stdout).toMatch(new RegExp(`${INVENTORY} +never: its table is gone`));
  expect((await standing()).connection(INVENTORY)).toMatchObject({ gone: true, problem: null });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { status as command } from '../../src/commands/status.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../e2e/installation.ts';
import { removeMemberRole } from '../sandbox/aws/world/plant.ts';
import { runCommand } from './in-process.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await install({
    accounts: 4,
    inventory: ['regions: [us-east-1]', 'collectors: [iam.account_summary]', 'schedule: "0 * * * *"'],
  });
  await installation.run(ACCOUNTS);
}, 60_000);
afterAll(() => installation.close());

const status = (...args: readonly string[]) => runCommand(command, installation.sandbox.env, args);

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
    }[];
    blindSpots: readonly Record<string, unknown>[];
  };
  return { code, ok, blindSpots, connection: (name: string) => connections.find((one) => one.name === name) };
}

test('tells of a connection that should have run and never did', async () => {
  const { code, ok, connection, blindSpots } = await standing();
  expect(connection(ACCOUNTS)).toMatchObject({ problem: null, nextRunAt: null, lastRun: { status: 'ok' } });
  expect(connection(INVENTORY)).toMatchObject({
    overdue: 7 * 24,
    lastRun: null,
    publishedAt: null,
    problem: expect.stringMatching(/^stale: it was due 168 times and was never published/) as string,
  });
  expect(Date.parse(connection(INVENTORY)?.nextRunAt ?? '') - Date.now()).toBeLessThanOrEqual(3_600_000);
  expect({ ok, code, blindSpots }).toEqual({ ok: false, code: 2, blindSpots: [] });
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

test('is content when all is well', async () => {
  const { client } = installation;
  await client.query('DROP TABLE BROKEN_CONNECTION');
  await client.query(`DROP TABLE ${INVENTORY}`);
  await client.query(`DELETE FROM CONNECTOR_COVERAGE WHERE "CONNECTION" = '${INVENTORY}'`);
  expect(await standing()).toMatchObject({ code: 0, ok: true, blindSpots: [] });
  expect((await status()).stdout).toContain('no blind spots');
});

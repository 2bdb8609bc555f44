import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { HOSTILE_COMMENTS } from '../connections/hostile-comments.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';
import { createService, type InProcessService, settled } from '../service/in-process-service.ts';

const MINUTE_MS = 60_000;

let installation: Installation;
let service: InProcessService;
let now: number;

const HOSTILE = HOSTILE_COMMENTS.map(([what, comment], index) => ({
  name: `STRANGER_${index}_CONNECTION`,
  what,
  comment,
}));

/** COMMENTs that are only very long ask for what a connection may have. */
const isRefused = (name: string) => viewOf(name)?.problem !== undefined;
const viewOf = (name: string) =>
  service.service.view().connections.find((connection) => connection.name === name);

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  return installation.client.query(sql);
}

beforeAll(async () => {
  installation = await install({ accounts: 3 });
  for (const [name, value] of Object.entries(installation.sandbox.env)) vi.stubEnv(name, value);
  const { entry } = installation.sandbox.world;
  await query(`DROP TABLE ${INVENTORY}`);
  await query(
    `COMMENT ON TABLE ${ACCOUNTS} IS 'module: aws_accounts
source_role_arn: ${entry.sourceRoleArn}
destination_role_arn: ${entry.organizationRoleArn}
destination_role_external_id: ${entry.externalId}
collectors: [organizations.accounts]
schedule: "* * * * *"'`,
  );
  for (const { name, comment } of HOSTILE) {
    const literal = comment.replaceAll('\\', '\\\\').replaceAll("'", "''");
    await query(`CREATE TABLE ${name} (RAW VARIANT) COMMENT = '${literal}'`);
  }
  await query(`GRANT SELECT ON ALL TABLES IN SCHEMA SNOWALERT.DATA TO ROLE ${SERVICE.roles.loader}`);
  now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS + MINUTE_MS / 2;
  vi.useFakeTimers({ toFake: ['Date'], now });
  service = createService(installation, 'one:1', { SNOWCENSUS_REFRESH_SECONDS: '2' });
});

afterAll(async () => {
  await service.service.stop(new Error('the test is over'), 10_000);
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await installation.close();
});

test('beside more than a hundred COMMENTs of a stranger, a connection runs minute by minute', async () => {
  expect(HOSTILE.length).toBeGreaterThanOrEqual(105);
  await service.service.refresh();
  for (let minute = 0; minute < 3; minute += 1) {
    now += MINUTE_MS;
    vi.setSystemTime(now);
    await service.service.refresh();
    await settled(service);
  }
  const runs = await query(
    `SELECT STATUS, COUNT(*) AS N, SUM(SLOTS) AS SLOTS FROM CONNECTOR_RUNS WHERE "CONNECTION" = '${ACCOUNTS}' GROUP BY STATUS`,
  );
  expect(runs.map(({ STATUS, N, SLOTS }) => [STATUS, Number(N), Number(SLOTS)])).toEqual([['ok', 3, 3]]);
});

test('each of them is told of its own table, in bounded words', () => {
  expect(service.service.view().snowflake.error).toBeUndefined();
  expect(viewOf(ACCOUNTS)?.problem).toBeUndefined();
  const refused = HOSTILE.filter(({ name }) => isRefused(name));
  expect(refused.length).toBeGreaterThanOrEqual(100);
  for (const { name } of refused) {
    const problem = viewOf(name)?.problem ?? '';
    expect(problem).not.toBe('');
    expect(problem.split('\n').length).toBeLessThan(25);
  }
  const bugs = service.events().filter(({ message }) => /bug of snowcensus/.test(message));
  expect(bugs).toEqual([]);
});

test('none of them runs', async () => {
  const others = await query(
    `SELECT DISTINCT "CONNECTION" FROM CONNECTOR_RUNS WHERE "CONNECTION" <> '${ACCOUNTS}'`,
  );
  expect(others).toEqual([]);
});

test.each([
  ['connections list', 0],
  ['status', 2],
  ['setup --part schema', 0],
])(
  'the command %s lives with them',
  async (command, ends) => {
    // It is another process, by the clock of the machine.
    vi.useRealTimers();
    const { code, stderr } = await installation.command(...command.split(' '));
    expect(stderr).not.toMatch(/bug of snowcensus|RangeError/);
    expect(code, stderr).toBe(ends);
  },
  60_000,
);

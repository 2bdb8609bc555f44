import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeConnection } from '../installation/connection-table.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';

const SECOND = 'AWS_INVENTORY_SECOND_CONNECTION';
/** No connection table by its name. */
const ASIDE = 'SET_ASIDE';
const COLLECTORS = 'collectors: [ec2.vpcs, iam.account_summary]';

let installation: Installation;
let left: string;

/** Options of a second inventory over the same accounts, all but those that it leaves out. */
function second(exclude = ''): string {
  const { entry } = installation.sandbox.world;
  return `module: aws_inventory
source_role_arn: ${entry.sourceRoleArn}
destination_role_name: ${entry.memberRoleName}
external_id: ${entry.externalId}
accounts_connection_name: ${ACCOUNTS}
regions: [us-east-1]
${COLLECTORS}
${exclude}`;
}

const withoutOne = () => second(`exclude: {account_ids: ["${left}"]}`);

async function rows(table: string, column: string): Promise<readonly string[]> {
  const found = await installation.client.query<Record<string, unknown>>(
    `SELECT ACCOUNT_ID || ' ' || ${column} AS ID, "CONNECTION" FROM ${table} ORDER BY 1`,
  );
  return found.map((row) => String(row.ID));
}

const vpcs = () => rows('AWS_EC2_VPCS', 'VPC_ID');

beforeAll(async () => {
  installation = await install({ accounts: 6, inventory: ['regions: [us-east-1]', COLLECTORS] });
  const { world } = installation.sandbox;
  const member = [...world.accounts.values()].find(
    ({ id, isManagement, state }) =>
      !isManagement && state === 'ACTIVE' && !world.entry.sourceRoleArn.includes(id),
  );
  left = member?.id ?? '';
  await installation.run(ACCOUNTS);
  await installation.run(INVENTORY);
  await makeConnection(installation.client, SECOND, withoutOne());
});
afterAll(() => installation.close());

test('an account that two connections read is there once, and what one leaves out stays as the other saw it', async () => {
  const before = await vpcs();
  expect(before.some((id) => id.startsWith(left))).toBe(true);
  await installation.run(SECOND);
  expect(await vpcs()).toEqual(before);
  const [{ N = 0 } = {}] = await installation.client.query<{ N: number }>(
    `SELECT COUNT(*) AS N FROM AWS_EC2_VPCS WHERE "CONNECTION" = '${SECOND}'`,
  );
  // The newer read is the truth of all accounts that it read.
  expect(N).toBe(before.filter((id) => !id.startsWith(left)).length);
});

test('what a connection has read, and leaves out from then on, stays as the other saw it', async () => {
  const before = await vpcs();
  const describe = (options: string) =>
    installation.client.query(`COMMENT ON TABLE ${SECOND} IS '${options.replaceAll("'", "''")}'`);
  await describe(second());
  await installation.run(SECOND);
  await describe(withoutOne());
  await installation.run(SECOND, '--close');
  expect(await vpcs()).toEqual(before);
});

test('a blind spot that a narrowed run has mended is gone', async () => {
  const { world } = installation.sandbox;
  const blind = async () =>
    (
      await installation.client.query(
        `SELECT 1 FROM CONNECTOR_BLIND_SPOTS WHERE ACCOUNT_ID = '${left}' AND "CONNECTION" = '${INVENTORY}'`,
      )
    ).length;
  const account = world.accounts.get(left);
  const role = world.entry.memberRoleName;
  const kept = account?.iam().roles.get(role);
  account?.changeIam((iam) => iam.roles.delete(role));
  await installation.run(INVENTORY);
  expect(await blind()).toBeGreaterThan(0);
  account?.changeIam((iam) => kept && iam.roles.set(role, kept));
  await installation.run(INVENTORY, '--account', left);
  expect(await blind()).toBe(0);
});

const sources = async () => {
  const found = await installation.client.query<{ SOURCE: string }>(
    'SELECT DISTINCT "CONNECTION" AS SOURCE FROM AWS_EC2_VPCS ORDER BY 1',
  );
  return found.map(({ SOURCE }) => SOURCE);
};

const lease = async (column: string) => {
  const [row] = await installation.client.query<{ VALUE: string | null }>(
    `SELECT ${column} AS VALUE FROM CONNECTOR_LEASES WHERE "CONNECTION" = '${SECOND}'`,
  );
  return row?.VALUE;
};

test('a connection whose table was renamed or is hidden stays current for a week, and goes on where it is seen again', async () => {
  await installation.run(SECOND);
  const before = await sources();
  expect(before).toContain(SECOND);
  const { client } = installation;
  const rename = (from: string, to: string) => client.query(`ALTER TABLE ${from} RENAME TO ${to}`);
  await rename(SECOND, ASIDE);
  await installation.run(ACCOUNTS);
  expect(await sources()).toEqual(before);
  expect(await lease('MISSING_SINCE')).not.toBeNull();
  const { stdout } = await installation.command('status');
  expect(stdout).toMatch(
    new RegExp(`${SECOND}: its table is gone, or this role may not see it.*it ends .* else at 20`, 's'),
  );

  await rename(ASIDE, SECOND);
  await installation.run(ACCOUNTS);
  expect(await lease('MISSING_SINCE')).toBeNull();

  await rename(SECOND, ASIDE);
  await installation.run(ACCOUNTS);
  await client.query(
    `UPDATE CONNECTOR_LEASES SET MISSING_SINCE = DATEADD(HOUR, -7 * 24 - 1, MISSING_SINCE) WHERE "CONNECTION" = '${SECOND}'`,
  );
  await installation.run(ACCOUNTS);
  expect(await sources()).toEqual([INVENTORY]);

  await rename(ASIDE, SECOND);
  await installation.run(SECOND);
  expect(await sources()).toEqual(before);
});

test('a run is told whole where the connections without a table cannot be ended', async () => {
  const { faults } = installation.sandbox.snowflake;
  const refusal = { code: '003001', sqlState: '42501', message: 'Insufficient privileges to see leases' };
  const disarm = faults.add(
    { sql: /^SELECT "CONNECTION" AS NAME, MISSING_SINCE/, times: 99 },
    { error: refusal },
  );
  const { code, stdout, stderr } = await installation.command('run', ACCOUNTS, '--json');
  disarm();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { runId, status, error } = JSON.parse(stdout) as Record<'runId' | 'status' | 'error', string>;
  expect(status).toBe('ok');
  expect(error).toMatch(
    /^published, but connections without a table could not be ended: .*Insufficient privileges to see leases/s,
  );
  const recorded = await installation.client.query(
    'SELECT STATUS, PUBLISHED_AT IS NOT NULL AS IS_PUBLISHED, ERROR FROM CONNECTOR_RUNS WHERE RUN_ID = ?',
    [runId],
  );
  expect(recorded).toEqual([{ STATUS: 'ok', IS_PUBLISHED: true, ERROR: error }]);
});

test('a connection whose table was dropped ends with the next run of another', async () => {
  const before = await vpcs();
  await installation.client.query(`DROP TABLE ${SECOND}`);
  await installation.run(ACCOUNTS);
  expect(await lease('ENDED_AT')).not.toBeNull();
  expect(await vpcs()).toEqual(before);
  expect(await sources()).toEqual([INVENTORY]);
});

test('a connection that is removed leaves the current views', async () => {
  expect((await installation.command('connections', 'remove', INVENTORY, '--yes')).code).toBe(0);
  expect(await vpcs()).toEqual([]);
  expect(await installation.client.query('SELECT 1 FROM CONNECTOR_BLIND_SPOTS')).toEqual([]);
});

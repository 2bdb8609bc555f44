import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { NOTIFICATIONS } from '../../src/ledger/notifications/notification-table.ts';
import { TABLES, VIEWS } from '../../src/setup/schema/schema-objects.ts';
import { runCommand } from '../commands/in-process.ts';
import { ACCOUNTS, type Installation, install } from '../installation/installation.ts';
import { SERVICE } from '../installation/service-account.ts';

const { loader, owner, reader } = SERVICE.roles;
const COLLECTOR = 'organizations.accounts';
const LANDINGS = ['AWS_ACCOUNTS_SNAPSHOTS', 'AWS_ORGANIZATIONAL_UNITS_SNAPSHOTS'];
const LEDGER = [
  'CONNECTOR_RUNS',
  'CONNECTOR_LEASES',
  'CONNECTOR_UNITS',
  'CONNECTOR_COVERAGE',
  'CONNECTOR_OUTCOMES',
];

let installation: Installation;
let dead = 0;

beforeAll(async () => {
  installation = await install({ accounts: 3 });
  for (const [name, value] of Object.entries(installation.sandbox.env)) {
    if (name.startsWith('AWS_')) process.env[name] = value;
  }
  // All is read once, and then one collector is left: what the others know is held open by each run from then on.
  await installation.run(ACCOUNTS);
  const { client } = installation;
  const [table] = await client.query<{ comment: string }>(`SHOW TABLES LIKE '${ACCOUNTS}'`);
  const narrowed = `${table?.comment}\ncollectors: [${COLLECTOR}]\nretention_days: 1`;
  await client.query(`ALTER TABLE ${ACCOUNTS} SET COMMENT = '${narrowed.replaceAll("'", "''")}'`);
});
afterAll(() => installation.close());

async function as(role: string, ...statements: readonly string[]): Promise<void> {
  for (const sql of [`USE ROLE ${role}`, ...statements]) await installation.client.query(sql);
}

interface Held {
  readonly privilege: string;
  readonly granted_on: string;
  readonly name: string;
}

/** What the loader holds, without the roles it has. */
async function grants(): Promise<readonly Held[]> {
  await as('ACCOUNTADMIN');
  return (await installation.client.query<Held>(`SHOW GRANTS TO ROLE ${loader}`)).map(
    ({ privilege, granted_on, name }) => ({ privilege, granted_on, name }),
  );
}

/** One run after another that died: it clears up, reads, loads as for the first time, publishes and lets go. What Snowflake refused on the way. */
async function refusals(): Promise<readonly string[]> {
  dead += 1;
  await as(
    owner,
    `INSERT INTO CONNECTOR_RUNS (RUN_ID, "CONNECTION", STATUS, STARTED_AT, WORKER)
     VALUES ('dead-${dead}', '${ACCOUNTS}', 'running', '2020-01-01 00:00:00 +0000', 'nowhere:1')`,
    'UPDATE CONNECTOR_UNITS SET DIGEST = NULL',
    'UPDATE CONNECTOR_RUNS SET EXPIRED_ROWS = NULL',
  );
  const { sandbox } = installation;
  sandbox.snowflake.resetMetrics();
  const env = { ...sandbox.env, SNOWFLAKE_ROLE: loader };
  const { stderr } = await runCommand(run, env, [ACCOUNTS, '--json']);
  const refused = sandbox.snowflake.metrics.log.flatMap(({ error }) => error ?? []);
  // Without a warehouse nothing is asked that Snowflake would refuse.
  return stderr.includes('a warehouse has to work') ? [...refused, `no ${SERVICE.warehouse}'`] : refused;
}

test('the loader can do all that a run does', async () => {
  expect(await refusals()).toEqual([]);
  const [last] = await installation.client.query(
    "SELECT STATUS, UNITS_HELD > 0 AS HOLDS FROM CONNECTOR_RUNS WHERE RUN_ID NOT LIKE 'dead%' ORDER BY RUN_ID DESC LIMIT 1",
  );
  expect(last).toEqual({ STATUS: 'partial', HOLDS: true });
});

test('and nothing more: without any one of its grants, something of a run is refused', async () => {
  const used = new Set([
    ...LANDINGS,
    ...LEDGER,
    ACCOUNTS,
    SERVICE.schema.stage,
    'DATA',
    'SNOWALERT',
    SERVICE.warehouse,
  ]);
  const held = (await grants()).filter(({ name }) => used.has(name.split('.').at(-1) ?? ''));
  const needless: string[] = [];
  for (const { privilege, granted_on, name } of held) {
    await as('ACCOUNTADMIN', `REVOKE ${privilege} ON ${granted_on} ${name} FROM ROLE ${loader}`);
    const said = await refusals();
    await as('ACCOUNTADMIN', `GRANT ${privilege} ON ${granted_on} ${name} TO ROLE ${loader}`);
    const object = name.split('.').at(-1) ?? '';
    // 002043 and 000606 name nothing.
    const named = said.some((text) => text.includes(`${object}'`) || /^(002043|000606)/.test(text));
    if (!named) needless.push(`${privilege} ON ${granted_on} ${name}: ${said.join('; ')}`);
  }
  expect(needless).toEqual([]);
  expect(held.length).toBeGreaterThan(20);
});

test('other landing tables are granted as those are, and nothing beside', async () => {
  const held = await grants();
  const byTable = Map.groupBy(held, ({ name }) => name.split('.').at(-1) ?? '');
  const privileges = (name: string) => (byTable.get(name) ?? []).map(({ privilege }) => privilege).sort();
  // Of facts that come and go, each brought up to date.
  expect(privileges(NOTIFICATIONS.name)).toEqual(['DELETE', 'INSERT', 'SELECT', 'UPDATE']);
  for (const { name } of TABLES.filter((table) => table !== NOTIFICATIONS)) {
    expect({ name, privileges: privileges(name) }).toEqual({
      name,
      privileges: privileges(LEDGER.includes(name) ? name : (LANDINGS[0] ?? '')),
    });
  }
  // By which a run records what has become of findings, and the page of an account tells them.
  const recording = {
    FINDINGS: ['SELECT'],
    DETECTIONS: ['SELECT'],
    DETECTION_CONTROLS: ['SELECT'],
    FINDING_STATE: ['DELETE', 'INSERT', 'SELECT', 'UPDATE'],
    FINDING_HISTORY: ['DELETE', 'INSERT', 'SELECT'],
    SNOWCENSUS_DETECTIONS: ['USAGE'],
  };
  for (const [name, expected] of Object.entries(recording)) expect(privileges(name)).toEqual(expected);
  const known = [
    ...TABLES.map(({ name }) => name),
    ...Object.keys(recording),
    SERVICE.schema.stage,
    'DATA',
    'SNOWALERT',
    SERVICE.warehouse,
  ];
  expect(
    [...byTable.keys()].filter((name) => !known.includes(name) && !name.endsWith('_CONNECTION')),
  ).toEqual([]);
});

test('the reader sees the views and nothing else', async () => {
  await as(
    'ACCOUNTADMIN',
    `GRANT USAGE ON WAREHOUSE ${SERVICE.warehouse} TO ROLE ${reader}`,
    `USE ROLE ${reader}`,
  );
  const { client } = installation;
  const views = await client.query<{ name: string }>('SHOW VIEWS IN SCHEMA SNOWALERT.DATA');
  expect(new Set(views.map(({ name }) => name))).toEqual(new Set(VIEWS.map(({ name }) => name)));
  expect(await client.query('SHOW TABLES IN SCHEMA SNOWALERT.DATA')).toEqual([]);
  expect(await client.query('SHOW STAGES IN SCHEMA SNOWALERT.DATA')).toEqual([]);
  expect(await client.query('SELECT COUNT(*) AS N FROM AWS_ACCOUNTS')).toEqual([{ N: 3 }]);
  for (const table of [...LANDINGS, ...LEDGER, ACCOUNTS]) {
    await expect(client.query(`SELECT * FROM ${table}`)).rejects.toThrow(
      `Object '${table}' does not exist or not authorized`,
    );
  }
});

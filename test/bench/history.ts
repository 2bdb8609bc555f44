import { catalogue } from '../../src/aws/catalogue/index.ts';
import { awsInventory } from '../../src/connectors/aws-inventory/connector.ts';
import { moveOutcomes } from '../../src/ledger/move-outcomes.ts';
import { deleteExpired } from '../../src/ledger/retention/retention.ts';
import { newRunId } from '../../src/ledger/run-id.ts';
import { landingName } from '../../src/load/landing.ts';
import type { Client } from '../installation/client.ts';
import { ACCOUNTS, INVENTORY, type Installation, install } from '../installation/installation.ts';
import { openServiceSession } from '../installation/service-session.ts';
import { removeMemberRole, terminateInstance } from '../sandbox/aws/world/plant.ts';
import type { LoggedStatement } from '../sandbox/snowflake/metrics.ts';
import { createService } from '../service/in-process-service.ts';
import { SCHEMA } from '../snowflake/recording-session.ts';

type ByRuns = Record<string, number>;

/** What statements of one purpose cost, by how many runs are published. */
interface StatementCost {
  readonly name: string;
  readonly rowsScanned: Readonly<ByRuns>;
  readonly cpuSeconds: Readonly<ByRuns>;
}

/** What a history costs those who write the present and those who read it. */
interface HistoryFigures {
  readonly statements: readonly StatementCost[];
  readonly tables: readonly { readonly name: string; readonly rows: Readonly<ByRuns> }[];
}

const INSTANCES = 'AWS_EC2_INSTANCES';
const REFERENCES = 'AWS_IAM_AWS_MANAGED_POLICIES';
const OTHER = "(SELECT MAX(ACCOUNT_ID) FROM CONNECTOR_UNITS WHERE LATEST_STATUS = 'ok')";
const LAST =
  "(SELECT MAX(RUN_ID) FROM CONNECTOR_RUNS WHERE PUBLISHED_AT IS NOT NULL AND MODULE = 'aws_inventory')";

/** What users read, one of each kind of view; `?` is the start of the last run. */
const READS: Readonly<Record<string, string>> = {
  'current view': `SELECT * FROM ${INSTANCES}`,
  'current view of one account': `SELECT * FROM ${INSTANCES} WHERE ACCOUNT_ID = ${OTHER}`,
  'reference view': `SELECT COUNT(*) FROM ${REFERENCES}`,
  'changes of the last run': `SELECT * FROM ${INSTANCES}_CHANGES WHERE CHANGED_AT >= ?`,
  CONNECTOR_BLIND_SPOTS: 'SELECT * FROM CONNECTOR_BLIND_SPOTS',
};

const SIZED = [`${INSTANCES}_SNAPSHOTS`, 'CONNECTOR_COVERAGE', 'CONNECTOR_RUNS', 'CONNECTOR_UNITS'];
/**
 * Measures, each time that so many runs of an inventory are published, the last of them, `status`, and what users read.
 * The last run, the first and the second are the connector's; those between are made of what is known before them as the
 * connector writes them, with one per cent of the units changed. Two accounts let nobody in from the second on.
 */
async function measureHistory(counts: readonly number[], accounts: number): Promise<HistoryFigures> {
  const installation = await install({
    asProcess: true,
    threads: 2,
    accounts,
    profiles: true,
    inventory: ['regions: [us-east-1]'],
  });
  const { client, sandbox } = installation;
  const statements = new Map<string, { rowsScanned: ByRuns; cpuSeconds: ByRuns }>();
  const tables = SIZED.map((name) => ({ name, rows: {} as ByRuns }));
  const measure = async (
    runs: number,
    work: () => Promise<unknown>,
    nameOf: (one: LoggedStatement) => string,
  ) => {
    sandbox.snowflake.resetMetrics();
    await work();
    for (const statement of sandbox.snowflake.metrics.log) {
      if (!statement.profile) continue;
      const name = nameOf(statement);
      const cost = statements.get(name) ?? { rowsScanned: {}, cpuSeconds: {} };
      statements.set(name, cost);
      cost.rowsScanned[runs] = (cost.rowsScanned[runs] ?? 0) + statement.profile.rowsScanned;
      cost.cpuSeconds[runs] = (cost.cpuSeconds[runs] ?? 0) + statement.profile.cpuSeconds;
    }
  };
  try {
    await installation.run(ACCOUNTS);
    let published = 0;
    for (const runs of counts) {
      for (; published < runs - 1; published += 1) {
        if (published === 1) await installation.run(INVENTORY);
        else await copyRun(installation, published);
      }
      if (published > 0) terminateInstance(sandbox.world, await accountOfInstance(client), 'us-east-1');
      await sandbox.snowflake.closeBlocks();
      await measure(runs, () => installation.run(INVENTORY), purposeOf);
      if (published === 0) lockTwoOut(installation);
      published += 1;
      await measure(
        runs,
        () => installation.command('status'),
        () => 'status',
      );
      const { service } = createService(installation, `bench:${runs}`);
      await measure(
        runs,
        () => service.refresh(),
        () => 'page',
      );
      await service.stop('it was measured', 0);
      const since = `'${(await lastRun(client)).STARTED_AT.toISOString()}'::TIMESTAMP_LTZ`;
      for (const [name, sql] of Object.entries(READS)) {
        const ask = async () => {
          const rows = await client.query(sql.replace('?', since));
          if (rows.length === 0 && runs > 1) throw new Error(`${name}: there is nothing to read`);
        };
        await measure(runs, ask, () => name);
      }
      for (const { name, rows } of tables) {
        const [counted] = await client.query<{ N: number }>(`SELECT COUNT(*) AS N FROM ${name}`);
        rows[runs] = counted?.N ?? 0;
      }
      await spreadOverDays(client);
      await measure(
        runs,
        () => expireOldestDay(installation, runs),
        () => 'retention of one day',
      );
    }
    return { statements: [...statements].map(([name, cost]) => ({ name, ...cost })), tables };
  } finally {
    await installation.close();
  }
}

/** Makes the published runs as old as if there had been one on each day, up to the last of today. */
async function spreadOverDays(client: Client): Promise<void> {
  await client.query(
    'UPDATE CONNECTOR_RUNS t SET STARTED_AT = DATEADD(DAY, -1 * r.AGE, CURRENT_TIMESTAMP()) FROM (' +
      'SELECT RUN_ID, ROW_NUMBER() OVER (ORDER BY RUN_ID DESC) - 1 AS AGE FROM CONNECTOR_RUNS ' +
      `WHERE CONNECTION = '${INVENTORY}' AND PUBLISHED_AT IS NOT NULL) r WHERE r.RUN_ID = t.RUN_ID AND r.AGE > 0`,
  );
  const landings = awsInventory.collectors.flatMap(({ tables }) => tables.map(landingName));
  const times = [...landings, 'CONNECTOR_COVERAGE'].map((table) => [table, 'SNAPSHOT_AT'] as const);
  for (const [table, column] of [...times, [INVENTORY, 'CREATED_AT'] as const]) {
    await client.query(
      `UPDATE ${table} t SET ${column} = r.STARTED_AT FROM CONNECTOR_RUNS r WHERE r.RUN_ID = t.RUN_ID`,
    );
  }
}

/** Deletes what expires on the day on which the second of so many daily runs is too old, so that what it replaced goes. */
async function expireOldestDay({ sandbox, client }: Installation, runs: number): Promise<void> {
  const { RUN_ID: runId } = await lastRun(client);
  const session = await openServiceSession(sandbox);
  try {
    await deleteExpired({
      database: { session, schema: SCHEMA },
      connection: INVENTORY,
      collectors: awsInventory.collectors,
      days: Math.max(1, runs - 3),
      concurrency: 1,
      runId,
      at: new Date(),
    });
  } finally {
    await session.close();
  }
}

async function lastRun(client: Client): Promise<{ RUN_ID: string; STARTED_AT: Date }> {
  const [last] = await client.query<{ RUN_ID: string; STARTED_AT: Date }>(
    `SELECT RUN_ID, STARTED_AT FROM CONNECTOR_RUNS WHERE RUN_ID = ${LAST}`,
  );
  if (!last) throw new Error('no run is published');
  return last;
}

/** An account in which an instance runs, and that lets the connector in. */
async function accountOfInstance(client: Client): Promise<string> {
  const [account] = await client.query<{ ACCOUNT_ID: string }>(
    `SELECT MIN(ACCOUNT_ID) AS ACCOUNT_ID FROM ${INSTANCES} WHERE STATE = 'running' AND ACCOUNT_ID IN ` +
      "(SELECT ACCOUNT_ID FROM CONNECTOR_UNITS WHERE COLLECTOR = 'ec2.instances' AND LATEST_STATUS = 'ok')",
  );
  if (!account) throw new Error('no instance runs');
  return account.ACCOUNT_ID;
}

/** What a statement of a run is for. */
function purposeOf({ sqlText, kind }: LoggedStatement): string {
  if (/^(MERGE|UPDATE|INSERT|DELETE) .*PUBLISHED_AT/.test(sqlText)) return 'publishing';
  if (/\bfates\b/.test(sqlText)) return 'closing';
  if (/CONNECTOR_LEASES/.test(sqlText)) return 'lease';
  return kind === 'select' ? 'opening reads' : `run: ${kind}`;
}

function lockTwoOut({ sandbox: { world } }: Installation): void {
  const members = [...world.accounts.values()].filter(
    ({ state, isManagement }) => state === 'ACTIVE' && !isManagement,
  );
  for (const { id } of members.slice(0, 2)) removeMemberRole(world, id);
}

/** Publishes a run that finds what is known, but for one per cent of the units, a millisecond after the last. */
async function copyRun({ client }: Installation, number: number): Promise<void> {
  const last = await lastRun(client);
  const runId = newRunId(new Date(last.STARTED_AT.getTime() + 1));
  const columnsOf = async (table: string) =>
    (await client.query<{ column_name: string }>(`SHOW COLUMNS IN TABLE ${table}`)).map(
      ({ column_name: name }) => name,
    );
  const copy = async (table: string, from: string, instead: Readonly<Record<string, string>>) => {
    const names = await columnsOf(table);
    await client.query(
      `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(', ')}) ` +
        `SELECT ${names.map((name) => instead[name] ?? `s."${name}"`).join(', ')} ${from}`,
    );
  };
  const later = (column: string) => `DATEADD(MILLISECOND, 1, s.${column})`;
  await copy('CONNECTOR_RUNS', `FROM CONNECTOR_RUNS s WHERE s.RUN_ID = '${last.RUN_ID}'`, {
    RUN_ID: `'${runId}'`,
    STARTED_AT: later('STARTED_AT'),
  });
  const changed = `MOD(ABS(HASH(s.COLLECTOR, s.ACCOUNT_ID, s.REGION, ${number})), 100) = 0`;
  await copy('CONNECTOR_OUTCOMES', `FROM CONNECTOR_UNITS s WHERE s.CONNECTION = '${INVENTORY}'`, {
    RUN_ID: `'${runId}'`,
    SNAPSHOT_AT: later('LATEST_AT'),
    STATUS: 's.LATEST_STATUS',
    DURATION_MS: '1',
    IS_SAME: `NOT (${changed})`,
  });
  const units = await client.query<{ COLLECTOR: string }>(
    "SELECT DISTINCT COLLECTOR FROM CONNECTOR_OUTCOMES WHERE NOT IS_SAME AND STATUS = 'ok' AND ROW_COUNT > 0",
  );
  const changedCollectors = new Set(units.map(({ COLLECTOR }) => COLLECTOR));
  for (const collector of catalogue.filter(({ name }) => changedCollectors.has(name))) {
    for (const entry of collector.tables.filter(({ kind }) => kind === 'state')) {
      await copy(
        landingName(entry),
        `FROM ${landingName(entry)} s JOIN CONNECTOR_UNITS u ON u.CONNECTION = s.CONNECTION AND u.COLLECTOR = '${collector.name}' ` +
          'AND u.ACCOUNT_ID = s.ACCOUNT_ID AND u.REGION = s.REGION AND u.CONCLUSIVE_RUN_ID = s.RUN_ID ' +
          'JOIN CONNECTOR_OUTCOMES c ON c.COLLECTOR = u.COLLECTOR AND c.ACCOUNT_ID = u.ACCOUNT_ID AND c.REGION = u.REGION ' +
          "AND NOT c.IS_SAME AND c.STATUS = 'ok'",
        {
          RUN_ID: `'${runId}'`,
          SNAPSHOT_AT: `(SELECT STARTED_AT FROM CONNECTOR_RUNS WHERE RUN_ID = '${runId}')`,
          ROW_HASH: `MD5(s.ROW_HASH || '${number}')`,
        },
      );
    }
  }
  for (const sql of moveOutcomes(SCHEMA, runId)) await client.query(sql);
}

/** Measures and prints. */
export async function benchHistory(accounts: number, json: boolean): Promise<void> {
  const counts = [1, 10, 100];
  const { statements, tables } = await measureHistory(counts, accounts);
  if (json) {
    process.stdout.write(`${JSON.stringify({ statements, tables })}\n`);
    return;
  }
  const line = (name: string, figures: readonly (number | string)[]) =>
    `${name.padEnd(32)}${figures.map((figure) => figure.toLocaleString('en').padStart(12)).join('')}\n`;
  const growth = (by: Readonly<ByRuns>) => {
    const [ten = 0, hundred = 0] = counts.slice(1).map((runs) => by[runs] ?? 0);
    return ten === 0 ? '-' : `×${(hundred / ten).toFixed(2)}`;
  };
  const rows = (by: Readonly<ByRuns>) => [...counts.map((runs) => by[runs] ?? 0), growth(by)];
  process.stdout.write(
    line('rows scanned after runs', [...counts, 'from 10']) +
      statements.map(({ name, rowsScanned }) => line(name, rows(rowsScanned))).join('') +
      line('\nmilliseconds of CPU', [...counts, 'from 10']) +
      statements.map(({ name, cpuSeconds }) => line(name, rows(inMilliseconds(cpuSeconds)))).join('') +
      line('\nrows of tables', [...counts, 'from 10']) +
      tables.map(({ name, rows: by }) => line(name, rows(by))).join(''),
  );
}

function inMilliseconds(seconds: Readonly<ByRuns>): ByRuns {
  return Object.fromEntries(Object.entries(seconds).map(([runs, of]) => [runs, Math.round(of * 1000)]));
}

import { parse } from '@polyglot-sql/sdk';
import { describe, expect, test } from 'vitest';
import { awsCloudtrail } from '../../src/connectors/aws-cloudtrail/connector.ts';
import { awsInventory } from '../../src/connectors/aws-inventory/connector.ts';
import { CONNECTORS, readConnection } from '../../src/connectors/index.ts';
import { readAccountsList } from '../../src/ledger/accounts-list.ts';
import { readBlindSpots, readPublished } from '../../src/ledger/blind-spots.ts';
import { blindUnits } from '../../src/ledger/blind-units.ts';
import { ClosingStatements } from '../../src/ledger/closing-statements.ts';
import { noUnits } from '../../src/ledger/coverage.ts';
import { readEmptyRegions } from '../../src/ledger/known/empty-regions.ts';
import { readKnownRows } from '../../src/ledger/known/known-rows.ts';
import { readLastRuns } from '../../src/ledger/last-runs.ts';
import { LeaseStatements } from '../../src/ledger/lease/lease-statements.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { COVERAGE, RUNS } from '../../src/ledger/ledger-tables.ts';
import { blindPlaces, openFindings, staleConnections } from '../../src/ledger/notifications/facts.ts';
import { NotificationStatements } from '../../src/ledger/notifications/notification-statements.ts';
import { deleteExpired } from '../../src/ledger/retention/retention.ts';
import { readHistory } from '../../src/ledger/run-history.ts';
import { SlotLedger } from '../../src/ledger/slot-ledger.ts';
import { recover } from '../../src/run/recover.ts';
import { TABLES, VIEWS } from '../../src/setup/schema/schema-objects.ts';
import { copyInto } from '../../src/snowflake/copy.ts';
import { addColumn, createSchema, createStage, createTable, createView } from '../../src/snowflake/ddl.ts';
import { objectName, type SchemaReference } from '../../src/snowflake/identifiers.ts';
import { columnsOf, compileColumns, listConnectionTables } from '../../src/snowflake/schema.ts';
import { listStagedIn, put, removeStaged, removeStagedOf } from '../../src/snowflake/stage.ts';
import {
  countRows,
  deleteRowsOfRun,
  readSessionFacts,
  takenBack,
  tryUse,
} from '../../src/snowflake/trial.ts';
import { ODD_SCHEMA, recordingSession, SCHEMA } from './recording-session.ts';

const SLOT = new Date('2026-01-01T00:00:00Z');

const START = {
  runId: 'r2',
  connection: 'C_CONNECTION',
  module: 'aws_inventory',
  triggeredBy: 'manual',
  slot: { at: SLOT, slots: 1 },
  complete: true,
  startedAt: SLOT.toISOString(),
  worker: 'w',
  version: '1',
};
const END = {
  status: 'ok',
  accounts: 1,
  accountsCovered: 1,
  units: noUnits(),
  unitsHeld: 0,
  rows: 1,
  parts: 1,
  bytes: 1,
  awsRequests: 1,
  error: undefined,
} as const;

/** Everything `setup` executes or prints. */
function setupStatements(schema: SchemaReference): readonly string[] {
  const columns = [...CONNECTORS.values()].flatMap(({ connectionColumns }) => connectionColumns);
  return [
    createSchema(schema),
    createStage(schema),
    ...TABLES.map((table) => createTable(schema, table)),
    ...columns.map((column) => addColumn(schema, 'C_CONNECTION', column)),
    ...VIEWS.map((view) => createView(schema, view)),
  ];
}

function validConnection() {
  const comment =
    'module: aws_accounts\ndestination_role_arn: arn:aws:iam::111111111111:role/r\nschedule: "@hourly"';
  const result = readConnection({ name: 'C_CONNECTION', comment });
  if (!result.ok) throw result.error;
  return result.connection;
}

/** A row that suits whatever is asked, so that nothing stops before the last statement. */
const ANY_ROW = {
  ACCOUNT_ID: '111111111111',
  RUN_ID: 'r1',
  CONNECTION: 'C_CONNECTION',
  STATUS: 'ok',
  STARTED_BY: null,
  STARTED_AT: SLOT,
  ERROR: null,
  UNITS_HELD: 0,
  IS_COMPLETE: true,
  ROW_COUNT: 0,
  WORKER: 'h:1:0a',
  ACQUIRED_AT: SLOT,
  EXPIRES_AT: SLOT,
  IS_HOLDING: false,
  TRIGGERED_BY: 'schedule',
  FINISHED_AT: SLOT,
  LAST_SLOT: SLOT,
  TRIES: 0,
  FATE: 'kept',
  KNOWN: 1,
  HOLDING: 1,
  SWEPT_AT: SLOT,
  SNOWFLAKE_NOW: SLOT,
  'number of rows updated': 1,
  'number of rows deleted': 0,
  LAST_SUCCESS: SLOT,
  WHOLE_RUN_ID: null,
  PUBLISHED_AT: SLOT,
  FRESH_AT: SLOT,
  COMPLETE_AT: SLOT,
  COLLECTOR: 'iam.account_aliases',
  REGION: 'eu-west-1',
  DIGEST: '0a',
  TABLE_NAME: 'T',
  RESOURCE_ID: 'r',
  ROW_HASH: '0b',
  WATERMARK: SLOT,
  CODE: null,
  REASON: null,
  ACCOUNT_COUNT: 1,
  UNIT_COUNT: 1,
  SINCE: SLOT,
  LAST_SEEN_AT: null,
  NAME: null,
  SERVICE: 'iam',
  UNITS: 1,
  STATUS_RANK: 0,
  TOLD_0: null,
  READ_AT: null,
  CHANGED_IN: null,
  BLIND_SINCE: null,
  OU_PATH: '/',
  USER_NAME: 'U',
  ROLE_NAME: 'R',
  WAREHOUSE_NAME: null,
  name: 'C_CONNECTION',
  comment: '',
  owner: 'R',
  created_on: SLOT,
  rows: 0,
  bytes: 0,
};

/** Everything a run sends, sent. */
async function runStatements(schema: SchemaReference): Promise<readonly string[]> {
  const { session, sent } = await recordingSession((sql) => {
    if (sql.startsWith('PUT')) return [{ status: 'UPLOADED' }];
    if (sql.startsWith('COPY')) return [{ file: 'T/r/0/1.gz', status: 'LOADED', rows_loaded: 1 }];
    if (sql.includes('INFORMATION_SCHEMA')) return [{ TABLE_NAME: 'A', COLUMN_NAME: 'B' }];
    if (sql.startsWith('DESCRIBE')) return ['ACCOUNT_ID', 'RUN_ID', 'STATE'].map((name) => ({ name }));
    if (sql.includes('LAST_SLOT') && !sql.includes('LAST_SUCCESS')) return [{ LAST_SLOT: null, TRIES: null }];
    if (sql.includes('FINISHED_AT IS NULL')) return [{ RUN_ID: 'r1', STATUS: 'running' }];

    return [ANY_ROW];
  });
  const database = { session, schema };
  const ledger = new Ledger(database);
  await listConnectionTables(database);
  await columnsOf(database, ['A', 'B']);
  await compileColumns(database, [COVERAGE, RUNS]);
  const about = { database, ledger, connection: 'C_CONNECTION' };
  await recover(
    { ...about, tables: ['T', 'C_CONNECTION'], references: ['R'], spoolDirectory: '/nowhere', worker: 'w' },
    { unreleased: undefined, lastRunId: 'r', publishedRunId: undefined },
  );
  const leases = new LeaseStatements(database);
  await leases.take('C_CONNECTION', 'r2', 'w', 60);
  await leases.takeFrom('r1', 'C_CONNECTION', 'r2', 'w', 60);
  await leases.renew('C_CONNECTION', 'r2', 60);
  await leases.holder('C_CONNECTION');
  await leases.release('C_CONNECTION', 'r2');
  const slots = new SlotLedger(database, validConnection(), { worker: 'w', version: '1' });
  await slots.open({
    at: SLOT,
    since: undefined,
    takeMissed: () => [{ at: new Date(0), reason: 'r' }],
    onRecorded: () => undefined,
  });
  await readAccountsList(database, { ...schema, name: 'L' });
  await ledger.watermarks('C_CONNECTION');
  await readEmptyRegions(database, { connection: 'C_CONNECTION', collectors: ['a', 'b'], runs: 2 });
  await ledger.start(START);
  await put(database, { path: '/spool/a b/1.gz', directory: 'T/r/0/' });
  await copyInto(database, {
    table: 'T',
    runId: 'r',
    directory: 'T/r/0/',
    files: [{ name: '1.gz', rows: 1 }],
  });
  const closing = new ClosingStatements(database, START);
  const decision = {
    excused: ['closed', 'gone'],
    heldCollectors: ['a', 'b'],
    heldUnits: 2,
    heldSkipped: 1,
    closing: 2,
    holding: 3,
  } as const;
  await closing.counts();
  await closing.hold(decision, 'r');
  await closing.close(decision);
  await closing.holdConcluded('absent', ['closed'], 'r');
  await ledger.finish('r2', END, true);
  await ledger.note('r2', 'n');
  // One of each kind of table.
  const collectors = [...awsInventory.collectors, ...awsCloudtrail.collectors].filter(({ name }) =>
    ['iam.account_aliases', 'iam.authorization_details', 'cloudtrail.events'].includes(name),
  );
  await readKnownRows(database, 'C_CONNECTION', collectors);
  await deleteExpired({
    database,
    connection: 'C_CONNECTION',
    collectors,
    days: 30,
    concurrency: 2,
    runId: 'r2',
    at: SLOT,
  });
  await removeStaged(database, 'r2');
  await removeStagedOf(database, 'r2', '2/0a1b2c3d-.*|sign-2[.].*');
  await listStagedIn(database, 'shards/C_CONNECTION/');
  await readHistory(database);
  return sent.map(({ sqlText }) => sqlText);
}

/** Everything that `check` and `status` send beside what a run does. */
async function lookingStatements(schema: SchemaReference): Promise<readonly string[]> {
  const { session, sent } = await recordingSession(() => [ANY_ROW]);
  const database = { session, schema };
  await readSessionFacts(session);
  await takenBack(session, async () => {
    for (const use of ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const) {
      await tryUse(database, { table: 'T', use, column: 'RUN_ID' });
    }
  });
  await countRows(database, 'T', 'r');
  await deleteRowsOfRun(database, 'T', 'r');
  await readLastRuns(database);
  await readPublished(database);
  for (const { select } of VIEWS.filter(({ name }) => name === 'CONNECTOR_BLIND_SPOTS')) {
    await readBlindSpots(
      session,
      select((name) => objectName(schema, name)),
    );
  }
  return sent.map(({ sqlText }) => sqlText);
}

const NO_FACT = {
  CONNECTION: null,
  ACCOUNT_ID: null,
  ACCOUNT_NAME: null,
  REGION: null,
  DETECTION_ID: null,
  SEVERITY: null,
  RESOURCE: null,
  REASON: null,
  SINCE: null,
};

/** Everything that has to do with notifications. */
async function notificationStatements(schema: SchemaReference): Promise<readonly string[]> {
  const { session, sent } = await recordingSession(() => [
    { KIND: 'blind', STATE: 'on', TOLD: 'sending', FACTS: 1, SUBJECT: 's', ...NO_FACT },
  ]);
  const database = { session, schema };
  const name = (object: string) => objectName(schema, object);
  const notifications = new NotificationStatements(database);
  await notifications.record(blindPlaces(blindUnits.select(name), name));
  await notifications.record(staleConnections([{ name: 'C', since: SLOT, reason: 'r' }], ['C']));
  await notifications.record(openFindings(name('FINDINGS'), ['high']));
  await notifications.bury();
  await notifications.claim('m');
  await notifications.told('m');
  await notifications.release('m');
  await notifications.unclear('m');
  return sent.map(({ sqlText }) => sqlText);
}

/** What an independent parser makes of a statement: the kind, `unread` where it only takes it as text. */
function kindOf(sql: string): string {
  const { success, error, ast } = parse(sql, 'snowflake' as never);
  if (!success) return `refused: ${error}\n${sql}`;
  const [kind = ''] = Object.keys((ast as readonly object[])[0] ?? {});
  return kind === 'raw' || kind === 'command' ? `unread: ${/^[A-Z]+(?: STAGE)?/.exec(sql)?.[0]}` : kind;
}

describe.each([
  ['the default names', SCHEMA],
  ['names that need quotes', ODD_SCHEMA],
])('with %s', (_, schema) => {
  test('what setup executes is Snowflake SQL', () => {
    const kinds = setupStatements(schema).map(kindOf);
    expect(kinds.length).toBeGreaterThan(60);
    expect(new Set(kinds)).toEqual(
      new Set(['create_schema', 'unread: CREATE STAGE', 'create_table', 'alter_table', 'create_view']),
    );
  });

  test('what a run sends is Snowflake SQL', async () => {
    const kinds = (await runStatements(schema)).flatMap((sql) => sql.split(';\n')).map(kindOf);
    const rows = ['select', 'insert', 'update', 'merge', 'delete'];
    expect(new Set(kinds)).toEqual(
      new Set([
        'show',
        'describe',
        ...rows,
        'put',
        'copy',
        'unread: LIST',
        'unread: REMOVE',
        'transaction',
        'commit',
      ]),
    );
  });

  test('what notifications send is Snowflake SQL', async () => {
    const kinds = (await notificationStatements(schema)).map(kindOf);
    expect(kinds).toHaveLength(18);
    expect(new Set(kinds)).toEqual(new Set(['merge', 'delete', 'update', 'select']));
  });

  test('what check and status send is Snowflake SQL', async () => {
    const kinds = (await lookingStatements(schema)).map(kindOf);
    expect(kinds).toHaveLength(12);
    expect(new Set(kinds)).toEqual(
      new Set(['transaction', 'rollback', 'select', 'insert', 'update', 'delete']),
    );
  });
});

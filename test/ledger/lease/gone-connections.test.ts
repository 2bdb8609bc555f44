import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GoneWatch } from '../../../src/ledger/lease/gone-connections.ts';
import { LeaseStatements } from '../../../src/ledger/lease/lease-statements.ts';
import { LEASES } from '../../../src/ledger/ledger-tables.ts';
import { createLog } from '../../../src/log/log.ts';
import type { Database } from '../../../src/snowflake/database.ts';
import { createTable } from '../../../src/snowflake/ddl.ts';
import { objectName } from '../../../src/snowflake/identifiers.ts';
import { listConnectionTables } from '../../../src/snowflake/schema.ts';
import { type PreparedSandbox, startPreparedSandbox } from '../../installation/prepared-sandbox.ts';
import { openServiceSession } from '../../installation/service-session.ts';
import { SCHEMA } from '../../snowflake/recording-session.ts';

const told = new PassThrough();
const log = createLog({ level: 'warn', format: 'json' }, { secrets: () => [], stream: told });
const [SHORT, LONG] = ['20260101T000000001Z-000000', '20260101T000000002Z-000000'];

let sandbox: PreparedSandbox;
let database: Database;

beforeAll(async () => {
  sandbox = await startPreparedSandbox({ aws: false, accounts: 3 });
  database = { session: await openServiceSession(sandbox), schema: SCHEMA };
  await ask(createTable(SCHEMA, LEASES));
});

afterAll(async () => {
  await database.session.close();
  await sandbox.close();
});

const ask = (sql: string) => database.session.execute(sql, { about: 'test' });
const make = (name: string) => ask(`CREATE OR REPLACE TABLE ${objectName(SCHEMA, name)} (A INTEGER)`);
const drop = (name: string) => ask(`DROP TABLE ${objectName(SCHEMA, name)}`);
const listed = () => listConnectionTables(database);
const living = async () => (await new LeaseStatements(database).living()).map(({ name }) => name);

test('ends what was dropped at the first look, when a table goes, and once a day, and not while a run is under way', async () => {
  const leases = new LeaseStatements(database);
  for (const name of ['FIRST_CONNECTION', 'SECOND_CONNECTION', 'THIRD_CONNECTION']) {
    await make(name);
    await leases.take(name, SHORT, 'host:1', 0);
  }
  await drop('FIRST_CONNECTION');
  const watch = new GoneWatch(log);
  await watch.look(database, await listed());
  expect(await living()).toEqual(['SECOND_CONNECTION', 'THIRD_CONNECTION']);
  expect(String(told.read())).toContain('"connections":["FIRST_CONNECTION"]');

  const statements = () => sandbox.snowflake.metrics.statements;
  const quiet = await listed();
  const before = statements();
  await watch.look(database, quiet);
  expect(statements()).toBe(before);

  await leases.take('SECOND_CONNECTION', LONG, 'host:1', 600);
  await drop('SECOND_CONNECTION');
  await watch.look(database, await listed());
  expect(await living()).toEqual(['SECOND_CONNECTION', 'THIRD_CONNECTION']);

  await leases.release('SECOND_CONNECTION', LONG);
  await watch.look(database, await listed());
  expect(await living()).toHaveLength(2);
  await watch.look(database, await listed(), new Date(Date.now() + 25 * 3_600_000));
  expect(await living()).toEqual(['THIRD_CONNECTION']);
});

test('tells a table that was made again, or is only hidden, from one that was dropped', async () => {
  const leases = new LeaseStatements(database);
  await make('THIRD_CONNECTION');
  await new GoneWatch(log).look(database, await listed());
  expect(await living()).toEqual(['THIRD_CONNECTION']);
  const others = (await listed()).filter(({ name }) => name !== 'THIRD_CONNECTION');
  await make('HIDDEN_CONNECTION');
  await leases.take('HIDDEN_CONNECTION', SHORT, 'host:1', 0);
  // As the list is of a role that may not see it.
  const seen = (await listed()).filter(({ name }) => name !== 'HIDDEN_CONNECTION');
  expect(seen.length).toBeGreaterThan(others.length);
  await new GoneWatch(log).look(database, seen);
  const [hidden] = await leases.living();
  expect(hidden).toMatchObject({ name: 'HIDDEN_CONNECTION', missingSince: expect.any(Date) });
  await new GoneWatch(log).look(database, await listed());
  expect(await leases.living()).toEqual([
    { name: 'HIDDEN_CONNECTION', missingSince: undefined },
    { name: 'THIRD_CONNECTION', missingSince: undefined },
  ]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type Connection, execute, query } from './driver.ts';
import { useSandbox } from './running-sandbox.ts';

const sandbox = useSandbox();

const insert = { sqlText: 'insert into t values (1)', streamResult: true };

async function connectWithTable(): Promise<Connection> {
  const connection = await sandbox().connect();
  await query(connection, 'create or replace table public_db.public.t (n int)');
  sandbox().resetMetrics();
  return connection;
}

const countRows = async (connection: Connection): Promise<unknown> =>
  (await query(connection, 'select count(*) as n from t'))[0]?.N;

test('answers of 503 and 429 are sat out by the driver', async () => {
  const connection = await connectWithTable();
  sandbox().faults.add({ kind: 'insert', nth: 1 }, 'http503');
  sandbox().faults.add({ kind: 'insert', nth: 2 }, 'http429');
  await execute(connection, insert);
  expect(await countRows(connection)).toBe(1);
  // 503, 429, the insert and the count: what was turned away was never a statement.
  expect(sandbox().metrics).toMatchObject({ requests: 4, retries: 0, byKind: { insert: 1, select: 1 } });
});

test('a reset before execution is repeated and executes once', async () => {
  const connection = await connectWithTable();
  sandbox().faults.add({ sql: /insert into t/ }, 'reset');
  await execute(connection, insert);
  expect(await countRows(connection)).toBe(1);
  expect(sandbox().metrics).toMatchObject({ requests: 3, retries: 0, byKind: { insert: 1 } });
});

test('a connection that breaks after execution: the repeated statement is answered, not executed again', async () => {
  const connection = await connectWithTable();
  sandbox().faults.add({ kind: 'insert' }, 'drop-after-execute');
  const { statement } = await execute(connection, insert);
  expect(statement.getNumUpdatedRows()).toBe(1);
  expect(await countRows(connection)).toBe(1);
  expect(sandbox().metrics).toMatchObject({ retries: 1, byKind: { insert: 1 } });
});

test('an answer cut in half is an error of the driver; asking again under the requestId gives the result', async () => {
  const connection = await connectWithTable();
  sandbox().faults.add({ kind: 'insert' }, 'truncate-body');
  const identified = { ...insert, requestId: 'a3b1d0c2-0000-4000-8000-000000000002' };
  await expect(execute(connection, identified)).rejects.toMatchObject({ code: 401001 });
  const { statement } = await execute(connection, identified);
  expect(statement.getNumUpdatedRows()).toBe(1);
  expect(await countRows(connection)).toBe(1);
  expect(sandbox().metrics).toMatchObject({ retries: 1, byKind: { insert: 1 } });
});

test('a black hole swallows the request; the repeated one executes once', async () => {
  const connection = await sandbox().connect({ timeout: 500 });
  await query(connection, 'create or replace table public_db.public.t (n int)');
  sandbox().faults.add({ kind: 'insert' }, 'black-hole');
  await execute(connection, insert);
  expect(await countRows(connection)).toBe(1);
});

test('a delayed login is only late', async () => {
  sandbox().faults.add({ kind: 'login' }, { delayMs: 200 });
  const start = Date.now();
  await sandbox().connect();
  expect(Date.now() - start).toBeGreaterThanOrEqual(200);
});

test('an injected error is what the statement says, at the n-th time only', async () => {
  const connection = await connectWithTable();
  const error = { code: '000625', sqlState: '57014', message: 'Statement was locked out' };
  sandbox().faults.add({ kind: 'insert', nth: 2 }, { error });
  await execute(connection, insert);
  await expect(execute(connection, insert)).rejects.toMatchObject(error);
  await execute(connection, insert);
  expect(await countRows(connection)).toBe(2);
});

test('an expired master token sends the client back to the login', async () => {
  const connection = await connectWithTable();
  sandbox().faults.add({ kind: 'insert' }, 'expire-master');
  await expect(execute(connection, insert)).rejects.toMatchObject({ code: 407002 });
  expect(sandbox().metrics.statements).toBe(0);
});

test('a disarmed rule does not strike, and neither does a cleared plan', async () => {
  const connection = await connectWithTable();
  const disarm = sandbox().faults.add({ kind: 'insert' }, 'http503');
  disarm();
  sandbox().faults.add({ kind: 'insert' }, 'reset');
  sandbox().faults.clear();
  await execute(connection, insert);
  expect(sandbox().metrics.requests).toBe(1);
});

test('the world stops before a statement and goes on when released', async () => {
  const connection = await connectWithTable();
  const pause = sandbox().faults.pauseBefore((event) => event.kind === 'insert');
  const done = execute(connection, insert);
  expect(await pause.reached).toMatchObject({ kind: 'insert', sqlText: insert.sqlText });
  expect(sandbox().metrics.statements).toBe(0);
  pause.release();
  await done;
  expect(await countRows(connection)).toBe(1);
});

const client = `
  import snowflake from 'snowflake-sdk';
  snowflake.configure({ logLevel: 'OFF' });
  const connection = snowflake.createConnection({
    account: 'sandbox', username: 'ANNA', password: 'correct horse',
    accessUrl: process.argv[1], database: 'PUBLIC_DB', schema: 'PUBLIC',
  });
  await connection.connectAsync();
  connection.execute({ sqlText: 'insert into t values (1)' });
`;

test('a client killed while the world stood still has sent nothing', async () => {
  const connection = await connectWithTable();
  const pause = sandbox().faults.pauseBefore((event) => event.kind === 'insert');
  const child = spawn(process.execPath, ['--input-type=module', '-e', client, sandbox().url], {
    stdio: 'inherit',
  });
  await pause.reached;
  child.kill('SIGKILL');
  await once(child, 'exit');
  pause.release();
  expect(await countRows(connection)).toBe(0);
  expect(sandbox().metrics.byKind).toEqual({ select: 1 });
});

test('a statement goes on when its client is killed, as Snowflake does by default', async () => {
  const connection = await connectWithTable();
  sandbox().faults.add({ kind: 'insert' }, { runMs: 500 });
  const child = spawn(process.execPath, ['--input-type=module', '-e', client, sandbox().url], {
    stdio: 'inherit',
  });
  await expect.poll(() => sandbox().metrics.requests, { timeout: 10_000 }).toBe(2);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect.poll(() => countRows(connection), { timeout: 5000 }).toBe(1);
});

describe('a transaction in one request', () => {
  const transaction = {
    sqlText: 'begin; insert into t values (1); commit',
    parameters: { MULTI_STATEMENT_COUNT: 3 },
  };
  const count = (connection: Connection) => query(connection, 'select count(*) as n from t');

  test('a fault may strike one statement of it: what came before stays open', async () => {
    const [connection, other] = [await sandbox().connect(), await sandbox().connect()];
    await query(connection, 'create or replace table t (n int)');
    sandbox().faults.add(
      { kind: 'commit' },
      { error: { code: '000625', sqlState: '57014', message: 'No.' } },
    );
    await expect(execute(connection, transaction)).rejects.toMatchObject({ code: '000625' });
    expect([await count(connection), await count(other)]).toEqual([[{ N: 1 }], [{ N: 0 }]]);
    await query(connection, 'rollback');
    expect(await count(connection)).toEqual([{ N: 0 }]);
  });

  test('a lost answer is asked for again, and the transaction happened once', async () => {
    const connection = await sandbox().connect();
    await query(connection, 'create or replace table t (n int)');
    sandbox().faults.add({ kind: 'commit' }, 'drop-after-execute');
    await execute(connection, transaction);
    expect(await count(connection)).toEqual([{ N: 1 }]);
  });

  test('of a session that nobody can renew it is detached: it lives on, with its locks, for five minutes', async () => {
    const connection = await sandbox().connect();
    await query(connection, 'create or replace table t (n int)');
    await query(connection, 'insert into t values (0)');
    await query(connection, 'begin');
    await query(connection, 'update t set n = 1');
    sandbox().faults.add({ sql: /never/ }, 'expire-master');
    await expect(query(connection, 'select 1 as never')).rejects.toThrow();
    const other = await sandbox().connect();
    const update = query(other, 'update t set n = n + 10');
    expect(await Promise.race([update, new Promise((resolve) => setTimeout(resolve, 60, 'waits'))])).toBe(
      'waits',
    );
    sandbox().pass(301);
    await update;
    expect(await query(other, 'select n from t')).toEqual([{ N: 10 }]);
  });
});

import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Connection, type Executed, execute, query } from '../driver.ts';
import { useSandbox } from '../running-sandbox.ts';

const sandbox = useSandbox({ chunkRows: 5000, slowAnswerMs: 300 });

test('binds reach the statement with their types', async () => {
  const connection = await sandbox().connect();
  const binds = [42, 'it\'s "text"', null, true];
  const { rows } = await execute(connection, { sqlText: 'select ? as n, ? as t, ? as z, ? as b', binds });
  expect(rows).toEqual([{ N: 42, T: 'it\'s "text"', Z: null, B: true }]);
});

test('a big result comes in chunks, whole and in order, as rows and as a stream', async () => {
  const connection = await sandbox().connect();
  const sqlText =
    'select seq4() as n, to_varchar(seq4()) as t from table(generator(rowcount => 50000)) order by 1';
  const { rows, statement } = await execute(connection, sqlText);
  expect(rows).toHaveLength(50_000);
  expect(statement.getNumRows()).toBe(50_000);
  expect(rows.every((row, index) => row.N === index && row.T === String(index))).toBe(true);
  expect(sandbox().metrics.requests).toBeGreaterThanOrEqual(2 + 9);

  const streamed = await execute(connection, { sqlText, streamResult: true });
  let next = 0;
  for await (const row of streamed.statement.streamRows()) {
    expect((row as { N: number }).N).toBe(next);
    next += 1;
  }
  expect(next).toBe(50_000);
});

test('a chunk is for whoever holds its key', async () => {
  const connection = await sandbox().connect();
  const sqlText = 'select seq4() as n from table(generator(rowcount => 6000))';
  const { statement } = await execute(connection, { sqlText, streamResult: true });
  const answer = await fetch(`${sandbox().url}/results/${statement.getQueryId()}/0`);
  expect(answer.status).toBe(403);
});

test('an error carries code, sqlState, query id and message', async () => {
  const connection = await sandbox().connect();
  await expect(query(connection, 'select * from nowhere')).rejects.toMatchObject({
    code: '002003',
    sqlState: '42S02',
    message: expect.stringContaining('NOWHERE'),
    data: { queryId: expect.stringMatching(/^01[0-9a-f]{6}-/) },
  });
  expect(sandbox().metrics).toMatchObject({ statements: 1, retries: 0 });
  expect(sandbox().metrics.log[0]?.error).toMatch(/^002003: /);
});

test('an empty statement is an error', async () => {
  const connection = await sandbox().connect();
  await expect(query(connection, '-- only a comment')).rejects.toMatchObject({ code: '000900' });
});

test('a requestId seen again is answered again, not executed again', async () => {
  const connection = await sandbox().connect();
  await query(connection, 'create or replace table t (n int)');
  const insert = { sqlText: 'insert into t values (1)', requestId: 'a3b1d0c2-0000-4000-8000-000000000001' };
  const first = await execute(connection, insert);
  const second = await execute(connection, insert);
  expect(second.statement.getQueryId()).toBe(first.statement.getQueryId());
  expect(second.statement.getNumUpdatedRows()).toBe(1);
  expect(await query(connection, 'select count(*) as n from t')).toEqual([{ N: 1 }]);
  expect(sandbox().metrics).toMatchObject({ retries: 1, byKind: { create: 1, insert: 1, select: 1 } });
});

test('statements sent together to one session run one after the other', async () => {
  const connection = await sandbox().connect();
  await query(connection, 'create or replace table t (n int)');
  const inserts = Array.from({ length: 8 }, (_, n) => query(connection, `insert into t values (${n})`));
  await Promise.all(inserts);
  expect(await query(connection, 'select count(*) as n from t')).toEqual([{ N: 8 }]);
});

test('a slow statement is answered with a link that gives the result in the end', async () => {
  const connection = await sandbox().connect();
  sandbox().faults.add({ kind: 'select' }, { runMs: 1000 });
  expect(await query(connection, 'select 1 as one')).toEqual([{ ONE: 1 }]);
  // Login, query, and at least three times the link.
  expect(sandbox().metrics.requests).toBeGreaterThanOrEqual(5);
  expect(sandbox().metrics).toMatchObject({ statements: 1, retries: 0 });
});

test('an asynchronous statement is followed by its query id', async () => {
  const connection = await sandbox().connect();
  sandbox().faults.add({ kind: 'select' }, { runMs: 400 });
  const { statement } = await execute(connection, { sqlText: 'select 7 as n', asyncExec: true });
  const queryId = statement.getQueryId();
  expect(await connection.getQueryStatus(queryId)).toBe('RUNNING');
  const result = await connection.getResultsFromQueryId({ queryId, sqlText: '' });
  const rows = [];
  for await (const row of result.streamRows()) rows.push(row);
  expect(rows).toEqual([{ N: 7 }]);
  expect(await connection.getQueryStatus(queryId)).toBe('SUCCESS');
});

function start(
  connection: Connection,
  sqlText: string,
): { cancel: () => Promise<unknown>; done: Promise<Executed> } {
  const done = Promise.withResolvers<Executed>();
  const statement = connection.execute({
    sqlText,
    complete: (error, completed) => {
      if (error) done.reject(error);
      else done.resolve({ rows: [], statement: completed as Executed['statement'] });
    },
  });
  return { cancel: promisify(statement.cancel.bind(statement)), done: done.promise };
}

const canceled = { code: '000604', sqlState: '57014' };

test('a canceled statement ends with 000604, and the session goes on', async () => {
  const connection = await sandbox().connect();
  const slow = start(
    connection,
    'select count(*) as n from table(generator(rowcount => 1000000)) a, table(generator(rowcount => 1000000)) b',
  );
  const done = expect(slow.done).rejects.toMatchObject(canceled);
  await expect.poll(() => sandbox().metrics.statements).toBe(1);
  await slow.cancel();
  await done;
  expect(await query(connection, 'select 1 as one')).toEqual([{ ONE: 1 }]);
  expect(sandbox().metrics.log[0]?.error).toMatch(/^000604: /);
});

test('a statement still waiting in line can be canceled, and never runs', async () => {
  const connection = await sandbox().connect();
  await query(connection, 'create or replace table t (n int)');
  sandbox().faults.add({ kind: 'select' }, { runMs: 700 });
  const first = query(connection, 'select 1');
  const second = start(connection, 'insert into t values (1)');
  const done = expect(second.done).rejects.toMatchObject(canceled);
  await expect.poll(() => sandbox().metrics.requests).toBeGreaterThanOrEqual(4);
  await second.cancel();
  await first;
  await done;
  expect(await query(connection, 'select count(*) as n from t')).toEqual([{ N: 0 }]);
});

test('canceling what has ended is refused', async () => {
  const connection = await sandbox().connect();
  const ended = start(connection, 'select 1');
  await ended.done;
  await expect(ended.cancel()).rejects.toMatchObject({ code: '000605' });
});

test('several statements come back as several results', async () => {
  const connection = await sandbox().connect();
  const results: (readonly unknown[])[] = [];
  await new Promise<void>((resolve, reject) => {
    connection.execute({
      sqlText: "select 'a;b' as t; -- c;d\nselect 2 as n;",
      parameters: { MULTI_STATEMENT_COUNT: 2 },
      complete: (error, statement, rows) => {
        if (error) {
          reject(error);
          return;
        }
        results.push(rows ?? []);
        // The driver calls back once per result; its types do not know these two.
        const many = statement as unknown as { hasNext(): boolean; NextResult(): void };
        if (many.hasNext()) many.NextResult();
        else resolve();
      },
    });
  });
  expect(results).toEqual([[{ T: 'a;b' }], [{ N: 2 }]]);
  expect(sandbox().metrics).toMatchObject({ statements: 2, byKind: { select: 2 } });
});

test('a statement count that does not match is an error, and nothing runs', async () => {
  const connection = await sandbox().connect();
  const mismatch = { code: '000008', sqlState: '0A000' };
  await expect(query(connection, 'select 1; select 2')).rejects.toMatchObject({
    ...mismatch,
    message: 'Actual statement count 2 did not match the desired statement count 1.',
  });
  const three = { sqlText: 'select 1; select 2', parameters: { MULTI_STATEMENT_COUNT: 3 } };
  await expect(execute(connection, three)).rejects.toMatchObject(mismatch);
  expect(sandbox().metrics.statements).toBe(0);
});

test('describing a statement gives its columns and no rows', async () => {
  const connection = await sandbox().connect();
  const { statement, rows } = await execute(connection, { sqlText: 'select 1 as one', describeOnly: true });
  expect(rows).toEqual([]);
  expect(statement.getColumns()?.map((column) => column.getName())).toEqual(['ONE']);
});

test('the query tag of the session, of ALTER SESSION and of the statement are all logged', async () => {
  const connection = await sandbox().connect({ queryTag: 'run-1' });
  await query(connection, 'select 1');
  await query(connection, "alter session set query_tag = 'run-2'");
  await query(connection, 'select 1');
  await execute(connection, { sqlText: 'select 1', parameters: { QUERY_TAG: 'other' } });
  const tags = sandbox().metrics.log.map((entry) => entry.queryTag);
  expect(tags).toEqual(['run-1', 'run-1', 'run-2', 'run-1']);
});

describe('when results are not kept for long', () => {
  const forgetful = useSandbox({ keepResultBytes: 1 });

  test('a requestId seen again after its result is gone is an error, and still not executed again', async () => {
    const connection = await forgetful().connect();
    await query(connection, 'create or replace table t (n int)');
    const insert = { sqlText: 'insert into t values (1)', requestId: 'a3b1d0c2-0000-4000-8000-000000000003' };
    await execute(connection, insert);
    await query(connection, 'select 1');
    await expect(execute(connection, insert)).rejects.toMatchObject({ code: '000709', sqlState: '02000' });
    expect(await query(connection, 'select count(*) as n from t')).toEqual([{ N: 1 }]);
  });
});

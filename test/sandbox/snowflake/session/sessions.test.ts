import { expect, test } from 'vitest';
import { destroy, execute, query } from '../driver.ts';
import { useSandbox } from '../running-sandbox.ts';

const sandbox = useSandbox({ sessionSeconds: 3600, masterSeconds: 14_400 });

test('an expired session token is renewed without the caller noticing, in the midst of a transaction', async () => {
  const connection = await sandbox().connect();
  await query(connection, 'create or replace table t (n int)');
  await query(connection, 'begin');
  await query(connection, 'insert into t values (1)');
  sandbox().pass(3700);
  await query(connection, 'rollback');
  expect(await query(connection, 'select count(*) as n from t')).toEqual([{ N: 0 }]);
  expect(sandbox().metrics).toMatchObject({ logins: 1, renewals: 1, statements: 5 });
});

test('a session token a fault expires is renewed, and the statement executed once', async () => {
  const connection = await sandbox().connect();
  await query(connection, 'create or replace table t (n int)');
  sandbox().faults.add({ kind: 'insert' }, 'expire-session');
  await query(connection, 'insert into t values (1)');
  expect(await query(connection, 'select count(*) as n from t')).toEqual([{ N: 1 }]);
  expect(sandbox().metrics).toMatchObject({ renewals: 1, byKind: { insert: 1 } });
});

test('an expired master token ends the session', async () => {
  const connection = await sandbox().connect();
  sandbox().pass(15_000);
  await expect(query(connection, 'select 1')).rejects.toMatchObject({ code: 407002 });
  expect(sandbox().metrics).toMatchObject({ renewals: 0, statements: 0 });
});

test('the open transaction of a session that can never come back is rolled back', async () => {
  const vanished = await sandbox().connect();
  await query(vanished, 'create or replace table t as select 100 as n');
  await query(vanished, 'begin');
  await query(vanished, 'update t set n = 200');
  sandbox().pass(15_000);
  const connection = await sandbox().connect();
  await query(connection, 'update t set n = n + 10');
  expect(await query(connection, 'select n from t')).toEqual([{ N: 110 }]);
});

test('heartbeats keep the master token alive', async () => {
  const connection = await sandbox().connect();
  for (let hour = 0; hour < 6; hour += 1) {
    sandbox().pass(3600);
    expect(await connection.isValidAsync()).toBe(true);
  }
  expect(await query(connection, 'select 1 as one')).toEqual([{ ONE: 1 }]);
  expect(sandbox().metrics).toMatchObject({ logins: 1, heartbeats: 6 });
});

test('destroy ends the session for every token of it', async () => {
  const connection = await sandbox().connect();
  await destroy(connection);
  await expect(query(connection, 'select 1')).rejects.toMatchObject({ code: 407002 });
});

interface Refusal {
  readonly success: boolean;
  readonly code: string;
}

const post = async (path: string, headers: Record<string, string>): Promise<Refusal> => {
  const answer = await fetch(`${sandbox().url}${path}`, { method: 'POST', headers, body: '{}' });
  expect(answer.headers.get('content-type')).toContain('application/json');
  return (await answer.json()) as Refusal;
};

test('tokens are told apart: missing, unknown, gone', async () => {
  expect(await post('/session/heartbeat', {})).toMatchObject({ success: false, code: '390101' });
  const unknown = { authorization: 'Snowflake Token="made up"' };
  expect(await post('/session/heartbeat', unknown)).toMatchObject({ success: false, code: '390104' });

  const login = await fetch(`${sandbox().url}/session/v1/login-request`, {
    method: 'POST',
    body: JSON.stringify({ data: { LOGIN_NAME: 'ANNA', PASSWORD: 'correct horse' } }),
  });
  const { data } = (await login.json()) as { data: { token: string; masterToken: string } };
  const session = { authorization: `Snowflake Token="${data.token}"` };
  expect(await post('/session/heartbeat', session)).toMatchObject({ success: true });
  expect(await post('/session?delete=true', session)).toMatchObject({ success: true });
  expect(await post('/session/heartbeat', session)).toMatchObject({ success: false, code: '390111' });
  expect(await post('/queries/v1/query-request', session)).toMatchObject({ code: '390111' });
  const master = { authorization: `Snowflake Token="${data.masterToken}"` };
  expect(await post('/session/token-request', master)).toMatchObject({ success: false, code: '390111' });
});

test('an unknown path is a 404 in JSON, and telemetry is swallowed', async () => {
  const answer = await fetch(`${sandbox().url}/nowhere`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ success: false, message: 'GET /nowhere is not served here' });
  expect(await post('/telemetry/send', {})).toMatchObject({ success: true });
  expect(await post('/session/authenticator-request', {})).toMatchObject({ success: false, code: '390190' });
});

test('closing the sandbox breaks what is running and is over at once', async () => {
  const connection = await sandbox().connect();
  sandbox().faults.add({ kind: 'select' }, { runMs: 60_000 });
  const running = execute(connection, { sqlText: 'select 1', streamResult: true }).catch(
    (error: unknown) => error,
  );
  await expect.poll(() => sandbox().metrics.requests).toBe(2);
  const start = Date.now();
  await sandbox().close();
  expect(Date.now() - start).toBeLessThan(2000);
  void running;
});

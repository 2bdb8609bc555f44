import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { useSandbox } from './running-sandbox.ts';

const sandbox = useSandbox();

interface Answer {
  readonly success: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Speaks as gosnowflake and JDBC do: with compressed bodies. */
async function post(path: string, body: object, token = ''): Promise<Answer> {
  const answer = await fetch(`${sandbox().url}${path}`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip', authorization: `Snowflake Token="${token}"` },
    body: gzipSync(JSON.stringify(body)),
  });
  return (await answer.json()) as Answer;
}

async function login(client: string, query: string): Promise<Answer> {
  const data = { CLIENT_APP_ID: client, LOGIN_NAME: 'anna', PASSWORD: 'correct horse' };
  return post(`/session/v1/login-request?${query}`, { data });
}

test('compressed bodies are read, and an empty name is no name', async () => {
  const { success, data } = await login('Go', 'databaseName=&schemaName=&warehouse=&roleName=');
  expect(success).toBe(true);
  expect(data.sessionInfo).toMatchObject({
    databaseName: null,
    roleName: 'ACCOUNTADMIN',
    warehouseName: 'WH',
  });
  expect(data.parameters).toContainEqual({ name: 'GO_QUERY_RESULT_FORMAT', value: 'json' });
});

test('a path with doubled slashes is the path without them', async () => {
  const { data } = await login('PythonConnector', '');
  const token = String(data.token);
  const { data: result } = await post('/queries/v1/query-request', { sqlText: 'select 1' }, token);
  expect(result).toMatchObject({ queryResultFormat: 'json', returned: 1, total: 1, rowset: [['1']] });
  const answer = await fetch(`${sandbox().url}/monitoring/queries//${String(result.queryId)}`, {
    headers: { authorization: `Snowflake Token="${token}"` },
  });
  expect(await answer.json()).toMatchObject({
    data: { queries: [{ status: 'SUCCESS', sqlText: 'select 1' }] },
  });
});

test.each([
  ['PythonConnector', 'GCS'],
  // gosnowflake and JDBC would put https in front of the object store.
  ['Go', 'LOCAL_FS'],
  ['JDBC', 'LOCAL_FS'],
])('%s is sent to a stage by %s', async (client, locationType) => {
  const { data } = await login(client, 'databaseName=PUBLIC_DB&schemaName=PUBLIC');
  const token = String(data.token);
  await post('/queries/v1/query-request', { sqlText: 'create stage st' }, token);
  const { data: put } = await post('/queries/v1/query-request', { sqlText: 'PUT file:///tmp/a @st' }, token);
  expect(put).toMatchObject({ command: 'UPLOAD', src_locations: ['/tmp/a'], stageInfo: { locationType } });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Connection, query } from '../driver.ts';
import { type RunningSandbox, useSandbox } from '../running-sandbox.ts';

const lines = (...rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function connectWithStage(sandbox: RunningSandbox): Promise<Connection> {
  const connection = await sandbox.connect();
  await query(connection, 'create or replace stage public_db.public.st');
  return connection;
}

function localFile(sandbox: RunningSandbox, name: string, content: string | Buffer): string {
  const path = join(sandbox.directory, name);
  writeFileSync(path, content);
  return path;
}

const put = (path: string, rest = ''): string => `PUT 'file://${path}' @st/run ${rest}`;

describe('over HTTP', () => {
  const sandbox = useSandbox({ stageType: 'http' });

  test('a file is uploaded, skipped when it is there, and replaced when told so', async () => {
    const connection = await connectWithStage(sandbox());
    const path = localFile(sandbox(), 'a.json', lines({ n: 1 }));
    const uploaded = { source: 'a.json', target: 'a.json.gz', sourceSize: 8, status: 'UPLOADED' };
    expect(await query(connection, put(path))).toMatchObject([uploaded]);
    expect(sandbox().metrics).toMatchObject({ puts: 1, byKind: { put: 1 } });

    expect(await query(connection, put(path))).toMatchObject([{ status: 'SKIPPED' }]);
    writeFileSync(path, lines({ n: 2 }));
    expect(await query(connection, put(path, 'OVERWRITE = TRUE'))).toMatchObject([{ status: 'UPLOADED' }]);
    expect(sandbox().metrics.puts).toBe(2);

    const [file] = await query(connection, 'list @st/run/');
    expect(file).toMatchObject({ name: 'st/run/a.json.gz' });
  });

  test('what is uploaded is what was on disk', async () => {
    const connection = await connectWithStage(sandbox());
    const body = gzipSync(lines({ n: 1 }, { n: 2 }));
    const path = localFile(sandbox(), 'part 1+é.ndjson.gz', body);
    await query(connection, put(path, 'AUTO_COMPRESS = FALSE PARALLEL = 1'));
    expect(sandbox().metrics.uploadedBytes).toBe(body.length);

    const target = join(sandbox().directory, 'down');
    await mkdir(target);
    await query(connection, `GET @st/run/ 'file://${target}/'`);
    expect(await readdir(target)).toEqual(['part 1+é.ndjson.gz']);
    expect(readFileSync(join(target, 'part 1+é.ndjson.gz')).equals(body)).toBe(true);
  });

  test('a pattern uploads every file it matches', async () => {
    const connection = await connectWithStage(sandbox());
    for (const name of ['x1.json', 'x2.json', 'y.json']) localFile(sandbox(), name, lines({ name }));
    const rows = await query(connection, put(join(sandbox().directory, 'x*.json')));
    expect(rows.map((row) => row.target).sort()).toEqual(['x1.json.gz', 'x2.json.gz']);
    expect(sandbox().metrics.puts).toBe(2);
  });

  test('a store that is unavailable for a moment costs only a retry', async () => {
    const connection = await connectWithStage(sandbox());
    const path = localFile(sandbox(), 'a.json', lines({ n: 1 }));
    sandbox().faults.add({ kind: 'storage-put' }, 'storage-503');
    expect(await query(connection, put(path, 'OVERWRITE = TRUE'))).toMatchObject([{ status: 'UPLOADED' }]);
    expect(sandbox().metrics.puts).toBe(1);
  });

  test.each(['storage-503', 'storage-403'] as const)(
    '%s without end fails the PUT and leaves nothing in the stage',
    async (fault) => {
      const connection = await connectWithStage(sandbox());
      const path = localFile(sandbox(), 'a.json', lines({ n: 1 }));
      sandbox().faults.add({ kind: 'storage-put', times: Number.POSITIVE_INFINITY }, fault);
      await expect(query(connection, put(path, 'OVERWRITE = TRUE'))).rejects.toThrow();
      expect(await query(connection, 'list @st')).toEqual([]);
      expect(sandbox().metrics.puts).toBe(0);
    },
  );

  test('an upload that breaks off leaves nothing', async () => {
    const connection = await connectWithStage(sandbox());
    const path = localFile(sandbox(), 'big.ndjson.gz', Buffer.alloc(4_000_000, 7));
    const pause = sandbox().faults.pauseBefore((event) => event.kind === 'storage-put');
    const failed = query(connection, put(path, 'OVERWRITE = TRUE')).catch((error: unknown) => error);
    await pause.reached;
    sandbox().faults.add({ kind: 'storage-put', times: Number.POSITIVE_INFINITY }, 'reset');
    pause.abandon();
    expect(await failed).toBeInstanceOf(Error);
    expect(await query(connection, 'list @st')).toEqual([]);
  });

  test('a body shorter or longer than announced is refused', async () => {
    const { token, base } = await grantFor(sandbox());
    const headers = { authorization: `Bearer ${token}` };
    const whole = await fetch(`${base}a.json`, { method: 'PUT', headers, body: 'x'.repeat(10) });
    expect(whole.status).toBe(200);
    const { connect } = await import('node:net');
    const socket = connect(sandbox().port, '127.0.0.1');
    const { pathname } = new URL(base);
    socket.write(
      `PUT ${pathname}half.json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 100\r\n\r\nhalf`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const head = await fetch(`${base}half.json`, { method: 'HEAD', headers });
    expect(head.status).toBe(404);
    expect(sandbox().metrics.puts).toBe(1);
  });

  test('a token opens its own stage path only, and only for an hour', async () => {
    const { token, base } = await grantFor(sandbox());
    const status = async (url: string, authorization?: string): Promise<number> => {
      const init = { method: 'PUT', body: 'x', ...(authorization ? { headers: { authorization } } : {}) };
      return (await fetch(url, init)).status;
    };
    expect(await status(`${base}a`, `Bearer ${token}`)).toBe(200);
    expect(await status(`${base}a`)).toBe(401);
    expect(await status(`${base}a`, 'Bearer made-up')).toBe(401);
    expect(await status(`${base}../other/a`, `Bearer ${token}`)).toBe(403);
    expect(await status(`${base.replace(/run\/$/, '')}a`, `Bearer ${token}`)).toBe(403);
    sandbox().pass(3601);
    expect(await status(`${base}a`, `Bearer ${token}`)).toBe(401);
  });

  test('digest and encryption headers come back with the object', async () => {
    const { token, base } = await grantFor(sandbox());
    const authorization = `Bearer ${token}`;
    const meta = { 'x-goog-meta-sfc-digest': 'abc=', 'x-goog-meta-matdesc': '{"smkId":"1"}' };
    await fetch(`${base}a`, { method: 'PUT', body: 'hello', headers: { authorization, ...meta } });
    const head = await fetch(`${base}a`, { method: 'HEAD', headers: { authorization } });
    expect(head.headers.get('x-goog-meta-sfc-digest')).toBe('abc=');
    expect(head.headers.get('x-goog-meta-matdesc')).toBe('{"smkId":"1"}');
    expect(head.headers.get('content-length')).toBe('5');
    expect(await (await fetch(`${base}a`, { headers: { authorization } })).text()).toBe('hello');
  });

  test('fewer-rows makes a COPY load, and report, one row less than was uploaded', async () => {
    const connection = await connectWithStage(sandbox());
    await query(connection, 'create or replace table t (n int)');
    const path = localFile(sandbox(), 'a.ndjson.gz', gzipSync(lines({ n: 1 }, { n: 2 }, { n: 3 })));
    await query(connection, put(path, 'AUTO_COMPRESS = FALSE'));
    sandbox().faults.add({ kind: 'copy' }, 'fewer-rows');
    const copied = await query(
      connection,
      "copy into t from @st/run/ files = ('a.ndjson.gz') file_format = (type = json) match_by_column_name = case_insensitive",
    );
    expect(copied).toMatchObject([{ status: 'LOADED', rows_loaded: 2 }]);
    expect(await query(connection, 'select count(*) as n from t')).toEqual([{ N: 2 }]);
  });
});

describe('through the local file system', () => {
  const sandbox = useSandbox({ stageType: 'local' });

  test('the driver copies into the stage itself', async () => {
    const connection = await connectWithStage(sandbox());
    const path = localFile(sandbox(), 'a.json', lines({ n: 1 }));
    expect(await query(connection, put(path))).toMatchObject([{ target: 'a.json.gz', status: 'UPLOADED' }]);
    expect(await query(connection, 'list @st')).toMatchObject([{ name: 'st/run/a.json.gz' }]);

    const target = join(sandbox().directory, 'down');
    await mkdir(target);
    await query(connection, `GET @st/run/a.json.gz 'file://${target}/'`);
    expect(gunzipSync(readFileSync(join(target, 'a.json.gz'))).toString()).toBe(lines({ n: 1 }));
  });
});

/** Asks for a PUT as a driver does, and gives what the driver would upload with. */
async function grantFor(sandbox: RunningSandbox): Promise<{ token: string; base: string }> {
  await connectWithStage(sandbox);
  const post = async (path: string, body: object, authorization = ''): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { data: Record<string, unknown> }).data;
  };
  const login = await post('/session/v1/login-request?databaseName=PUBLIC_DB&schemaName=PUBLIC', {
    data: { CLIENT_APP_ID: 'JavaScript', LOGIN_NAME: 'ANNA', PASSWORD: 'correct horse' },
  });
  const sqlText = put('/tmp/a.json');
  const answer = await post(
    '/queries/v1/query-request',
    { sqlText },
    `Snowflake Token="${String(login.token)}"`,
  );
  const stage = answer.stageInfo as {
    location: string;
    endPoint: string;
    creds: { GCS_ACCESS_TOKEN: string };
  };
  return { token: stage.creds.GCS_ACCESS_TOKEN, base: `${stage.endPoint}/${stage.location}` };
}

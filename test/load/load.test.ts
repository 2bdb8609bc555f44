import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type LoadTarget, loadTables } from '../../src/load/load.ts';
import { Spool } from '../../src/load/spool.ts';
import { driverError, type Recording, recordingSession, SCHEMA } from '../snowflake/recording-session.ts';

const TABLES = ['A', 'B', 'C', 'D', 'E'];

/** A spool that holds one row of each of these tables. */
async function spoolOf(...tables: readonly string[]): Promise<Spool> {
  const spool = new Spool(join(mkdtempSync(join(tmpdir(), 'snowcensus-load-')), 'run'), 1_000_000);
  onTestFinished(() => spool.remove());
  for (const table of tables) await spool.write(table, { RUN_ID: 'r1' });
  return spool;
}

function target(
  { session }: Recording,
  concurrency: number,
  signal = new AbortController().signal,
): LoadTarget {
  return { database: { session, schema: SCHEMA }, runId: 'r1', shard: 0, concurrency, signal };
}

/** Answers PUT and COPY as Snowflake does, a turn of the event loop later, and counts what was under way at once. */
function counting(refused: (sqlText: string) => boolean = () => false) {
  const most = { PUT: 0, COPY: 0 };
  const now = { PUT: 0, COPY: 0 };
  const answer = (sqlText: string) => {
    const verb = sqlText.startsWith('PUT') ? 'PUT' : 'COPY';
    now[verb] += 1;
    most[verb] = Math.max(most[verb], now[verb]);
    if (verb === 'COPY' && now.PUT > 0) throw new Error('a COPY began before the last PUT had ended');
    if (refused(sqlText)) {
      now[verb] -= 1;
      return driverError('no such column', '000904', '42000');
    }
    return new Promise<readonly object[]>((resolve) => {
      setImmediate(() => {
        now[verb] -= 1;
        resolve(
          verb === 'PUT'
            ? [{ status: 'UPLOADED' }]
            : [{ file: '000001.ndjson.gz', status: 'LOADED', rows_loaded: 1 }],
        );
      });
    });
  };
  return { answer, most };
}

test('PUTs, and then COPYs, are under way as many at once as allowed, one for each table', async () => {
  const { answer, most } = counting();
  const recording = await recordingSession(answer);
  const loads = await loadTables(target(recording, 3), await spoolOf(...TABLES), TABLES);
  expect(most).toEqual({ PUT: 3, COPY: 3 });
  expect(recording.sent).toHaveLength(10);
  expect(loads.map(({ table, rows }) => [table, rows])).toEqual(TABLES.map((table) => [table, 1]));
});

test('a table without rows costs no statement', async () => {
  const recording = await recordingSession(counting().answer);
  const loads = await loadTables(target(recording, 8), await spoolOf('B'), TABLES);
  expect(loads.map(({ table }) => table)).toEqual(['B']);
  expect(recording.sent.map(({ sqlText }) => sqlText.split(' ', 1)[0])).toEqual(['PUT', 'COPY']);
});

test('a table that is refused does not stop those beside it', async () => {
  const { answer } = counting((sqlText) => sqlText.includes('"C"'));
  const recording = await recordingSession(answer);
  const loads = await loadTables(target(recording, 8), await spoolOf(...TABLES), TABLES);
  expect(loads.map(({ error }) => error !== undefined)).toEqual([false, false, true, false, false]);
});

test('what is told to stop begins no further statement', async () => {
  const stop = new AbortController();
  const recording = await recordingSession((sqlText) => {
    stop.abort(new Error('received SIGTERM'));
    return sqlText.startsWith('PUT') ? [{ status: 'UPLOADED' }] : [];
  });
  const loading = loadTables(target(recording, 1, stop.signal), await spoolOf(...TABLES), TABLES);
  await expect(loading).rejects.toThrow();
  expect(recording.sent).toHaveLength(1);
});

test('parts of other shards are loaded with its own, by one COPY for each thousand files', async () => {
  const recording = await recordingSession((sqlText) => {
    if (sqlText.startsWith('PUT')) return [{ status: 'UPLOADED' }];
    const names = /FILES = \(([^)]*)\)/.exec(sqlText)?.[1]?.replaceAll("'", '').split(', ') ?? [];
    return names.map((name) => ({ file: `snowcensus_stage/A/r1/${name}`, status: 'LOADED', rows_loaded: 1 }));
  });
  const others = Array.from({ length: 1_500 }, (_, number) => ({
    table: 'A',
    name: `0a1b2c3d-${String(number + 1).padStart(6, '0')}.ndjson.gz`,
    rows: 1,
    bytes: 10,
    shard: 1 + (number % 3),
  }));
  const [load] = await loadTables(target(recording, 3), await spoolOf('A'), ['A'], others);
  expect(load).toMatchObject({ table: 'A', rows: 1_501, parts: 1_501 });
  const copies = recording.sent.filter(({ sqlText }) => sqlText.startsWith('COPY'));
  expect(copies.map(({ sqlText }) => sqlText.match(/ndjson/g)?.length)).toEqual([1_000, 501]);
  expect(copies[0]?.sqlText).toContain(
    "/A/r1/ FILES = ('0/000001.ndjson.gz', '1/0a1b2c3d-000001.ndjson.gz', '2/0a1b2c3d-000002.ndjson.gz', ",
  );
});

test('a table of which only some files could be loaded says so, for its rows are to go', async () => {
  const recording = await recordingSession((sqlText) => {
    if (!sqlText.includes('000001')) return driverError('no such column', '000904', '42000');
    const names = /FILES = \(([^)]*)\)/.exec(sqlText)?.[1]?.replaceAll("'", '').split(', ') ?? [];
    return names.map((file) => ({ file, status: 'LOADED', rows_loaded: 1 }));
  });
  const others = Array.from({ length: 1_001 }, (_, number) => ({
    table: 'A',
    name: `${String(number + 1).padStart(6, '0')}.ndjson.gz`,
    rows: 1,
    bytes: 10,
    shard: 1,
  }));
  expect(await loadTables(target(recording, 3), await spoolOf(), [], others)).toMatchObject([
    { table: 'A', rows: 0, error: expect.stringContaining('no such column'), isPartial: true },
  ]);
});

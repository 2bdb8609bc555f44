import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStageStore } from '../../stage/stage-store.ts';
import { openEngine } from '../engine.ts';

const directory = mkdtempSync(join(tmpdir(), 'profile-'));
const engine = await openEngine({
  store: openStageStore(directory),
  profiles: directory,
  bootstrap: ['CREATE WAREHOUSE wh', 'CREATE DATABASE db', 'CREATE SCHEMA db.sch'],
});
const session = await engine.openSession({
  user: 'tester',
  role: 'accountadmin',
  warehouse: 'wh',
  database: 'db',
  schema: 'sch',
});
const run = (sqlText: string) => session.execute({ sqlText, queryId: sqlText });
async function scanned(sqlText: string): Promise<number | undefined> {
  const result = await run(sqlText);
  return result.kind === 'rows' ? result.profile?.rowsScanned : undefined;
}

afterAll(async () => {
  await engine.close();
  rmSync(directory, { recursive: true });
});

const LATEST = "SELECT a FROM t WHERE at >= '2026-03-02'";

test('rows of statements after blocks were closed are told by their bounds from older ones', async () => {
  await run('CREATE TABLE t (at DATE, a INT)');
  await run("INSERT INTO t SELECT '2026-03-01', SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 500))");
  await run("INSERT INTO t VALUES ('2026-03-02', 1), ('2026-03-02', 2)");
  expect(await scanned('SELECT a FROM t')).toBe(502);
  expect(await scanned(LATEST)).toBe(502);
  await engine.closeBlocks();
  await run("INSERT INTO t VALUES ('2026-03-03', 3), ('2026-03-03', 4), ('2026-03-03', 5)");
  expect(await scanned("SELECT a FROM t WHERE at >= '2026-03-03'")).toBe(3);
  expect(await scanned('SELECT a FROM t')).toBe(505);
});

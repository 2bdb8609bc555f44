import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAccount } from './account-fixture.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'data-file-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('an account kept in a file opens again, and any DuckDB client can read its tables', async () => {
  const dataFile = join(directory, 'account.duckdb');
  const first = await openAccount({ dataFile });
  await first.run("create table t (id int, v variant) comment = 'kept'");
  await first.run(`insert into t select 1, parse_json('{"tags":["a","b"]}')`);
  await first.run(
    'create view w as select id, f.value::string as tag from t, lateral flatten(input => v:tags) f',
  );
  await first.close();

  const second = await openAccount({ dataFile });
  expect(await second.text('select id, tag from w order by tag')).toBe('1,a;1,b');
  expect(await second.text("select comment from information_schema.tables where table_name = 'T'")).toBe(
    'kept',
  );
  await second.close();

  const instance = await DuckDBInstance.create(dataFile);
  const duck = await instance.connect();
  const reader = await duck.runAndReadAll('SELECT "ID" FROM "DB.SCH"."T"');
  expect(reader.getRows().map(([id]) => Number(id))).toEqual([1]);
  duck.closeSync();
  instance.closeSync();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type RowsResult, StatementError } from '../../../sandbox/snowflake/contract.ts';
import { openBinder } from '../../../sandbox/snowflake/engine/compile.ts';
import type { EngineContext, ObjectName } from '../../../sandbox/snowflake/engine/context.ts';
import { copyInto } from '../../../sandbox/snowflake/engine/copy-into.ts';
import { MACROS } from '../../../sandbox/snowflake/engine/macros.ts';
import { METADATA_TABLES } from '../../../sandbox/snowflake/engine/metadata.ts';
import { parseStatement } from '../../../sandbox/snowflake/engine/syntax.ts';
import { duckType, parseType } from '../../../sandbox/snowflake/engine/types.ts';
import { openStageStore } from '../../../sandbox/snowflake/stage-store.ts';

export interface Fixture {
  readonly context: EngineContext;
  table(name: string, columns: Record<string, string>): Promise<void>;
  put(name: string, content: string | Uint8Array, stage?: string): Promise<void>;
  copy(sql: string): Promise<Record<string, string | null>[]>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  setNow(now: Date): void;
  begin(): Promise<void>;
  rollback(): Promise<void>;
  close(): void;
}

export async function openFixture(): Promise<Fixture> {
  const root = mkdtempSync(join(tmpdir(), 'copy-'));
  const store = openStageStore(root);
  const instance = await DuckDBInstance.create(':memory:');
  const duck: DuckDBConnection = await instance.connect();
  for (const sql of [...METADATA_TABLES, ...MACROS, 'CREATE SCHEMA "DB.S"', "SET TimeZone = 'UTC'"])
    await duck.run(sql);
  let now = new Date();
  let open = false;
  const resolve = (parts: readonly string[]): ObjectName => ({
    database: parts.at(-3) ?? 'DB',
    schema: parts.at(-2) ?? 'S',
    name: parts.at(-1) ?? '',
  });
  const context: EngineContext = {
    duck,
    store,
    resolve,
    duckName: (name) => `"${name.database}.${name.schema}"."${name.name}"`,
    stage: async (location) => {
      const name = location
        .replace(/^@(?:[\w"]+\.)*/, '')
        .replaceAll('"', '')
        .toUpperCase();
      if (name === 'NOPE') throw new StatementError('002003', '02000', `Stage '${name}' does not exist`);
      return { stageId: name, path: '' };
    },
    atomically: async (work) => {
      if (open) return work();
      await duck.run('BEGIN');
      try {
        const result = await work();
        await duck.run('COMMIT');
        return result;
      } catch (error) {
        await duck.run('ROLLBACK');
        throw error;
      }
    },
    now: () => now,
    translate: async (sql, named) => {
      const parsed = parseStatement(sql);
      const nothing = (): never => {
        throw new Error('no table');
      };
      const binder = openBinder(parsed, { binds: {}, facts: {}, table: nothing, result: nothing });
      return binder.query(parsed.node, undefined, named);
    },
  };
  const rows = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await duck.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  return {
    context,
    rows,
    async table(name, columns) {
      const id = `id-${name}`;
      const definitions = Object.entries(columns).map(([column, text]) => {
        const nullable = !text.endsWith(' NOT NULL');
        return { column, nullable, type: parseType(text.replace(/ NOT NULL$/, '')), text };
      });
      const body = definitions.map(
        (d) => `"${d.column}" ${duckType(d.type)}${d.nullable ? '' : ' NOT NULL'}`,
      );
      await duck.run(`CREATE TABLE "DB.S"."${name}" (${body.join(', ')})`);
      await duck.run(
        `INSERT INTO sandbox.tables SELECT '${id}', 'DB', 'S', '${name}', 'TABLE', 'PERMANENT', now(), now(), 'R', '', '', 1, NULL, false`,
      );
      for (const [index, d] of definitions.entries()) {
        const type = d.text.replace(/ NOT NULL$/, '');
        await duck.run(
          `INSERT INTO sandbox.columns VALUES ('${id}', '${d.column}', ${index + 1}, '${type}', ${d.nullable}, NULL, NULL)`,
        );
      }
    },
    async put(name, content, stage = 'ST') {
      await store.write(
        stage,
        name,
        (async function* () {
          yield typeof content === 'string' ? Buffer.from(content) : content;
        })(),
      );
    },
    async copy(sql) {
      const result: RowsResult = await copyInto(context, { sqlText: sql, queryId: 'q' });
      return result.rows.map((row) =>
        Object.fromEntries(result.columns.map((column, index) => [column.name, row[index] ?? null])),
      );
    },
    setNow: (instant) => {
      now = instant;
    },
    begin: async () => {
      await duck.run('BEGIN');
      open = true;
    },
    rollback: async () => {
      await duck.run('ROLLBACK');
      open = false;
    },
    close: () => {
      duck.closeSync();
      instance.closeSync();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

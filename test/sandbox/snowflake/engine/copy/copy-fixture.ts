import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { RowsResult, StageStore, TransferResult } from '../../contract.ts';
import { openStageStore } from '../../stage/stage-store.ts';
import { makeSystemRoles } from '../access/system-roles.ts';
import { CatalogueChanges, Turnstile } from '../account.ts';
import { commonFacts } from '../catalog/common-facts.ts';
import { METADATA_TABLES } from '../catalog/metadata.ts';
import { dispatch } from '../dispatch.ts';
import { MACROS } from '../duck/macros.ts';
import { LockTable } from '../session/locks.ts';
import type { SessionContext } from '../session/session-context.ts';
import { openContext } from '../session/session-state.ts';

/** One session of a fresh account in `DB.S` with the stages ST and OTHER, DuckDB's own view of it at hand. */
export interface Fixture {
  readonly context: SessionContext;
  readonly store: StageStore;
  /** Runs a statement that gives rows. */
  run(sql: string): Promise<RowsResult>;
  /** Runs PUT or GET. */
  transfer(sql: string): Promise<TransferResult>;
  /** The rows of a statement by column name, cells as they travel. */
  cells(sql: string): Promise<Record<string, string | null>[]>;
  /** What DuckDB answers to SQL of its own. */
  rows(duckSql: string): Promise<Record<string, unknown>[]>;
  table(name: string, columns: Record<string, string>): Promise<void>;
  /** Writes a file into a stage, `@st` unless another location is given. */
  put(name: string, content: string | Uint8Array, stage?: string): Promise<void>;
  setNow(now: Date): void;
  close(): void;
}

export async function openFixture(): Promise<Fixture> {
  const root = mkdtempSync(join(tmpdir(), 'copy-'));
  const store = openStageStore(root);
  const instance = await DuckDBInstance.create(':memory:');
  const duck = await instance.connect();
  for (const sql of [...METADATA_TABLES, ...MACROS]) await duck.run(sql);
  await makeSystemRoles(duck, new Date());
  let now = new Date();
  const catalogue = new CatalogueChanges();
  const account = {
    instance,
    store,
    locks: new LockTable(),
    clock: () => now,
    changes: new Turnstile(),
    catalogue,
    common: commonFacts(instance, catalogue),
  };
  const context = await openContext(account, duck, { user: 'TESTER', parameters: { TIMEZONE: 'UTC' } });
  const dispatched = (sqlText: string) => dispatch(context, { sqlText, queryId: randomUUID() });
  const run = async (sql: string): Promise<RowsResult> => {
    const result = await dispatched(sql);
    if (result.kind !== 'rows') throw new Error(`No rows: ${sql}`);
    return result;
  };
  for (const sql of [
    'CREATE WAREHOUSE w',
    'CREATE DATABASE db',
    'CREATE SCHEMA s',
    'CREATE STAGE st',
    'CREATE STAGE other',
  ])
    await run(sql);
  return {
    context,
    store,
    run,
    async transfer(sql) {
      const result = await dispatched(sql);
      if (result.kind !== 'transfer') throw new Error(`No transfer: ${sql}`);
      return result;
    },
    async cells(sql) {
      const { columns, rows } = await run(sql);
      return rows.map((row) =>
        Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])),
      );
    },
    rows: async (duckSql) =>
      (await duck.runAndReadAll(duckSql)).getRowObjectsJson() as Record<string, unknown>[],
    async table(name, columns) {
      await run(
        `CREATE TABLE ${name} (${Object.entries(columns)
          .map(([column, type]) => `"${column}" ${type}`)
          .join(', ')})`,
      );
    },
    async put(name, content, stage = '@st') {
      const { stageId } = await context.stage(stage, 'WRITE');
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      await store.write(
        stageId,
        name,
        (async function* () {
          yield bytes;
        })(),
      );
    },
    setNow: (instant) => {
      now = instant;
    },
    close: () => {
      duck.closeSync();
      instance.closeSync();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

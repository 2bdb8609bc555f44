import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EngineSession,
  type RowsResult,
  type SessionRequest,
  StatementError,
  type StatementRequest,
} from '../contract.ts';
import { openStageStore } from '../stage/stage-store.ts';
import { openEngine } from './engine.ts';

type Options = Omit<StatementRequest, 'sqlText' | 'queryId'>;

/** A session of a test and what one asks of it. */
export interface TestSession {
  readonly session: EngineSession;
  run(sql: string, options?: Options): Promise<RowsResult>;
  /** The rows with their cells joined by `,` and the rows by `;`; NULL is empty. */
  text(sql: string, options?: Options): Promise<string>;
  /** `code sqlState message` of the refusal. */
  refused(sql: string, options?: Options): Promise<string>;
}

export interface TestAccount extends TestSession {
  open(request?: Partial<SessionRequest>): Promise<TestSession>;
  close(): Promise<void>;
}

/** A fresh account with a warehouse and the schema DB.SCH, and a session in it. */
export async function openAccount(
  options: { dataFile?: string; clock?: () => Date } = {},
): Promise<TestAccount> {
  const root = mkdtempSync(join(tmpdir(), 'engine-'));
  const engine = await openEngine({
    ...options,
    store: openStageStore(root),
    bootstrap: [
      'CREATE WAREHOUSE IF NOT EXISTS wh',
      'CREATE DATABASE IF NOT EXISTS db',
      'CREATE SCHEMA IF NOT EXISTS db.sch',
    ],
  });
  const open = async (request: Partial<SessionRequest> = {}) =>
    testSession(
      await engine.openSession({
        user: 'tester',
        role: 'accountadmin',
        database: 'db',
        schema: 'sch',
        warehouse: 'wh',
        ...request,
      }),
    );
  return {
    ...(await open()),
    open,
    async close() {
      await engine.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function testSession(session: EngineSession): TestSession {
  const run = async (sqlText: string, options: Options = {}) => {
    const result = await session.execute({ sqlText, queryId: randomUUID(), ...options });
    if (result.kind !== 'rows') throw new Error(`No rows: ${sqlText}`);
    return result;
  };
  return {
    session,
    run,
    async text(sql, options) {
      const { rows } = await run(sql, options);
      return rows.map((row) => row.map((cell) => cell ?? '').join(',')).join(';');
    },
    async refused(sql, options) {
      try {
        await run(sql, options);
      } catch (error) {
        if (error instanceof StatementError) return `${error.code} ${error.sqlState} ${error.message}`;
        throw error;
      }
      throw new Error(`Not refused: ${sql}`);
    },
  };
}

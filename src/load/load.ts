import { unlink } from 'node:fs/promises';
import { forEachInParallel, inParallel } from '../concurrency/in-parallel.ts';
import { describeError } from '../errors.ts';
import { copyInto } from '../snowflake/copy.ts';
import type { Database } from '../snowflake/database.ts';
import { put } from '../snowflake/stage.ts';
import type { Part, Spool } from './spool.ts';

/** Destination of a run's parts. */
export interface LoadTarget {
  readonly database: Database;
  readonly runId: string;
  /** Statements that may be under way at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** Rows loaded into one table, or the reason for which none of them counts. */
export interface TableLoad {
  readonly table: string;
  readonly rows: number;
  readonly parts: number;
  readonly bytes: number;
  readonly error?: string;
}

/** One process writes one shard of a run. */
const SHARD = '0';

/**
 * Puts and loads tables of the spool: first every PUT, which needs no warehouse, then one COPY per table, so that the
 * warehouse is awake once and briefly; of each kind several at once. A table that cannot be loaded does not stop the
 * others, and one without rows costs no statement.
 */
export async function loadTables(
  target: LoadTarget,
  spool: Spool,
  tables: readonly string[],
): Promise<readonly TableLoad[]> {
  const closed = await Promise.all(tables.map((table) => spool.close(table)));
  const staged = closed.filter((parts) => parts.length > 0);
  await forEachInParallel(staged.flat(), target.concurrency, (part) => stagePart(target, part));
  return inParallel(staged, target.concurrency, (parts) => loadParts(target, parts));
}

async function stagePart(target: LoadTarget, part: Part): Promise<void> {
  const upload = { path: part.path, directory: stageDirectory(target, part.table) };
  await put(target.database, upload, target.signal);
  await unlink(part.path);
}

async function loadParts(target: LoadTarget, parts: readonly Part[]): Promise<TableLoad> {
  const table = parts[0]?.table ?? '';
  const load = {
    table,
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    parts: parts.length,
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
  };
  const { database, runId, signal } = target;
  try {
    await copyInto(database, {
      table,
      runId,
      directory: stageDirectory(target, table),
      files: parts,
      signal,
    });
    return load;
  } catch (error) {
    signal.throwIfAborted();
    return { ...load, rows: 0, error: describeError(error) };
  }
}

function stageDirectory(target: LoadTarget, table: string): string {
  return `${table}/${target.runId}/${SHARD}/`;
}

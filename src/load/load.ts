import { unlink } from 'node:fs/promises';
import { forEachInParallel, inParallel } from '../concurrency/in-parallel.ts';
import { describeError } from '../errors.ts';
import { copyInto, MAX_FILES } from '../snowflake/copy.ts';
import type { Database } from '../snowflake/database.ts';
import { put } from '../snowflake/stage.ts';
import { collectingBuffers } from './collecting-buffers.ts';
import type { Spool } from './spool.ts';
import type { Part } from './table-spool.ts';

/** Destination of a run's parts. */
export interface LoadTarget {
  readonly database: Database;
  readonly runId: string;
  /** Index among the processes that write parts of the run. */
  readonly shard: number;
  /** Statements that may be under way at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** A part on the stage, by the shard that has put it there. */
export interface StagedPart extends Pick<Part, 'table' | 'name' | 'rows' | 'bytes'> {
  readonly shard: number;
}

/** Rows loaded into one table, or the reason for which none of them counts. */
export interface TableLoad {
  readonly table: string;
  readonly rows: number;
  readonly parts: number;
  readonly bytes: number;
  readonly error?: string;
  /** Whether some rows were loaded before it came to the error. */
  readonly isPartial?: boolean;
}

/**
 * Puts and loads tables of the spool, with what `others` have put for them: first every PUT, which needs no warehouse, then
 * one COPY per table, so that the warehouse is awake once and briefly; of each kind several at once. A table that cannot
 * be loaded does not stop the others, and one without rows costs no statement.
 */
export async function loadTables(
  target: LoadTarget,
  spool: Spool,
  tables: readonly string[],
  others: readonly StagedPart[] = [],
): Promise<readonly TableLoad[]> {
  const staged = [...(await stageTables(target, spool, tables)), ...others];
  const byTable = Map.groupBy(staged, ({ table }) => table);
  return inParallel([...byTable], target.concurrency, ([table, parts]) => loadParts(target, table, parts));
}

/** Puts tables of the spool, without loading them. */
export async function stageTables(
  target: LoadTarget,
  spool: Spool,
  tables: readonly string[],
): Promise<readonly StagedPart[]> {
  const closed = await Promise.all(tables.map((table) => spool.close(table)));
  const parts = closed.flat();
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  await collectingBuffers(bytes, () =>
    forEachInParallel(parts, target.concurrency, (part) => stagePart(target, part)),
  );
  return parts.map(({ table, name, rows, bytes }) => ({ table, name, rows, bytes, shard: target.shard }));
}

async function stagePart(target: LoadTarget, { table, path }: Part): Promise<void> {
  const directory = `${stageDirectory(table, target.runId)}${target.shard}/`;
  await put(target.database, { path, directory }, target.signal);
  await unlink(path);
}

async function loadParts(
  target: LoadTarget,
  table: string,
  parts: readonly StagedPart[],
): Promise<TableLoad> {
  const load = {
    table,
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    parts: parts.length,
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
  };
  const { database, runId, signal } = target;
  let rowsBefore = 0;
  try {
    for (let first = 0; first < parts.length; first += MAX_FILES) {
      const files = parts
        .slice(first, first + MAX_FILES)
        .map(({ shard, name, rows }) => ({ name: `${shard}/${name}`, rows }));
      await copyInto(database, {
        table,
        runId,
        directory: stageDirectory(table, runId),
        files,
        rowsBefore,
        signal,
      });
      rowsBefore += files.reduce((sum, { rows }) => sum + rows, 0);
    }
    return load;
  } catch (error) {
    signal.throwIfAborted();
    const failed = { ...load, rows: 0, error: describeError(error) };
    return rowsBefore > 0 ? { ...failed, isPartial: true } : failed;
  }
}

/** Directory of all parts of a table that a run has put, on the stage. */
export function stageDirectory(table: string, runId: string): string {
  return `${table}/${runId}/`;
}

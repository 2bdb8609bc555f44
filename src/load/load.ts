import { unlink } from 'node:fs/promises';
import { describeError } from '../errors.ts';
import { copyInto } from '../snowflake/copy.ts';
import type { Home } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { put } from '../snowflake/stage.ts';
import type { Part, Spool } from './spool.ts';

/** Where a run's parts go. */
export interface LoadTarget {
  readonly session: SnowflakeSession;
  readonly home: Home;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** What was loaded into one table, or why nothing of it counts. */
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
 * warehouse is awake once and briefly. A table that cannot be loaded does not stop the others.
 */
export async function loadTables(
  target: LoadTarget,
  spool: Spool,
  tables: readonly string[],
): Promise<readonly TableLoad[]> {
  const staged: (readonly Part[])[] = [];
  for (const table of tables) {
    const parts = await spool.close(table);
    for (const part of parts) await stagePart(target, part);
    if (parts.length > 0) staged.push(parts);
  }
  const loads: TableLoad[] = [];
  for (const parts of staged) loads.push(await loadParts(target, parts));
  return loads;
}

async function stagePart(target: LoadTarget, part: Part): Promise<void> {
  const upload = { path: part.path, directory: stageDirectory(target, part.table) };
  await put(target.session, target.home, upload, target.signal);
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
  const { session, home, runId, signal } = target;
  try {
    await copyInto(session, home, {
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

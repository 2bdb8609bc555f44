import type { StagedFile } from '../../contract.ts';
import type { EngineContext } from '../context.ts';
import { rowsOf } from '../duck/rows.ts';
import type { FileOutcome } from './outcome.ts';

/** Load metadata is kept this long. doc: data-load-considerations-load. */
const LOAD_MEMORY_DAYS = 64;

/** The files of a stage a table knows, by what COPY may do with them. */
export interface LoadHistory {
  /** Loaded within the memory, with the bytes it has now. */
  loaded(file: StagedFile): boolean;
  /** So old that nobody knows whether it was loaded. */
  uncertain(file: StagedFile): boolean;
}

/** What the table remembers of the stage. */
export async function loadHistory(
  context: EngineContext,
  tableId: string,
  stageId: string,
): Promise<LoadHistory> {
  const horizon = new Date(context.now().getTime() - LOAD_MEMORY_DAYS * 86_400_000);
  const entries = await rowsOf(
    context.duck,
    `SELECT stage_file, etag, last_load_time <= CAST($3 AS TIMESTAMPTZ) AS is_old FROM sandbox.load_history
     WHERE table_id = $1 AND (last_load_time <= CAST($3 AS TIMESTAMPTZ)
       OR stage_id = $2 AND status <> 'LOAD_FAILED')`,
    [tableId, stageId, horizon.toISOString()],
  );
  const known = new Set(
    entries
      .filter((entry) => entry.is_old !== true)
      .map((entry) => `${String(entry.etag)} ${String(entry.stage_file)}`),
  );
  const beyondMemory = entries.some((entry) => entry.is_old === true);
  return {
    loaded: (file) => known.has(`${file.etag} ${file.name}`),
    uncertain: (file) => beyondMemory && file.lastModified <= horizon,
  };
}

/** Adds what became of the files, in the transaction of the load itself. */
export async function rememberLoads(
  context: EngineContext,
  tableId: string,
  stageId: string,
  outcomes: readonly FileOutcome[],
): Promise<void> {
  for (const outcome of outcomes) {
    if (outcome.file === undefined) continue;
    const error = outcome.firstError;
    await context.duck.run(
      `INSERT INTO sandbox.load_history VALUES
       ($1, $2, $3, $4, $5, CAST($6 AS TIMESTAMPTZ), $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        tableId,
        stageId,
        outcome.file.name,
        outcome.file.etag,
        outcome.shownName,
        context.now().toISOString(),
        outcome.status,
        outcome.rowsLoaded,
        outcome.rowsParsed,
        error?.message ?? null,
        error?.line ?? null,
        error?.character ?? null,
        error?.columnName ?? null,
        outcome.errorsSeen,
        outcome.errorLimit ?? 0,
      ],
    );
  }
}

import { z } from 'zod';
import { bugError, transientError } from '../errors.ts';
import type { Database } from './database.ts';
import { countedRows, countValue, decodeRows, textValue } from './decode.ts';
import { literal, objectName, stageLocation } from './identifiers.ts';

/** The staged files of one table: `directory` ends in `/`, names are relative to it, and their last parts differ. */
export interface CopyRequest {
  readonly table: string;
  /** The RUN_ID of every row in the files. */
  readonly runId: string;
  readonly directory: string;
  readonly files: readonly { readonly name: string; readonly rows: number }[];
  /** Rows of the run that statements before this one have loaded into the table. */
  readonly rowsBefore?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A file as COPY tells of it. */
const copiedFile = z.object({ file: textValue, rows_loaded: countValue });

/** A COPY that names its files takes at most so many. */
export const MAX_FILES = 1000;

/**
 * Loads the files into the table in one statement and checks that every row arrived. Safe to repeat: a file that
 * was loaded is skipped by the table's load history.
 * https://docs.snowflake.com/en/sql-reference/sql/copy-into-table
 */
export async function copyInto(database: Database, request: CopyRequest): Promise<void> {
  const { session, schema } = database;
  if (request.files.length > MAX_FILES) {
    throw bugError(`${request.files.length} files in one COPY; Snowflake takes ${MAX_FILES}`, {
      where: request.table,
    });
  }
  const sql =
    `COPY INTO ${objectName(schema, request.table)} FROM ${stageLocation(schema, request.directory)} ` +
    `FILES = (${request.files.map((file) => literal(file.name)).join(', ')}) ` +
    'FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP STRIP_NULL_VALUES = TRUE) ' +
    'MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE ON_ERROR = ABORT_STATEMENT PURGE = FALSE';
  const loaded = new Map<string, number>();
  const attempts = await session.untilAnswered(async (attempt) => {
    const rows = await session.execute(sql, { about: `COPY ${request.table}`, signal: request.signal });
    const ofFiles = rows.filter(({ status }) => status === 'LOADED');
    for (const { file, rows_loaded } of decodeRows(ofFiles, copiedFile, request.table)) {
      loaded.set(baseName(file), rows_loaded);
    }
    return attempt;
  }, request.signal);
  // A repeat skips what an unanswered attempt has loaded and does not say how many rows that were.
  if (attempts > 1 && request.files.some((file) => !loaded.has(baseName(file.name)))) {
    await verifyCount(database, request);
  } else {
    verify(request, loaded);
  }
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

async function verifyCount({ session, schema }: Database, request: CopyRequest): Promise<void> {
  const counted = await session.execute(
    `SELECT COUNT(*) AS ROW_COUNT FROM ${objectName(schema, request.table)} WHERE RUN_ID = ?`,
    { binds: [request.runId], about: `COPY ${request.table}`, signal: request.signal },
  );
  const written = request.files.reduce((sum, file) => sum + file.rows, request.rowsBefore ?? 0);
  const found = countedRows(counted, request.table);
  if (found !== written) throw tooFew(request, `COPY loaded ${found} of ${written} rows`);
}

function verify(request: CopyRequest, loaded: ReadonlyMap<string, number>): void {
  const short = request.files.filter((file) => loaded.get(baseName(file.name)) !== file.rows);
  const [first] = short;
  if (!first) return;
  throw tooFew(
    request,
    `COPY loaded ${loaded.get(baseName(first.name)) ?? 0} of ${first.rows} rows of ${first.name} (${short.length} of ${request.files.length} files are short)`,
  );
}

function tooFew(request: CopyRequest, message: string): Error {
  return transientError(message, {
    where: request.table,
    hint: 'Nothing of this table is published by this run. Run again; if it persists, look at the table in QUERY_HISTORY.',
  });
}

import { bugError, transientError } from '../errors.ts';
import { type Home, literal, objectName, stageLocation } from './identifiers.ts';
import { untilAnswered } from './retry.ts';
import type { SnowflakeSession } from './session.ts';

/** The staged files of one table: `directory` ends in `/`, names are relative to it. */
export interface CopyRequest {
  readonly table: string;
  readonly directory: string;
  readonly files: readonly { readonly name: string; readonly rows: number }[];
  readonly signal?: AbortSignal | undefined;
}

/** A COPY that names its files takes at most so many. */
const MAX_FILES = 1000;

/**
 * Loads the files into the table in one statement and checks that every row arrived. Safe to repeat: a file that
 * was loaded is skipped by the table's load history.
 * https://docs.snowflake.com/en/sql-reference/sql/copy-into-table
 */
export async function copyInto(session: SnowflakeSession, home: Home, request: CopyRequest): Promise<void> {
  if (request.files.length > MAX_FILES) {
    throw bugError(`${request.files.length} files in one COPY; Snowflake takes ${MAX_FILES}`, {
      where: request.table,
    });
  }
  const sql =
    `COPY INTO ${objectName(home, request.table)} FROM ${stageLocation(home, request.directory)} ` +
    `FILES = (${request.files.map((file) => literal(file.name)).join(', ')}) ` +
    'FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP STRIP_NULL_VALUES = TRUE) ' +
    'MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE ON_ERROR = ABORT_STATEMENT PURGE = FALSE';
  const loaded = new Map<string, number>();
  await untilAnswered(async (attempt) => {
    const rows = await session.execute(sql, { about: `COPY ${request.table}`, signal: request.signal });
    for (const row of rows) {
      if (row.file === undefined) continue;
      loaded.set(baseName(String(row.file)), Number(row.rows_loaded));
    }
    // A repeat does not hear of the files that an unanswered attempt loaded, but would load them if it had not.
    if (attempt > 1)
      for (const file of request.files) loaded.set(file.name, loaded.get(file.name) ?? file.rows);
  }, request.signal);
  verify(request, loaded);
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function verify(request: CopyRequest, loaded: ReadonlyMap<string, number>): void {
  const short = request.files.filter((file) => loaded.get(file.name) !== file.rows);
  const [first] = short;
  if (!first) return;
  throw transientError(
    `COPY loaded ${loaded.get(first.name) ?? 0} of ${first.rows} rows of ${first.name} (${short.length} of ${request.files.length} files are short)`,
    {
      where: request.table,
      hint: 'Nothing of this table is published by this run. Run again; if it persists, look at the table in QUERY_HISTORY.',
    },
  );
}

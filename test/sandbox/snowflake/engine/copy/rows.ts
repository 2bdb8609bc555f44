import { open } from 'node:fs/promises';
import type { DuckDBAppender } from '@duckdb/node-api';
import { type StagedFile, StatementError } from '../../contract.ts';
import type { EngineContext } from '../context.ts';
import type { FileFormat } from '../stage/file-format.ts';
import { quoteString } from '../syntax/tokens.ts';
import { readCsv } from './csv.ts';
import { readJson } from './json.ts';
import type { SourceFault, SourceItem } from './source.ts';

/**
 * The records of the files being loaded, one JSON document each: an object for JSON and Parquet, an array of
 * texts for CSV. `file` counts from 0, `row_number` and `line` from 1.
 */
export const ROWS_TABLE = 'temp.main.copy_rows';

/** What of one file could not be read as records. */
export interface FileFaults {
  readonly records: number;
  readonly faults: number;
  readonly first: { readonly fault: SourceFault; readonly row: number } | undefined;
}

export interface RowsRequest {
  readonly files: readonly StagedFile[];
  readonly format: FileFormat;
  /** Stop reading at the first fault: the statement is going to abort. */
  readonly stopAtFault: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Reads the files into {@link ROWS_TABLE}; answers the faults of each, in the order of the files. */
export async function stageRows(
  context: EngineContext,
  request: RowsRequest,
): Promise<readonly FileFaults[]> {
  await context.duck.run(
    `CREATE OR REPLACE TEMP TABLE copy_rows (file INTEGER, row_number BIGINT, line BIGINT, doc JSON)`,
  );
  const results: FileFaults[] = [];
  for (const [index, file] of request.files.entries()) {
    refuseCancelled(request.signal);
    const faults =
      request.format.type === 'PARQUET'
        ? await stageParquet(context, index, file)
        : await stageText(context, index, file, request);
    results.push(faults);
    if (faults.first !== undefined && request.stopAtFault) break;
  }
  return results;
}

/** 000604, as Snowflake says it of a statement the client gave up. */
function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new StatementError('000604', '57014', 'SQL execution canceled');
}

async function stageText(
  context: EngineContext,
  index: number,
  file: StagedFile,
  request: RowsRequest,
): Promise<FileFaults> {
  const appender = await context.duck.createAppender('copy_rows', 'main', 'temp');
  const tally: Tally = { records: 0, faults: 0, first: undefined };
  try {
    await appendAll(appender, index, file, request, tally);
  } catch (error) {
    closeAfter(appender, error);
  }
  appender.closeSync();
  return tally;
}

/** Appends the records of the file, up to its first fault where that ends the statement. */
async function appendAll(
  appender: DuckDBAppender,
  index: number,
  file: StagedFile,
  { format, stopAtFault, signal }: RowsRequest,
  tally: Tally,
): Promise<void> {
  const read = format.type === 'CSV' ? readCsv : readJson;
  for await (const batch of read(file.localPath, format)) {
    refuseCancelled(signal);
    for (const item of batch) {
      append(appender, index, item, tally);
      if (tally.faults > 0 && stopAtFault) return;
    }
    appender.flushSync();
  }
}

interface Tally {
  records: number;
  faults: number;
  first: FileFaults['first'];
}

/** Throws what went wrong first; closing flushes once more, and says of an aborted transaction only that it is one. */
function closeAfter(appender: DuckDBAppender, error: unknown): never {
  try {
    appender.closeSync();
  } catch {
    throw error;
  }
  throw error;
}

function append(appender: DuckDBAppender, file: number, item: SourceItem, tally: Tally): void {
  const row = tally.records + tally.faults + 1;
  if ('fault' in item) {
    tally.faults += 1;
    tally.first ??= { fault: item, row };
    return;
  }
  tally.records += 1;
  appender.appendInteger(file);
  appender.appendBigInt(BigInt(row));
  appender.appendBigInt(BigInt(item.line));
  appender.appendVarchar(item.json);
  appender.endRow();
}

async function stageParquet(context: EngineContext, index: number, file: StagedFile): Promise<FileFaults> {
  if (!(await isParquet(file))) {
    const place = { line: 0, character: 0, fatal: true };
    const fault = {
      fault: 'Error parsing the parquet file: no magic number PAR1',
      code: '100146',
      sqlState: '22000',
    };
    return { records: 0, faults: 1, first: { fault: { ...fault, ...place }, row: 1 } };
  }
  const inserted = await context.duck.run(
    `INSERT INTO ${ROWS_TABLE} SELECT ${index}, row_number() OVER (), row_number() OVER (), to_json(r)
     FROM read_parquet(${quoteString(file.localPath)}) AS r`,
  );
  return { records: inserted.rowsChanged, faults: 0, first: undefined };
}

/** A Parquet file begins and ends with the same four bytes. */
async function isParquet(file: StagedFile): Promise<boolean> {
  const handle = await open(file.localPath);
  try {
    const ends = [0, Math.max(0, file.size - 4)].map(async (position) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, position);
      return buffer.toString('latin1', 0, bytesRead) === 'PAR1';
    });
    return file.size >= 12 && (await Promise.all(ends)).every((end) => end);
  } finally {
    await handle.close();
  }
}

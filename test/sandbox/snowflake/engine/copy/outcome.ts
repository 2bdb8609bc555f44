import { type Cell, type ColumnMeta, type StagedFile, StatementError } from '../../contract.ts';
import { columnMeta, NUMBER, TEXT } from '../types/types.ts';
import type { OnError } from './copy-statement.ts';

/** A row that could not be loaded: where it is and why. Line, character and column are null where there are none. */
export interface LoadError {
  readonly code: string;
  readonly sqlState: string;
  readonly message: string;
  readonly row: number | null;
  readonly line: number | null;
  readonly character: number | null;
  /** `"TABLE"["COLUMN":3]`. */
  readonly columnName: string | null;
}

/** What became of one file. `file` is undefined for one that was named and is not there. */
export interface FileOutcome {
  readonly file: StagedFile | undefined;
  /** The file as results and messages name it. */
  readonly shownName: string;
  readonly status: 'LOADED' | 'PARTIALLY_LOADED' | 'LOAD_FAILED' | 'LOAD_SKIPPED';
  readonly rowsParsed: number;
  readonly rowsLoaded: number;
  readonly errorLimit: number | null;
  readonly errorsSeen: number;
  readonly firstError: LoadError | undefined;
}

/** What was read of a file before anything is decided. */
export interface FileReading {
  readonly file: StagedFile;
  readonly shownName: string;
  readonly rowsParsed: number;
  readonly errorsSeen: number;
  readonly firstError: LoadError | undefined;
}

/** Applies ON_ERROR to a file; throws its first error when the statement is to abort. */
export function decide(reading: FileReading, onError: OnError): FileOutcome {
  const { rowsParsed, errorsSeen, firstError } = reading;
  if (onError.kind === 'abort' && firstError !== undefined) throw aborting(firstError, reading.shownName);
  const errorLimit = errorLimitOf(onError, rowsParsed);
  const dropped = onError.kind === 'skip' && errorsSeen >= errorLimit;
  const rowsLoaded = dropped ? 0 : rowsParsed - errorsSeen;
  const failed = rowsLoaded === 0 && (errorsSeen > 0 || dropped);
  const partly = errorsSeen > 0 ? 'PARTIALLY_LOADED' : 'LOADED';
  return { ...reading, errorLimit, rowsLoaded, status: failed ? 'LOAD_FAILED' : partly };
}

/** A named file that the table already has. */
export function skipped(file: StagedFile, shownName: string): FileOutcome {
  const firstError = { ...NOWHERE, code: '', sqlState: '', message: 'File was loaded before.' };
  const counts = { rowsParsed: 0, rowsLoaded: 0, errorLimit: null, errorsSeen: 1 };
  return { file, shownName, status: 'LOAD_SKIPPED', ...counts, firstError };
}

/** A named file that is not in the stage: aborts the statement or fails alone. */
export function missing(shownName: string, location: string, onError: OnError): FileOutcome {
  const words = `Remote file '${location}' was not found.`;
  const advice =
    'If you are running a copy command, please make sure files are not deleted when they are being loaded' +
    ' or files are not being loaded into two different tables concurrently with auto purge option.';
  if (onError.kind === 'abort') throw new StatementError('091016', '22000', `${words} ${advice}`);
  const causes =
    'There are several potential causes. The file might not exist. The required credentials may be missing or invalid.';
  return {
    file: undefined,
    shownName,
    status: 'LOAD_FAILED',
    rowsParsed: 0,
    rowsLoaded: 0,
    errorLimit: errorLimitOf(onError, 0),
    errorsSeen: 1,
    firstError: { ...NOWHERE, code: '091016', sqlState: '22000', message: `${words} ${causes} ${advice}` },
  };
}

/** The ten columns of a COPY that touched files. */
export const OUTCOME_COLUMNS: readonly ColumnMeta[] = [
  columnMeta('file', TEXT, true),
  columnMeta('status', TEXT, true),
  columnMeta('rows_parsed', NUMBER, true),
  columnMeta('rows_loaded', NUMBER, true),
  columnMeta('error_limit', NUMBER, true),
  columnMeta('errors_seen', NUMBER, true),
  columnMeta('first_error', TEXT, true),
  columnMeta('first_error_line', NUMBER, true),
  columnMeta('first_error_character', NUMBER, true),
  columnMeta('first_error_column_name', TEXT, true),
];

/** The one column of a COPY that found nothing to do. */
export const NOTHING_COLUMNS: readonly ColumnMeta[] = [columnMeta('status', TEXT, true)];
export const NOTHING_ROW: readonly Cell[] = ['Copy executed with 0 files processed.'];

export function outcomeRow(outcome: FileOutcome): readonly Cell[] {
  const error = outcome.firstError;
  return [
    outcome.shownName,
    outcome.status,
    String(outcome.rowsParsed),
    String(outcome.rowsLoaded),
    cell(outcome.errorLimit),
    String(outcome.errorsSeen),
    error?.message ?? null,
    cell(error?.line ?? null),
    cell(error?.character ?? null),
    error?.columnName ?? null,
  ];
}

const NOWHERE = { row: null, line: null, character: null, columnName: null };

function errorLimitOf(onError: OnError, rowsParsed: number): number {
  if (onError.kind === 'abort') return 1;
  if (onError.kind === 'continue') return Math.max(1, rowsParsed);
  return onError.percent ? Math.max(1, Math.floor((rowsParsed * onError.limit) / 100)) : onError.limit;
}

function aborting(error: LoadError, shownName: string): StatementError {
  const place = [`File '${shownName}', line ${error.line ?? 0}, character ${error.character ?? 0}`];
  if (error.row !== null) place.push(`Row ${error.row}, column ${error.columnName ?? '""'}`);
  place.push(
    "If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE'" +
      " or 'CONTINUE' for the ON_ERROR option. For more information on loading options, please run" +
      " 'info loading_data' in a SQL client.",
  );
  return new StatementError(error.code, error.sqlState, [error.message, ...place].join('\n  '));
}

function cell(value: number | null): Cell {
  return value === null ? null : String(value);
}

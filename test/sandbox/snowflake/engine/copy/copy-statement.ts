import { sqlError, unsupported } from '../errors.ts';
import { atLocation, readLocation, type StageLocation } from '../stage/stage-location.ts';
import {
  choiceOf,
  countOf,
  invalidValue,
  type Options,
  type OptionValue,
  readOptionList,
  readOptionValue,
  truthOf,
  unknownOption,
} from '../syntax/option-list.ts';
import type { TokenReader } from '../syntax/token-reader.ts';

/** `COPY INTO <table>` as written, its options checked and with their defaults. */
export interface CopyStatement {
  readonly table: readonly string[];
  /** The columns after the table name, undefined when none were named. */
  readonly columns: readonly string[] | undefined;
  /** Undefined: the table's own stage. */
  readonly location: StageLocation | undefined;
  /** The select list of a transformation, as SQL text, and the alias of the stage. */
  readonly transform: { readonly select: string; readonly alias: string | undefined } | undefined;
  readonly files: readonly string[] | undefined;
  readonly pattern: string | undefined;
  /** FILE_FORMAT as written, undefined when left to the stage. */
  readonly fileFormat: Options | undefined;
  readonly matchByColumnName: 'CASE_SENSITIVE' | 'CASE_INSENSITIVE' | 'NONE';
  /** Target column → METADATA$ field. */
  readonly includeMetadata: ReadonlyMap<string, string>;
  readonly onError: OnError;
  readonly purge: boolean;
  readonly force: boolean;
  readonly sizeLimit: number | undefined;
  readonly returnFailedOnly: boolean;
  readonly truncateColumns: boolean;
  readonly loadUncertainFiles: boolean;
}

/** What a bad row does; `limit` errors in a file (or percent of its rows) make the whole file fail. */
export type OnError =
  | { readonly kind: 'abort' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'skip'; readonly limit: number; readonly percent: boolean };

/** Reads what follows `COPY INTO` when the target is a table. */
export function readCopyStatement(reader: TokenReader): CopyStatement {
  const table = reader.name();
  const columns = reader.at('(') ? reader.list(() => reader.identifier()) : undefined;
  const { location, transform } = reader.accept('FROM')
    ? readSource(reader)
    : { location: undefined, transform: undefined };
  const options = readCopyOptions(reader);
  const statement: CopyStatement = { table, columns, location, transform, ...options };
  refuseCombinations(statement);
  return statement;
}

/** The files a `FILES` list may name. doc: copy-into-table. */
const MOST_FILES = 1_000;

type CopyOptions = Omit<CopyStatement, 'table' | 'columns' | 'location' | 'transform'>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

function readSource(reader: TokenReader): Pick<CopyStatement, 'location' | 'transform'> {
  if (atLocation(reader)) return { location: readLocation(reader), transform: undefined };
  reader.expect('(', 'SELECT');
  const from = reader.peek().start;
  const until = skipToFrom(reader);
  const select = reader.sql.slice(from, until);
  const location = readLocation(reader);
  reader.accept('AS');
  const alias = reader.peek().kind === 'word' ? reader.next().value : undefined;
  reader.expect(')');
  return { location, transform: { select, alias } };
}

/** Passes the select list and its `FROM`; answers where the list ends. */
function skipToFrom(reader: TokenReader): number {
  let depth = 0;
  for (;;) {
    const token = reader.peek();
    if (token.kind === 'end' || (depth === 0 && reader.at(')'))) throw reader.unexpected();
    if (depth === 0 && reader.accept('FROM')) return token.start;
    if (reader.at('(') || reader.at('[')) depth += 1;
    if (reader.at(')') || reader.at(']')) depth -= 1;
    reader.next();
  }
}

function readCopyOptions(reader: TokenReader): CopyOptions {
  const options: Writable<CopyOptions> = {
    files: undefined,
    pattern: undefined,
    fileFormat: undefined,
    matchByColumnName: 'NONE',
    includeMetadata: new Map(),
    onError: { kind: 'abort' },
    purge: false,
    force: false,
    sizeLimit: undefined,
    returnFailedOnly: false,
    truncateColumns: false,
    loadUncertainFiles: false,
  };
  while (reader.peek().kind === 'word') {
    const name = reader.next().value;
    reader.expect('=');
    if (name === 'FILE_FORMAT') options.fileFormat = readFileFormat(reader);
    else if (name === 'INCLUDE_METADATA') options.includeMetadata = readIncludeMetadata(reader);
    else applyOption(options, name, readOptionValue(reader));
    reader.accept(',');
  }
  reader.finish();
  return options;
}

function applyOption(options: Writable<CopyOptions>, name: string, value: OptionValue): void {
  switch (name) {
    case 'FILES':
      options.files = fileNames(value);
      return;
    case 'PATTERN':
      if (typeof value !== 'string') throw invalidValue(name, value);
      options.pattern = value;
      return;
    case 'MATCH_BY_COLUMN_NAME':
      options.matchByColumnName = choiceOf(name, value, ['CASE_SENSITIVE', 'CASE_INSENSITIVE', 'NONE']);
      return;
    case 'ON_ERROR':
      options.onError = onErrorOf(value);
      return;
    case 'PURGE':
      options.purge = truthOf(name, value);
      return;
    case 'FORCE':
      options.force = truthOf(name, value);
      return;
    case 'SIZE_LIMIT':
      options.sizeLimit = countOf(name, value);
      return;
    case 'RETURN_FAILED_ONLY':
      options.returnFailedOnly = truthOf(name, value);
      return;
    case 'TRUNCATECOLUMNS':
      options.truncateColumns = truthOf(name, value);
      return;
    case 'ENFORCE_LENGTH':
      options.truncateColumns = !truthOf(name, value);
      return;
    case 'LOAD_UNCERTAIN_FILES':
      options.loadUncertainFiles = truthOf(name, value);
      return;
    case 'VALIDATION_MODE':
      throw unsupported('VALIDATION_MODE');
    default:
      throw unknownOption(name);
  }
}

/** `FILE_FORMAT = ( … )`, or a bare or quoted name, which stands for FORMAT_NAME. */
function readFileFormat(reader: TokenReader): Options {
  if (reader.at('(')) return readOptionList(reader);
  return { FORMAT_NAME: readOptionValue(reader) };
}

const METADATA_FIELDS: readonly string[] = [
  'METADATA$FILENAME',
  'METADATA$FILE_ROW_NUMBER',
  'METADATA$FILE_CONTENT_KEY',
  'METADATA$FILE_LAST_MODIFIED',
  'METADATA$START_SCAN_TIME',
];

function readIncludeMetadata(reader: TokenReader): ReadonlyMap<string, string> {
  return new Map(
    reader.list(() => {
      const column = reader.identifier();
      reader.expect('=');
      if (!METADATA_FIELDS.includes(reader.peek().value)) throw reader.unexpected();
      return [column, reader.take('word').value] as const;
    }),
  );
}

function fileNames(value: OptionValue): readonly string[] {
  const names = typeof value === 'string' ? [value] : value;
  if (names.length > MOST_FILES) {
    throw sqlError(
      '001011',
      '22023',
      `The number of files (${names.length}) exceeds the maximum of ${MOST_FILES} for parameter 'FILES'`,
    );
  }
  return [...new Set(names)];
}

function onErrorOf(value: OptionValue): OnError {
  const text = String(value).toUpperCase();
  if (text === 'ABORT_STATEMENT') return { kind: 'abort' };
  if (text === 'CONTINUE') return { kind: 'continue' };
  const [, limit, percent] = /^SKIP_FILE(?:_(\d+)(%)?)?$/.exec(text) ?? [];
  if (text !== 'SKIP_FILE' && limit === undefined) throw invalidValue('ON_ERROR', value);
  return { kind: 'skip', limit: Number(limit ?? 1), percent: percent !== undefined };
}

function refuseCombinations(statement: CopyStatement): void {
  const matching = statement.matchByColumnName !== 'NONE';
  if (matching && statement.transform !== undefined) {
    throw sqlError('002301', '0A000', 'match_by_column_name is not supported with copy transform.');
  }
  if (matching && statement.columns !== undefined) {
    throw sqlError('002301', '0A000', 'match_by_column_name is not supported with a column list.');
  }
  if (!matching && statement.includeMetadata.size > 0) {
    throw sqlError('002301', '0A000', 'include_metadata is only supported with match_by_column_name.');
  }
}

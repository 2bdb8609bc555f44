import type { StagedFile } from '../../contract.ts';
import type { EngineContext } from '../context.ts';
import { rowsOf } from '../duck/rows.ts';
import { sqlError } from '../errors.ts';
import type { FileFormat } from '../stage/file-format.ts';
import { quoteString } from '../syntax/tokens.ts';
import { isSemiStructured } from '../types/casts.ts';
import type { SourceValue } from './convert.ts';
import type { CopyStatement } from './copy-statement.ts';
import { type CopyTarget, type TargetColumn, targetColumns } from './copy-target.ts';
import { filesRelation, METADATA_COLUMNS } from './file-metadata.ts';
import type { LoadPlan } from './load.ts';
import { ROWS_TABLE } from './rows.ts';
import { transformPlan } from './transform.ts';

export interface PlanRequest {
  readonly statement: CopyStatement;
  readonly target: CopyTarget;
  readonly format: FileFormat;
  readonly files: readonly StagedFile[];
}

/** Refuses, before any file is read, what the format cannot give the table. */
export function refuseShape({ statement, target, format }: Omit<PlanRequest, 'files'>): void {
  if (statement.transform !== undefined) return;
  if (statement.matchByColumnName !== 'NONE') {
    if (format.type === 'CSV' && !format.parseHeader) {
      throw sqlError(
        '002301',
        '0A000',
        'match_by_column_name with CSV needs file format option parse_header=true.',
      );
    }
    return;
  }
  if (format.type === 'CSV') return;
  const columns = targetColumns(target, statement.columns);
  const only = columns.length === 1 ? columns[0] : undefined;
  if (only !== undefined && isSemiStructured(only.type)) return;
  throw sqlError(
    '002019',
    '0A000',
    `${format.type} file format can produce one and only one column of type variant, object, or array.` +
      ' Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option or copy with transformation.',
  );
}

/** How the rows that are read become rows of the table. */
export async function loadPlan(context: EngineContext, request: PlanRequest): Promise<LoadPlan> {
  const { statement, target, format } = request;
  if (statement.matchByColumnName !== 'NONE') return keyedPlan(context, request);
  if (statement.transform !== undefined) {
    const files = filesRelation(context, request.files);
    return transformPlan(context, { statement, target, format, files, ...statement.transform });
  }
  const columns = targetColumns(target, statement.columns);
  const rules = {
    format,
    truncate: statement.truncateColumns,
    cleaned: format.type === 'CSV',
    parsed: format.type === 'CSV',
  };
  if (format.type !== 'CSV') {
    const values = [{ text: "(doc ->> '$')", json: 'doc' }];
    return { target, columns, relation: ROWS_TABLE, values, rules, fieldCount: undefined };
  }
  const paths = columns.map((_, index) => `/${index}`);
  return {
    target,
    columns,
    relation: extracted(paths, []),
    values: columns.map((_, index) => ({ text: `s[${index + 1}]`, json: 'NULL' })),
    rules,
    fieldCount: format.errorOnColumnCountMismatch ? columns.length : undefined,
  };
}

/** The plan for MATCH_BY_COLUMN_NAME: every column of the table, NULL where the record has no such key. */
async function keyedPlan(context: EngineContext, request: PlanRequest): Promise<LoadPlan> {
  const { statement, target, format } = request;
  const keys = await keysByColumn(context, statement, target);
  const texts: string[] = [];
  const documents: string[] = [];
  const values = target.columns.map((column): SourceValue => {
    const field = statement.includeMetadata.get(column.name);
    if (field !== undefined) return metadataValue(field);
    const list = isSemiStructured(column.type) ? documents : texts;
    const places = (keys.get(column.name) ?? []).map(
      (key) => `${list === texts ? 's' : 'j'}[${list.push(pointer(key))}]`,
    );
    const value =
      places.length === 0
        ? 'NULL'
        : places.length === 1
          ? String(places[0])
          : `coalesce(${places.join(', ')})`;
    return { text: `CAST(${value} AS VARCHAR)`, json: `CAST(${value} AS JSON)` };
  });
  const files =
    statement.includeMetadata.size === 0 ? '' : ` JOIN ${filesRelation(context, request.files)} USING (file)`;
  return {
    target,
    columns: target.columns,
    relation: extracted(texts, documents) + files,
    values,
    rules: { format, truncate: statement.truncateColumns, cleaned: true, parsed: format.type === 'CSV' },
    fieldCount: undefined,
  };
}

/** The keys of the records that each column takes its value from; several when only their case differs. */
async function keysByColumn(
  context: EngineContext,
  statement: CopyStatement,
  target: CopyTarget,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await rowsOf(
    context.duck,
    `SELECT DISTINCT unnest(json_keys(doc)) AS key FROM ${ROWS_TABLE} WHERE json_type(doc) = 'OBJECT' ORDER BY key`,
  );
  const fold = (name: string): string =>
    statement.matchByColumnName === 'CASE_INSENSITIVE' ? name.toUpperCase() : name;
  const keys = Map.groupBy(
    found.map((row) => String(row.key)),
    fold,
  );
  const matched = new Map<string, readonly string[]>();
  for (const column of target.columns) {
    const mine = keys.get(fold(column.name)) ?? [];
    matched.set(column.name, mine);
    if (mine.length > 1) await refuseAmbiguous(context, column, mine);
  }
  return matched;
}

/** Two keys of one record must not both mean the same column. */
async function refuseAmbiguous(
  context: EngineContext,
  column: TargetColumn,
  keys: readonly string[],
): Promise<void> {
  const present = keys.map((key) => `CAST(json_exists(doc, ${quoteString(pointer(key))}) AS INTEGER)`);
  const [row] = await rowsOf(
    context.duck,
    `SELECT count(*) AS n FROM ${ROWS_TABLE} WHERE ${present.join(' + ')} > 1`,
  );
  if (Number(row?.n) > 0) throw sqlError('002028', '42601', `ambiguous column name '${column.name}'`);
}

/** {@link ROWS_TABLE} with the texts at some places of each document as list `s` and the JSON at others as `j`. */
function extracted(texts: readonly string[], documents: readonly string[]): string {
  const list = (paths: readonly string[]): string => `[${paths.map(quoteString).join(', ')}]`;
  const s = texts.length === 0 ? '' : `, json_extract_string(doc, ${list(texts)}) AS s`;
  const j = documents.length === 0 ? '' : `, json_extract(doc, ${list(documents)}) AS j`;
  return `(SELECT file, row_number, line, doc${s}${j} FROM ${ROWS_TABLE})`;
}

/** RFC 6901. */
function pointer(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function metadataValue(field: string): SourceValue {
  const sql = METADATA_COLUMNS.find((column) => column.name === field)?.sql ?? 'NULL';
  return { text: `CAST(${sql} AS VARCHAR)`, json: `to_json(${sql})` };
}

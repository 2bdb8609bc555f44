import type { EngineContext } from '../context.ts';
import { sqlError } from '../errors.ts';
import type { FileFormat } from '../stage/file-format.ts';
import { quoteIdentifier, tokenize } from '../syntax/tokens.ts';
import { type BoundColumn, bound } from '../types/bound.ts';
import { castSql, isSemiStructured } from '../types/casts.ts';
import { NUMBER, TEXT, VARIANT } from '../types/types.ts';
import type { SourceValue } from './convert.ts';
import type { CopyStatement } from './copy-statement.ts';
import { type CopyTarget, targetColumns } from './copy-target.ts';
import { METADATA_COLUMNS } from './file-metadata.ts';
import type { LoadPlan } from './load.ts';
import { ROWS_TABLE } from './rows.ts';

export interface TransformRequest {
  readonly statement: CopyStatement;
  readonly target: CopyTarget;
  readonly format: FileFormat;
  /** SQL of the relation with the METADATA$ fields of each file. */
  readonly files: string;
  readonly select: string;
  readonly alias: string | undefined;
}

/** The plan for `COPY INTO t [(columns)] FROM (SELECT $1:a::t, METADATA$FILENAME, … FROM @stage [alias])`. */
export async function transformPlan(context: EngineContext, request: TransformRequest): Promise<LoadPlan> {
  const columns = targetColumns(request.target, request.statement.columns);
  const list = quotedFields(request.select);
  const given = givenColumns(request.format, list.fields);
  await context.duck.run(
    `CREATE OR REPLACE TEMP VIEW copy_source AS
     SELECT ${given.map((column) => `${column.sql} AS ${quoteIdentifier(column.name)}`).join(', ')}
     FROM ${ROWS_TABLE} JOIN ${request.files} USING (file)`,
  );
  const source = request.alias === undefined ? SOURCE : `${SOURCE} AS ${quoteIdentifier(request.alias)}`;
  const query = await context.translate(
    `SELECT ${list.sql}, "copy file", "copy row", "copy line" FROM ${source}`,
    new Map([[SOURCE, { alias: 'copy_source', columns: given }]]),
  );
  const selected = query.columns.slice(0, -3);
  if (selected.length !== columns.length) {
    const counts = `expecting ${columns.length} but got ${selected.length}`;
    throw sqlError('002020', '21S01', `Insert value list does not match column list ${counts}`);
  }
  const names = [...selected.map((_, index) => `v${index}`), 'file', 'row_number', 'line'];
  return {
    target: request.target,
    columns,
    relation: `(SELECT *, NULL AS doc FROM (${query.sql}) AS q(${names.join(', ')}))`,
    values: selected.map((column, index) => sourceValue(column, `v${index}`)),
    rules: {
      format: request.format,
      truncate: request.statement.truncateColumns,
      cleaned: false,
      parsed: false,
    },
    fieldCount: undefined,
  };
}

const SOURCE = 'COPY_SOURCE';

interface GivenColumn extends BoundColumn {
  readonly sql: string;
}

/** `$1`, `$2`, …, the METADATA$ fields and, under names nobody writes, the place of each row. */
function givenColumns(format: FileFormat, fields: number): readonly GivenColumn[] {
  const texts = Array.from({ length: fields }, (_, index) => ({
    ...{ name: `$${index + 1}`, type: TEXT, nullable: true },
    sql: `json_extract_string(doc, '/${index}')`,
  }));
  const place = (name: string, sql: string): GivenColumn => ({ name, type: NUMBER, nullable: false, sql });
  return [
    ...(format.type === 'CSV' ? texts : [{ name: '$1', type: VARIANT, nullable: true, sql: 'doc' }]),
    ...METADATA_COLUMNS,
    place('copy file', 'file'),
    place('copy row', 'row_number'),
    place('copy line', 'line'),
  ];
}

/** The select list with `$n` and METADATA$ fields as quoted names, and the highest n. */
function quotedFields(select: string): { readonly sql: string; readonly fields: number } {
  let sql = '';
  let position = 0;
  let fields = 0;
  for (const token of tokenize(select)) {
    if (token.kind === 'variable') fields = Math.max(fields, fieldNumber(token.value));
    const quoted = token.kind === 'variable' || token.value.startsWith('METADATA$');
    sql += select.slice(position, token.start) + (quoted ? quoteIdentifier(token.value) : token.text);
    position = token.end;
    if (token.kind === 'end') return { sql: sql.slice(0, -token.text.length), fields };
  }
  return { sql, fields };
}

function fieldNumber(variable: string): number {
  const digits = /^\$([1-9]\d{0,3})$/.exec(variable)?.[1];
  if (digits === undefined)
    throw sqlError('002211', '02000', `Session variable '${variable}' does not exist`);
  return Number(digits);
}

function sourceValue(column: BoundColumn, sql: string): SourceValue {
  const value = bound(sql, column.type);
  return { text: castSql(value, TEXT), json: isSemiStructured(column.type) ? sql : castSql(value, VARIANT) };
}

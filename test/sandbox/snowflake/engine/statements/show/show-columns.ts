import type { RowsResult } from '../../../contract.ts';
import { missing } from '../../catalog/table-shapes.ts';
import { optionalText, rowsOf, textOf } from '../../duck/rows.ts';
import { listing, STATEMENT_TYPE } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { parseType, type SnowType, TEXT } from '../../types/types.ts';
import { type ShowOptions, selectShown } from './show-options.ts';

const COLUMNS = [
  'table_name',
  'schema_name',
  'column_name',
  'data_type',
  'null?',
  'default',
  'kind',
  'expression',
  'comment',
  'database_name',
  'autoincrement',
];

/** SHOW COLUMNS [LIKE …] [IN …]; `data_type` is JSON, as Snowflake has it. */
export async function showColumns(context: SessionContext, options: ShowOptions): Promise<RowsResult> {
  const name = options.table === undefined ? undefined : context.resolve(options.table);
  if (name !== undefined && (await context.find(name)) === undefined) {
    throw await missing(context, name, options.table ?? []);
  }
  const seen = await context.access.visible(
    't.kind',
    `t.database_name || '.' || t.schema_name || '.' || t.name`,
    't',
  );
  const values = [options.database ?? null, options.schema ?? null, name?.name ?? null];
  const rows = await rowsOf(
    context.duck,
    `SELECT t.database_name, t.schema_name, t.name AS table_name, c.* FROM sandbox.seen_tables AS t
     JOIN sandbox.columns AS c ON c.table_id = t.id
     WHERE t.database_name = coalesce($1, t.database_name) AND t.schema_name = coalesce($2, t.schema_name)
       AND t.name = coalesce($3, t.name) AND ${seen}
     ORDER BY t.database_name, t.schema_name, t.name, c.position`,
    values,
  );
  return listing(
    STATEMENT_TYPE.show,
    COLUMNS.map((column) => [column, TEXT]),
    selectShown(rows, options, (row) => textOf(row, 'name')).map((row) => [
      textOf(row, 'table_name'),
      textOf(row, 'schema_name'),
      textOf(row, 'name'),
      JSON.stringify(describeType(parseType(textOf(row, 'data_type')), row.nullable === true)),
      row.nullable === true ? 'true' : 'NOT_NULL',
      optionalText(row, 'default_text') ?? '',
      'COLUMN',
      '',
      textOf(row, 'comment'),
      textOf(row, 'database_name'),
      '',
    ]),
  );
}

function describeType(type: SnowType, nullable: boolean): Readonly<Record<string, unknown>> {
  const { kind, ...sizes } = type;
  const bytes =
    type.length === undefined ? {} : { byteLength: Math.min(type.length * 4, 16_777_216), fixed: false };
  return { type: kind.toUpperCase(), ...sizes, ...bytes, nullable };
}

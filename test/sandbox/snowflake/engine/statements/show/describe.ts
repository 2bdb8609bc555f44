import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireOn } from '../../access/require.ts';
import { missing } from '../../catalog/table-shapes.ts';
import { notFound, unsupported } from '../../errors.ts';
import { listing, STATEMENT_TYPE } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { TokenReader } from '../../syntax/token-reader.ts';
import { TEXT, typeName } from '../../types/types.ts';

const COLUMNS = [
  'name',
  'type',
  'kind',
  'null?',
  'default',
  'primary key',
  'unique key',
  'check',
  'expression',
  'comment',
  'policy name',
  'privacy domain',
];

/** DESCRIBE | DESC TABLE | VIEW name. */
export async function describe(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  if (!reader.accept('DESCRIBE')) reader.expect('DESC');
  const kind = reader.accept('VIEW') ? 'VIEW' : reader.accept('TABLE') ? 'TABLE' : undefined;
  if (kind === undefined)
    throw reader.peek().kind === 'word'
      ? unsupported(`DESCRIBE ${reader.peek().value}`)
      : reader.unexpected();
  const parts = reader.name();
  if (reader.accept('TYPE')) {
    reader.expect('=');
    reader.expect('COLUMNS');
  }
  reader.finish();
  const name = context.resolve(parts);
  const table = await context.find(name);
  if (table === undefined || (kind === 'VIEW' && table.kind !== 'VIEW')) {
    const error = await missing(context, name, parts);
    throw error.message.includes('Object')
      ? notFound(kind === 'VIEW' ? 'View' : 'Table', parts.join('.'))
      : error;
  }
  await requireOn(context, table, parts);
  return listing(
    STATEMENT_TYPE.describe,
    COLUMNS.map((column) => [column, TEXT]),
    table.columns.map((column) => [
      column.name,
      typeName(column.type),
      'COLUMN',
      column.nullable ? 'Y' : 'N',
      column.defaultText,
      'N',
      'N',
      null,
      null,
      column.comment,
      null,
      null,
    ]),
  );
}

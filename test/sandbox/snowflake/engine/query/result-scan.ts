import type { Cell, ColumnMeta } from '../../contract.ts';
import { sqlError, unsupported } from '../errors.ts';
import type { TableShape } from '../expression/binder.ts';
import type { SessionContext } from '../session/session-context.ts';
import { quoteIdentifier, quoteString } from '../syntax/tokens.ts';
import { duckType, type SnowType } from '../types/types.ts';

/** An earlier result of the session as something to select from. */
export function resultShape(context: SessionContext, queryId: string | undefined): TableShape {
  const result = queryId === undefined ? undefined : context.results.get(queryId);
  if (result === undefined) throw sqlError('000709', '02000', `Statement ${queryId ?? 'NULL'} not found`);
  const columns = result.columns.map((column) => ({
    name: column.name,
    type: typeOf(column),
    nullable: true,
  }));
  const row = (cells: readonly Cell[]) =>
    `(${cells.map((cell, index) => cellSql(cell, columns[index]?.type ?? { kind: 'text' })).join(', ')})`;
  const none = `(${columns.map(({ type }) => `CAST(NULL AS ${duckType(type)})`).join(', ')})`;
  const rows = result.rows.length === 0 ? none : result.rows.map(row).join(', ');
  const names = columns.map((column) => quoteIdentifier(column.name)).join(', ');
  const where = result.rows.length === 0 ? ' WHERE false' : '';
  return {
    name: { database: '', schema: '', name: 'RESULT_SCAN' },
    source: `(SELECT * FROM (VALUES ${rows}) AS v(${names})${where})`,
    columns,
  };
}

function typeOf(column: ColumnMeta): SnowType {
  const { type: kind, precision, scale, length } = column;
  return {
    kind,
    ...(precision === null ? {} : { precision }),
    ...(scale === null ? {} : { scale }),
    ...(length === null ? {} : { length }),
  };
}

/** A cell of the wire as a DuckDB value again. */
function cellSql(cell: Cell, type: SnowType): string {
  if (cell === null) return `CAST(NULL AS ${duckType(type)})`;
  const text = quoteString(cell);
  const micros = `CAST(CAST(${text} AS DECIMAL(38,9)) * 1000000 AS BIGINT)`;
  switch (type.kind) {
    case 'boolean':
      return cell === '1' ? 'true' : 'false';
    case 'date':
      return `(DATE '1970-01-01' + ${Number(cell)})`;
    case 'time':
      return `CAST(make_timestamp(${micros}) AS TIME)`;
    case 'timestamp_ntz':
      return `make_timestamp(${micros})`;
    case 'timestamp_ltz':
      return `make_timestamptz(${micros})`;
    case 'binary':
      return `unhex(${text})`;
    case 'timestamp_tz':
      throw unsupported('RESULT_SCAN over a TIMESTAMP_TZ column');
    default:
      return `CAST(${text} AS ${duckType(type)})`;
  }
}

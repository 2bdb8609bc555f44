import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireWarehouse } from '../../access/warehouse.ts';
import { invalidIdentifier, sqlError } from '../../errors.ts';
import type { Binder } from '../../expression/binder.ts';
import { emptyScope } from '../../expression/scope.ts';
import { duckNameOf } from '../../names.ts';
import { counts, STATEMENT_TYPE } from '../../results.ts';
import type { SessionContext, StoredColumn, StoredTable } from '../../session/session-context.ts';
import {
  child,
  children,
  type Fields,
  fieldsIf,
  fieldsOf,
  identifier,
  type Node,
  parseStatement,
} from '../../syntax/syntax.ts';
import { quoteIdentifier } from '../../syntax/tokens.ts';
import { assigned } from '../../types/assignment.ts';
import { type Bound, bound } from '../../types/bound.ts';
import { isSemiStructured } from '../../types/casts.ts';
import { bindRows } from './binds.ts';
import { binderFor } from './run-query.ts';
import { targetOf } from './target.ts';

/** INSERT [OVERWRITE] INTO table [(columns)] VALUES … | query. */
export async function insert(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const parsed = parseStatement(request.sqlText);
  const fields = fieldsIf(parsed.node, 'insert');
  if (fields === undefined)
    throw sqlError('000002', '0A000', 'Unsupported feature: INSERT into several tables.');
  const batch = isBatch(request, fields);
  const binder = await binderFor(context, request, parsed, 'statement', batch ? (n) => `b.p${n}` : undefined);
  const overwrite = fields.overwrite === true;
  const privileges = overwrite ? ['INSERT', 'DELETE'] : ['INSERT'];
  const target = await targetOf(context, child(fields, 'table') ?? {}, ...privileges);
  const columns = namedColumns(target, fields, request.sqlText);
  const single = insertSource(binder, fields, columns);
  const source = batch ? batchSource(single, binder.parameters.length) : single;
  if (request.describeOnly === true) return { ...answer(0), rows: [] };
  await requireWarehouse(context);
  const rows = bindRows(request, binder.parameters);
  const values = batch
    ? [binder.parameters.map((_position, index) => JSON.stringify(rows.map((row) => row[index])))]
    : rows;
  const names = columns.map((column) => quoteIdentifier(column.name)).join(', ');
  const into = duckNameOf(target.name);
  const locks = overwrite ? [target.id] : [];
  const sql = `INSERT INTO ${into} (${names}) ${source}`;
  if (overwrite) {
    return context.transaction.atomically(async () => {
      await context.duck.run(`DELETE FROM ${into}`);
      const result = await context.duck.runAndReadAll(sql, [...(values[0] ?? [])]);
      return answer(Number(result.getRows()[0]?.[0] ?? 0));
    });
  }
  const result = await context.run(sql, request, { values, locks, writes: true });
  return answer(values.length > 1 ? values.length : Number(result.getRows()[0]?.[0] ?? 0));
}

/** Whether arrays are bound to a single row of VALUES, which then is as many rows. */
function isBatch(request: StatementRequest, fields: Fields): boolean {
  const arrays = Object.values(request.bindings ?? {}).some((bind) => Array.isArray(bind.value));
  const rows: readonly unknown[] = Array.isArray(fields.values) ? fields.values : [];
  const [row] = rows;
  return (
    arrays &&
    rows.length === 1 &&
    Array.isArray(row) &&
    !row.some((node) => fieldsIf(node as Node, 'var')?.this === 'DEFAULT')
  );
}

/** The row of VALUES once for each bound row; a parameter is a JSON array with the texts of one column. */
function batchSource(values: string, parameters: number): string {
  const columns = Array.from(
    { length: parameters },
    (_, index) => `unnest(from_json(CAST($${index + 1} AS JSON), '["VARCHAR"]')) AS p${index + 1}`,
  );
  return `SELECT v.* FROM (SELECT ${columns.join(', ')}) AS b, LATERAL (${values}) AS v`;
}

function answer(rows: number): RowsResult {
  return counts(STATEMENT_TYPE.insert, { 'number of rows inserted': rows });
}

function namedColumns(target: StoredTable, fields: Fields, sql: string): readonly StoredColumn[] {
  const names = children(fields, 'columns').map((name) => identifier(name) ?? '');
  if (names.length === 0) return target.columns;
  return names.map((name) => {
    const column = target.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw invalidIdentifier(name, sql, undefined);
    return column;
  });
}

function insertSource(binder: Binder, fields: Fields, columns: readonly StoredColumn[]): string {
  const query = child(fields, 'query');
  if (query === undefined) return valuesSource(binder, fields, columns);
  const outer = child(fields, 'with');
  const whole = outer === undefined ? query : withClause(query, outer);
  const source = binder.query(whole, undefined, new Map());
  requireWidth(source.columns.length, columns);
  const list = columns.map((column, index) =>
    assigned(bound(`q.c${index}`, source.columns[index]?.type ?? column.type), column),
  );
  const names = columns.map((_column, index) => `c${index}`).join(', ');
  return `SELECT ${list.join(', ')} FROM (${source.sql}) AS q(${names})`;
}

function withClause(query: Node, outer: Fields): Node {
  const [kind = ''] = Object.keys(query);
  return { [kind]: { ...fieldsOf(query), with: outer } };
}

/** VALUES takes plain expressions only: what makes semi-structured values belongs into a SELECT. */
function valuesSource(binder: Binder, fields: Fields, columns: readonly StoredColumn[]): string {
  const rows = Array.isArray(fields.values) ? (fields.values as readonly (readonly Node[])[]) : [];
  const list = rows.map((row) => {
    requireWidth(row.length, columns);
    return `(${row.map((node, index) => valueSql(binder, node, columns[index])).join(', ')})`;
  });
  return `VALUES ${list.join(', ')}`;
}

function valueSql(binder: Binder, node: Node, column: StoredColumn | undefined): string {
  if (column === undefined) return 'NULL';
  if (fieldsIf(node, 'var')?.this === 'DEFAULT') return 'DEFAULT';
  const value: Bound = binder.expression(node, emptyScope());
  if (isSemiStructured(value.type) && !('parameter' in node)) {
    throw sqlError(
      '002014',
      '22000',
      `Invalid expression [${Object.keys(node)[0]?.toUpperCase()}] in VALUES clause`,
    );
  }
  return assigned(value, column);
}

function requireWidth(width: number, columns: readonly StoredColumn[]): void {
  if (width === columns.length) return;
  throw sqlError(
    '002020',
    '21S01',
    `Insert value list does not match column list expecting ${columns.length} but got ${width}`,
  );
}

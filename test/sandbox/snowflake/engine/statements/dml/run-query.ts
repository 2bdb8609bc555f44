import type { RowsResult, StatementRequest } from '../../../contract.ts';
import { requireWarehouse } from '../../access/warehouse.ts';
import type { Binder } from '../../expression/binder.ts';
import { openBinder } from '../../query/compile.ts';
import { STATEMENT_TYPE } from '../../results.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { type Parsed, parseStatement } from '../../syntax/syntax.ts';
import type { BoundQuery } from '../../types/bound.ts';
import { cell } from '../../types/rowset-values.ts';
import { columnMeta } from '../../types/types.ts';
import { bindRows } from './binds.ts';

/** SELECT, WITH … SELECT, VALUES and set operations. */
export async function query(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const parsed = parseStatement(request.sqlText);
  const binder = await binderFor(context, request, parsed);
  const bound = binder.query(parsed.node, undefined, new Map());
  return readQuery(context, request, binder, bound);
}

/** A binder that knows the session, the binds and every table the statement names. */
export async function binderFor(
  context: SessionContext,
  request: StatementRequest,
  parsed: Parsed,
  purpose: 'statement' | 'view' = 'statement',
  parameter?: Binder['parameter'],
): Promise<Binder> {
  return openBinder(parsed, {
    ...(parameter === undefined ? {} : { parameter }),
    binds: request.bindings ?? {},
    facts: context.facts(purpose),
    table: await context.shapes(parsed, purpose),
    result: (queryId) => context.shapeOfResult(queryId),
  });
}

async function readQuery(
  context: SessionContext,
  request: StatementRequest,
  binder: Binder,
  bound: BoundQuery,
): Promise<RowsResult> {
  const columns = bound.columns.map(({ name, type, nullable }) => columnMeta(name, type, nullable));
  const usesWarehouse = binder.readsData;
  const result = { kind: 'rows', columns, statementTypeId: STATEMENT_TYPE.select, usesWarehouse } as const;
  if (request.describeOnly === true) return { ...result, rows: [] };
  if (usesWarehouse) await requireWarehouse(context);
  const values = bindRows(request, binder.parameters);
  const reader = await context.run(bound.sql, request, { values });
  const types = bound.columns.map((column) => column.type);
  const rows = reader
    .getRows()
    .map((row) => row.map((value, index) => cell(value, types[index] ?? { kind: 'text' })));
  return { ...result, rows };
}

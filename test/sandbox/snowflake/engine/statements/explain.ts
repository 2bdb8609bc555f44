import type { RowsResult, StatementRequest } from '../../contract.ts';
import { unsupported } from '../errors.ts';
import { listing, STATEMENT_TYPE } from '../results.ts';
import type { SessionContext } from '../session/session-context.ts';
import { parseStatement } from '../syntax/syntax.ts';
import { TokenReader } from '../syntax/token-reader.ts';
import { NUMBER, TEXT } from '../types/types.ts';
import { bindRows } from './dml/binds.ts';
import { binderFor } from './dml/run-query.ts';

/** doc: sql/explain, "Output" of USING TABULAR, which is the default. */
const COLUMNS = [
  ['step', NUMBER],
  ['id', NUMBER],
  ['parent', NUMBER],
  ['operation', TEXT],
  ['objects', TEXT],
  ['alias', TEXT],
  ['expressions', TEXT],
  ['partitionsTotal', NUMBER],
  ['partitionsAssigned', NUMBER],
  ['bytesAssigned', NUMBER],
] as const;

interface PlanNode {
  readonly name: string;
  readonly extra_info?: { readonly Table?: string };
  readonly children?: readonly PlanNode[];
}

/**
 * EXPLAIN of a query, as far as it tells which tables would be read: what the optimizer drops is not in it. It compiles
 * and does not run, so no warehouse has to. doc: sql/explain, "Usage notes".
 */
export async function explain(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const reader = new TokenReader(request.sqlText);
  reader.expect('EXPLAIN');
  if (reader.accept('USING') && !reader.accept('TABULAR'))
    throw unsupported(`EXPLAIN USING ${reader.peek().value}`);
  const first = reader.peek();
  if (!['SELECT', 'WITH', 'VALUES', '('].includes(first.value)) throw unsupported(`EXPLAIN ${first.value}`);
  const parsed = parseStatement(request.sqlText.slice(first.start));
  const binder = await binderFor(context, request, parsed);
  const { sql } = binder.query(parsed.node, undefined, new Map());
  const values = bindRows(request, binder.parameters);
  const answer = await context.run(`EXPLAIN (FORMAT JSON) ${sql}`, request, { values });
  const plan = JSON.parse(String(answer.getRows()[0]?.[1])) as readonly PlanNode[];
  const rows = [
    ['1', '0', null, 'Result'],
    ...scansOf(plan).map((table, index) => ['1', String(index + 1), '0', 'TableScan', table]),
  ];
  return listing(
    STATEMENT_TYPE.explain,
    COLUMNS,
    rows.map((row) => COLUMNS.map((_, index) => row[index] ?? null)),
  );
}

/** Tables that the plan scans, by their names in Snowflake. */
function scansOf(nodes: readonly PlanNode[]): readonly string[] {
  return nodes.flatMap(({ extra_info: info, children = [] }) => [
    ...(info?.Table === undefined ? [] : [nameOf(info.Table)]),
    ...scansOf(children),
  ]);
}

/** `DB.SCHEMA.TABLE` of what DuckDB calls `catalog."DB.SCHEMA".TABLE`. */
function nameOf(table: string): string {
  const parts = [...table.matchAll(/"((?:[^"]|"")*)"|([^.]+)/g)];
  return parts
    .slice(1)
    .map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain)
    .join('.');
}

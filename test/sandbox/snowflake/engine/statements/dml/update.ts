import { type RowsResult, StatementError, type StatementRequest } from '../../../contract.ts';
import { requireWarehouse } from '../../access/warehouse.ts';
import { invalidIdentifier, unsupported } from '../../errors.ts';
import type { Binder } from '../../expression/binder.ts';
import type { Scope } from '../../expression/scope.ts';
import { counts, STATEMENT_TYPE } from '../../results.ts';
import { PARAMETERS } from '../../session/parameters.ts';
import type { SessionContext, StoredTable } from '../../session/session-context.ts';
import { child, type Fields, fieldsIf, identifier, type Node, parseStatement } from '../../syntax/syntax.ts';
import { quoteIdentifier, syntaxError } from '../../syntax/tokens.ts';
import { assigned } from '../../types/assignment.ts';
import { bindRows } from './binds.ts';
import { type JoinedTarget, joinTarget, whereOf } from './joined-target.ts';
import { binderFor } from './run-query.ts';
import { targetOf } from './target.ts';

/** UPDATE table SET column = value, … [FROM …] [WHERE …]. */
export async function update(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const parsed = parseStatement(request.sqlText);
  const fields = fieldsIf(parsed.node, 'update');
  if (fields === undefined) throw syntaxError(request.sqlText, { start: 0, text: 'UPDATE' });
  const binder = await binderFor(context, request, parsed);
  const reference = child(fields, 'table') ?? {};
  const target = await targetOf(context, reference, 'SELECT', 'UPDATE');
  const from = { from: fields.from_clause, joins: fields.from_joins, where: whereOf(fields) };
  const joined = joinTarget(binder, target, reference, from);
  const set = assignments(binder, target, pairsOf(fields), joined.scope);
  if (request.describeOnly === true) return { ...answer(0, 0), rows: [] };
  await requireWarehouse(context);
  const source = joined.sources === '' ? '' : ` FROM ${joined.sources}`;
  const sql = `UPDATE ${joined.sql} SET ${set}${source}${joined.where}`;
  const options = { values: bindRows(request, binder.parameters), locks: [target.id] };
  if (joined.sources === '') {
    const result = await context.run(sql, request, { ...options, writes: true });
    return answer(Number(result.getRows()[0]?.[0] ?? 0), 0);
  }
  let rows = 0;
  let repeated = 0;
  const guard = {
    sql: matchCount(joined),
    values: options.values[0] ?? [],
    check(row: readonly unknown[] | undefined) {
      [rows = 0, repeated = 0] = (row ?? []).map(Number);
      refuseRepeated(context, repeated);
    },
  };
  await context.run(sql, request, { ...options, writes: true, guard });
  return answer(rows, repeated);
}

function answer(rows: number, repeated: number): RowsResult {
  return counts(STATEMENT_TYPE.update, {
    'number of rows updated': rows,
    'number of multi-joined rows updated': repeated,
  });
}

/** How many rows of the target are joined at all, and how many to more than one row. */
function matchCount({ sql, alias, sources, where }: JoinedTarget): string {
  return `SELECT count(*), count_if(n > 1) FROM (
    SELECT count(*) AS n FROM ${sql} CROSS JOIN ${sources}${where} GROUP BY ${alias}.rowid)`;
}

function refuseRepeated(context: SessionContext, repeated: number): void {
  const name = 'ERROR_ON_NONDETERMINISTIC_UPDATE';
  const strict = (context.parameters.get(name) ?? PARAMETERS[name]?.value) === 'true';
  if (strict && repeated > 0)
    throw new StatementError('100090', '42P18', 'Duplicate row detected during DML action');
}

type Pair = readonly [unknown, Node];

function pairsOf(fields: Fields): readonly Pair[] {
  return Array.isArray(fields.set) ? (fields.set as readonly Pair[]) : [];
}

/** `"A" = value, …` with each value as its column stores it. */
export function assignments(
  binder: Binder,
  target: StoredTable,
  pairs: readonly Pair[],
  scope: Scope,
): string {
  return pairs
    .map(([left, value]) => {
      // The parser gives `x.a` as one identifier.
      const name = (identifier(left) ?? '').split('.').at(-1) ?? '';
      const column = target.columns.find((candidate) => candidate.name === name);
      if (column === undefined) throw invalidIdentifier(name, binder.parsed.sql, undefined);
      return `${quoteIdentifier(name)} = ${isDefault(value) ? 'DEFAULT' : assigned(binder.expression(value, scope), column)}`;
    })
    .join(', ');
}

/** Whether a value is the keyword DEFAULT. */
export function isDefault(node: Node): boolean {
  const column = fieldsIf(node, 'column');
  const name = column === undefined ? fieldsIf(node, 'var')?.this : identifier(column.name);
  if (name === 'DEFAULT' && column?.table !== undefined && column.table !== null)
    throw unsupported('DEFAULT of a table');
  return name === 'DEFAULT';
}

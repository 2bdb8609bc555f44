import { type RowsResult, StatementError, type StatementRequest } from '../../../contract.ts';
import { requireOn } from '../../access/require.ts';
import { requireWarehouse } from '../../access/warehouse.ts';
import { invalidIdentifier, sqlError, unsupported } from '../../errors.ts';
import type { Binder } from '../../expression/binder.ts';
import { condition } from '../../expression/operators.ts';
import type { Scope } from '../../expression/scope.ts';
import { counts, STATEMENT_TYPE } from '../../results.ts';
import { PARAMETERS } from '../../session/parameters.ts';
import type { SessionContext, StoredTable } from '../../session/session-context.ts';
import type { Guard } from '../../session/transaction.ts';
import {
  child,
  children,
  type Fields,
  fieldsIf,
  identifier,
  type Node,
  parseStatement,
  required,
} from '../../syntax/syntax.ts';
import { quoteIdentifier, syntaxError } from '../../syntax/tokens.ts';
import { assigned } from '../../types/assignment.ts';
import { bindRows } from './binds.ts';
import { type JoinedTarget, joinTarget } from './joined-target.ts';
import { binderFor } from './run-query.ts';
import { targetOf } from './target.ts';
import { assignments, isDefault } from './update.ts';

type Action = 'INSERT' | 'UPDATE' | 'DELETE';

/** One WHEN clause in DuckDB's words. */
interface When {
  readonly action: Action;
  readonly matched: boolean;
  /** '' when the clause has no AND. */
  readonly test: string;
  readonly sql: string;
}

/** MERGE INTO target USING source ON … WHEN … */
export async function merge(context: SessionContext, request: StatementRequest): Promise<RowsResult> {
  const parsed = parseStatement(request.sqlText);
  const fields = fieldsIf(parsed.node, 'merge');
  if (fields === undefined) throw syntaxError(request.sqlText, { start: 0, text: 'MERGE' });
  const binder = await binderFor(context, request, parsed);
  const reference = referenceOf(required(fields, 'this'));
  const target = await targetOf(context, reference, 'SELECT');
  const from = { from: { expressions: [required(fields, 'using')] }, joins: [], where: undefined };
  const joined = joinTarget(binder, target, reference, from);
  const on = condition(binder.expression(required(fields, 'on'), joined.scope));
  const whens = children(child(child(fields, 'whens') ?? {}, 'whens') ?? {}, 'expressions').map((node) =>
    bindWhen(binder, target, fieldsIf(node, 'when') ?? {}, joined.scope),
  );
  for (const action of new Set(whens.map((when) => when.action)))
    await requireOn(context, target, [], action);
  if (request.describeOnly === true) return { ...answer(whens, []), rows: [] };
  await requireWarehouse(context);
  const options = { values: bindRows(request, binder.parameters), locks: [target.id] };
  const clauses = whens.map(
    (when) =>
      `WHEN ${when.matched ? '' : 'NOT '}MATCHED${when.test === '' ? '' : ` AND ${when.test}`} THEN ${when.sql}`,
  );
  const sql = `MERGE INTO ${joined.sql} USING ${joined.sources} ON ${on} ${clauses.join(' ')} RETURNING merge_action`;
  const guard = repetitionGuard(context, joined, on, whens, options.values[0] ?? []);
  const result = await context.run(sql, request, { ...options, writes: true, ...guard });
  return answer(
    whens,
    result.getRows().map((row) => String(row[0])),
  );
}

function referenceOf(node: Node): Fields {
  const alias = fieldsIf(node, 'alias');
  const table = fieldsIf(alias === undefined ? node : required(alias, 'this'), 'table');
  if (table === undefined) throw unsupported('MERGE INTO something other than a table');
  return alias === undefined ? table : { ...table, alias: alias.alias };
}

/** Only the counts of actions the statement has. */
function answer(whens: readonly When[], done: readonly string[]): RowsResult {
  const named = {
    INSERT: 'number of rows inserted',
    UPDATE: 'number of rows updated',
    DELETE: 'number of rows deleted',
  };
  const has = (action: Action) => whens.some((when) => when.action === action);
  const actions = (Object.keys(named) as Action[]).filter(has);
  return counts(
    STATEMENT_TYPE.merge,
    Object.fromEntries(actions.map((action) => [named[action], done.filter((one) => one === action).length])),
  );
}

function bindWhen(binder: Binder, target: StoredTable, fields: Fields, scope: Scope): When {
  if (fieldsIf(child(fields, 'source'), 'boolean') !== undefined)
    throw unsupported('WHEN NOT MATCHED BY SOURCE');
  const matched = fieldsIf(child(fields, 'matched'), 'boolean')?.value === true;
  const clause = child(fields, 'condition');
  const test = clause === undefined ? '' : condition(binder.expression(clause, scope));
  const then = required(fields, 'then');
  const parts = children(fieldsIf(then, 'tuple') ?? {}, 'expressions');
  const [verb, ...rest] = fieldsIf(then, 'var') === undefined ? parts : [then];
  const action = String(fieldsIf(verb, 'var')?.this).toUpperCase();
  if (action === 'DELETE' && matched) return { action, matched, test, sql: 'DELETE' };
  if (action === 'UPDATE' && matched) {
    const pairs = children(fieldsIf(rest[0], 'tuple') ?? {}, 'expressions').map(
      (item): readonly [unknown, Node] => {
        const equal = fieldsIf(item, 'eq') ?? {};
        const left = child(equal, 'left');
        return [fieldsIf(left, 'column')?.name ?? left, required(equal, 'right')];
      },
    );
    return { action, matched, test, sql: `UPDATE SET ${assignments(binder, target, pairs, scope)}` };
  }
  if (action === 'INSERT' && !matched)
    return { action, matched, test, sql: insertSql(binder, target, rest, scope) };
  throw sqlError(
    '001003',
    '42000',
    `syntax error: ${action} does not fit WHEN ${matched ? '' : 'NOT '}MATCHED.`,
  );
}

function insertSql(binder: Binder, target: StoredTable, parts: readonly Node[], scope: Scope): string {
  const lists = parts.map((part) => children(fieldsIf(part, 'tuple') ?? {}, 'expressions'));
  const [names, values = []] = lists.length === 1 ? [undefined, lists[0]] : lists;
  const columns =
    names === undefined
      ? target.columns
      : names.map((item) => {
          const name = identifier(fieldsIf(item, 'column')?.name ?? item) ?? '';
          const column = target.columns.find((candidate) => candidate.name === name);
          if (column === undefined) throw invalidIdentifier(name, binder.parsed.sql, undefined);
          return column;
        });
  if (columns.length !== values.length) {
    throw sqlError(
      '002020',
      '21S01',
      `Insert value list does not match column list expecting ${columns.length} but got ${values.length}`,
    );
  }
  const list = values.map((value, index) => {
    const column = columns[index];
    if (column === undefined || isDefault(value)) return 'DEFAULT';
    return assigned(binder.expression(value, scope), column);
  });
  return `INSERT (${columns.map((column) => quoteIdentifier(column.name)).join(', ')}) VALUES (${list.join(', ')})`;
}

/** A row that an UPDATE meets more than once, or an UPDATE and a DELETE together, is error 100090. */
function repetitionGuard(
  context: SessionContext,
  joined: JoinedTarget,
  on: string,
  whens: readonly When[],
  values: readonly (string | null)[],
): { readonly guard?: Guard } {
  const matched = whens.filter((when) => when.matched);
  const name = 'ERROR_ON_NONDETERMINISTIC_MERGE';
  const lax = (context.parameters.get(name) ?? PARAMETERS[name]?.value) === 'false';
  if (matched.length === 0 || lax) return {};
  const branches = matched.map(
    (when) => `WHEN ${when.test === '' ? 'true' : when.test} THEN '${when.action}'`,
  );
  const sql = `SELECT 1 FROM (SELECT ${joined.alias}.rowid AS r, CASE ${branches.join(' ')} END AS action
      FROM ${joined.sql} JOIN ${joined.sources} ON ${on})
    WHERE action IS NOT NULL GROUP BY r HAVING count(*) > 1 AND bool_or(action = 'UPDATE') LIMIT 1`;
  return {
    guard: {
      sql,
      values,
      check(row) {
        if (row !== undefined)
          throw new StatementError('100090', '42P18', 'Duplicate row detected during DML action');
      },
    },
  };
}

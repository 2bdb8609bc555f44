import type { Binder } from '../expression/binder.ts';
import { condition } from '../expression/operators.ts';
import type { Scope } from '../expression/scope.ts';
import { type Fields, fieldsIf, fieldsOf, kindOf, type Node, required } from '../syntax/syntax.ts';
import type { Correlation } from '../types/bound.ts';

/** WHERE in DuckDB's words, with how many of the outer columns in it stand in equalities of their own. */
export function bindWhere(
  binder: Binder,
  clause: Fields | undefined,
  scope: Scope,
): { readonly sql: string; readonly inEqualities: number } {
  if (clause === undefined) return { sql: '', inEqualities: 0 };
  let inEqualities = 0;
  const parts = conjuncts(required(clause, 'this')).map((node) => {
    const before = scope.outerUses?.count ?? 0;
    const sql = condition(binder.expression(node, scope));
    if (kindOf(node) === 'eq') inEqualities += (scope.outerUses?.count ?? 0) - before;
    return sql;
  });
  return { sql: `WHERE ${parts.join(' AND ')}`, inEqualities };
}

function conjuncts(node: Node): readonly Node[] {
  const both = fieldsIf(node, 'and');
  if (both !== undefined)
    return [...conjuncts(required(both, 'left')), ...conjuncts(required(both, 'right'))];
  const isConjunction =
    kindOf(node) === 'paren' && fieldsIf(required(fieldsOf(node), 'this'), 'and') !== undefined;
  return isConjunction ? conjuncts(required(fieldsOf(node), 'this')) : [node];
}

/** How a query hangs on the one around it, by its uses of outer columns; undefined where there are none. */
export function correlationOf(
  uses: number,
  inEqualities: number,
  isAggregate: boolean,
): Correlation | undefined {
  if (uses === 0) return undefined;
  return { by: uses === inEqualities ? 'equality' : 'other', isAggregate };
}

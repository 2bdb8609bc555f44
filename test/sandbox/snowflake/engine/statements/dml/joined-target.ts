import { tableShape } from '../../catalog/table-shapes.ts';
import type { Binder } from '../../expression/binder.ts';
import { condition } from '../../expression/operators.ts';
import type { Scope } from '../../expression/scope.ts';
import { bindFrom, tableSource } from '../../query/sources.ts';
import type { StoredTable } from '../../session/session-context.ts';
import { child, type Fields, required } from '../../syntax/syntax.ts';
import { quoteIdentifier } from '../../syntax/tokens.ts';

/** The table a DML statement writes, joined with what it reads beside it. */
export interface JoinedTarget {
  /** `"DB.S"."T" AS "T"`. */
  readonly sql: string;
  /** The quoted alias of the target. */
  readonly alias: string;
  /** SQL of the other tables, '' when there are none. */
  readonly sources: string;
  readonly scope: Scope;
  /** `WHERE …` or ''. */
  readonly where: string;
}

/** `reference` is the target as parsed, with its alias; `from` and `joins` are fields like those of a SELECT. */
export function joinTarget(
  binder: Binder,
  target: StoredTable,
  reference: Fields,
  clauses: { readonly from: unknown; readonly joins: unknown; readonly where: Fields | undefined },
): JoinedTarget {
  const own = tableSource(binder, tableShape(target), reference);
  const other = bindFrom(binder, { from: clauses.from, joins: clauses.joins }, undefined, new Map());
  const relations = [...own.relations, ...other.scope.relations];
  const scope: Scope = { relations, merged: other.scope.merged, aliases: new Map(), parent: undefined };
  const [relation] = own.relations;
  const test = clauses.where;
  return {
    sql: own.sql,
    alias: quoteIdentifier(relation?.path.at(-1) ?? target.name.name),
    sources: other.sql,
    scope,
    where: test === undefined ? '' : ` WHERE ${condition(binder.expression(required(test, 'this'), scope))}`,
  };
}

export function whereOf(fields: Fields): Fields | undefined {
  return child(fields, 'where_clause');
}

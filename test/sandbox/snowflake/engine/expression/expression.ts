import { invalidIdentifier, sqlError, unsupported, unsupportedSubquery } from '../errors.ts';
import {
  child,
  type Fields,
  fieldsIf,
  fieldsOf,
  identifier,
  kindOf,
  type Node,
  required,
} from '../syntax/syntax.ts';
import { type Bound, bound } from '../types/bound.ts';
import { cast, castSql, isSemiStructured } from '../types/casts.ts';
import { commonType } from '../types/common-type.ts';
import { typeOfNode } from '../types/type-nodes.ts';
import { BOOLEAN, VARIANT } from '../types/types.ts';
import type { Binder } from './binder.ts';
import { bindCall, bindWindow, bindWithinGroup } from './call-binding.ts';
import { callOf } from './calls.ts';
import { bindValue, booleanLiteral, literal, NULL_LITERAL, textLiteral } from './literals.ts';
import { bindOperator, compared, condition, isOperator } from './operators.ts';
import { lookUp, relationsNamed, type Scope } from './scope.ts';
import { elementSql } from './semi-structured-access.ts';

/** Translates an expression; names are looked up in `scope`, an unknown one is error 000904. */
export function bindExpression(binder: Binder, node: Node, scope: Scope): Bound {
  const kind = kindOf(node);
  const fields = fieldsOf(node);
  const simple = SIMPLE[kind];
  if (simple !== undefined) return simple(binder, fields, scope);
  if (isOperator(kind)) return bindOperator(binder, kind, fields, scope);
  const call = callOf(node);
  if (call !== undefined) return bindCall(binder, call, scope, { within: [], over: undefined });
  throw unsupported(`expression ${kind.toUpperCase()}`);
}

type Handler = (binder: Binder, fields: Fields, scope: Scope) => Bound;

const SIMPLE: Readonly<Record<string, Handler>> = {
  literal: (_binder, fields) => literal(fields),
  boolean: (_binder, fields) => booleanLiteral(fields.value === true),
  null: () => NULL_LITERAL,
  var: (_binder, fields) => textLiteral(String(fields.this)),
  paren: (binder, fields, scope) => {
    const inner = binder.expression(required(fields, 'this'), scope);
    return { ...inner, sql: `(${inner.sql})` };
  },
  column: bindColumn,
  dot: bindDottedColumn,
  parameter: bindParameter,
  cast: (binder, fields, scope) => bindCast(binder, fields, scope, 'strict'),
  try_cast: (binder, fields, scope) => bindCast(binder, fields, scope, 'try'),
  case: bindCase,
  subscript: bindSubscript,
  subquery: (binder, fields, scope) => scalar(binder, required(fields, 'this'), scope),
  select: (binder, fields, scope) => scalar(binder, { select: fields }, scope),
  exists: (binder, fields, scope) => {
    const query = binder.query(required(fields, 'this'), scope, binder.named);
    const not = fields.not === true ? 'NOT ' : '';
    return bound(`(${not}EXISTS (${query.sql}))`, BOOLEAN, false);
  },
  window_function: bindWindow,
  within_group: bindWithinGroup,
  at_time_zone: () => {
    throw unsupported('AT TIME ZONE');
  },
};

/** `:1` is a bind, `$1` the first column of what FROM has. */
function bindParameter(binder: Binder, fields: Fields, scope: Scope): Bound {
  if (fields.style === 'Colon') return bindValue(binder, String(fields.index ?? fields.name));
  return positional(scope, [], String(fields.name ?? fields.index));
}

/** `$1`, `alias.$1`: a column by its place. */
function positional(scope: Scope, qualifier: readonly string[], place: string): Bound {
  const columns = relationsNamed(scope, qualifier).flatMap((side) => side.columns);
  const found = columns[Number(place) - 1];
  if (found === undefined) throw unsupported(`variable $${place}`);
  return bound(found.sql, found.type, found.nullable);
}

function bindColumn(binder: Binder, fields: Fields, scope: Scope): Bound {
  const table = identifier(fields.table);
  const place = /^\$(\d+)$/.exec(identifier(fields.name) ?? '')?.[1];
  if (place !== undefined && table !== undefined) return positional(scope, [table], place);
  return column(binder, fields, scope, table === undefined ? [] : [table], identifier(fields.name) ?? '');
}

/** `schema.table.column` and `database.schema.table.column` come as dots around a column. */
function bindDottedColumn(binder: Binder, fields: Fields, scope: Scope): Bound {
  const path = dottedPath({ dot: fields });
  return column(binder, fields, scope, path.slice(0, -1), path.at(-1) ?? '');
}

function dottedPath(node: Node): readonly string[] {
  const dot = fieldsIf(node, 'dot');
  if (dot !== undefined) return [...dottedPath(required(dot, 'this')), identifier(dot.field) ?? ''];
  const inner = fieldsIf(node, 'column');
  if (inner === undefined) throw unsupported(`field of ${kindOf(node).toUpperCase()}`);
  return [identifier(inner.table), identifier(inner.name)].filter((part) => part !== undefined);
}

function column(
  binder: Binder,
  fields: Fields,
  scope: Scope,
  qualifier: readonly string[],
  name: string,
): Bound {
  const found = lookUp(scope, qualifier, name);
  if (found !== undefined) return { sql: found.sql, type: found.type, nullable: found.nullable };
  const fact = qualifier.length === 0 ? binder.facts[name] : undefined;
  if (fact !== undefined) return fact;
  throw invalidIdentifier([...qualifier, name].join('.'), binder.parsed.sql, binder.parsed.offset(fields));
}

function bindCast(binder: Binder, fields: Fields, scope: Scope, mode: 'strict' | 'try'): Bound {
  const value = binder.expression(required(fields, 'this'), scope);
  const to = child(fields, 'to');
  if (to === undefined) throw unsupported('CAST without a type');
  return cast(value, typeOfNode(to), mode);
}

function bindCase(binder: Binder, fields: Fields, scope: Scope): Bound {
  const operand = child(fields, 'operand');
  const whens = Array.isArray(fields.whens) ? (fields.whens as readonly (readonly [Node, Node])[]) : [];
  const otherwise = child(fields, 'else_');
  const results = whens.map(([, result]) => binder.expression(result, scope));
  const last = otherwise === undefined ? NULL_LITERAL : binder.expression(otherwise, scope);
  const type = commonType([...results, last].map((result) => result.type));
  const branches = whens.map(([when], index) => {
    const test =
      operand === undefined
        ? condition(binder.expression(when, scope))
        : compared('=', binder.expression(operand, scope), binder.expression(when, scope));
    return `WHEN ${test} THEN ${castSql(results[index] ?? NULL_LITERAL, type)}`;
  });
  const nullable = [...results, last].some((result) => result.nullable);
  return bound(`CASE ${branches.join(' ')} ELSE ${castSql(last, type)} END`, type, nullable);
}

/** `value['key']`, `value[0]`, `value[expression]`: NULL where there is no such element. */
function bindSubscript(binder: Binder, fields: Fields, scope: Scope): Bound {
  const value = binder.expression(required(fields, 'this'), scope);
  if (!isSemiStructured(value.type)) {
    throw sqlError(
      '001044',
      '42P13',
      `Invalid argument types for function 'GET': (${value.type.kind.toUpperCase()})`,
    );
  }
  const index = binder.expression(required(fields, 'index'), scope);
  return bound(elementSql(value, index), VARIANT);
}

function scalar(binder: Binder, node: Node, scope: Scope): Bound {
  const query = binder.query(node, scope, binder.named);
  const [only, second] = query.columns;
  if (only === undefined || second !== undefined) {
    throw sqlError('001004', '42601', 'Scalar subquery must return exactly one column.');
  }
  const { correlation } = query;
  if (correlation && (correlation.by === 'other' || !correlation.isAggregate)) throw unsupportedSubquery();
  return bound(`(${query.sql})`, only.type, true);
}

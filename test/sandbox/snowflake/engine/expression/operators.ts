import { unsupported } from '../errors.ts';
import { child, children, type Fields, fieldsIf, required } from '../syntax/syntax.ts';
import { type Bound, bound } from '../types/bound.ts';
import { castSql } from '../types/casts.ts';
import { commonType, comparisonType } from '../types/common-type.ts';
import { BOOLEAN, TEXT } from '../types/types.ts';
import { arithmetic } from './arithmetic.ts';
import type { Binder } from './binder.ts';
import type { Scope } from './scope.ts';

type Operator = (binder: Binder, fields: Fields, scope: Scope, kind: string) => Bound;

/** Whether a node kind is an operator that {@link bindOperator} translates. */
export function isOperator(kind: string): boolean {
  return kind in OPERATORS;
}

export function bindOperator(binder: Binder, kind: string, fields: Fields, scope: Scope): Bound {
  const operator = OPERATORS[kind];
  if (operator === undefined) throw unsupported(`operator ${kind}`);
  return operator(binder, fields, scope, kind);
}

/** A value where a truth value is wanted: numbers, texts and VARIANTs convert. */
export function condition(value: Bound): string {
  return castSql(value, BOOLEAN);
}

const COMPARISONS: Readonly<Record<string, string>> = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  null_safe_eq: 'IS NOT DISTINCT FROM',
  null_safe_neq: 'IS DISTINCT FROM',
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(Object.keys(COMPARISONS).map((kind) => [kind, compare])),
  ...Object.fromEntries(['add', 'sub', 'mul', 'div', 'mod'].map((kind) => [kind, arithmetic])),
  neg: arithmetic,
  and: logical,
  or: logical,
  not: (binder, fields, scope) => {
    const inner = binder.expression(required(fields, 'this'), scope);
    return bound(`(NOT ${condition(inner)})`, BOOLEAN, inner.nullable);
  },
  concat: (binder, fields, scope) => {
    const [left, right] = operands(binder, fields, scope);
    return bound(
      `(${castSql(left, TEXT)} || ${castSql(right, TEXT)})`,
      TEXT,
      left.nullable || right.nullable,
    );
  },
  is_null: (binder, fields, scope) => {
    const inner = binder.expression(required(fields, 'this'), scope);
    return bound(`(${inner.sql} IS ${fields.not === true ? 'NOT ' : ''}NULL)`, BOOLEAN, false);
  },
  is_true: isTruth,
  is_false: isTruth,
  between: (binder, fields, scope) => {
    const value = binder.expression(required(fields, 'this'), scope);
    const low = compared('>=', value, binder.expression(required(fields, 'low'), scope));
    const high = compared('<=', value, binder.expression(required(fields, 'high'), scope));
    return bound(`(${fields.not === true ? 'NOT ' : ''}(${low} AND ${high}))`, BOOLEAN);
  },
  in: membership,
  like,
  i_like: like,
  any: quantified,
  all: quantified,
};

function operands(binder: Binder, fields: Fields, scope: Scope): readonly [Bound, Bound] {
  return [
    binder.expression(required(fields, 'left'), scope),
    binder.expression(required(fields, 'right'), scope),
  ];
}

function compare(binder: Binder, fields: Fields, scope: Scope, kind: string): Bound {
  const sign = COMPARISONS[kind] ?? '=';
  const tuples = [required(fields, 'left'), required(fields, 'right')].map((side) => fieldsIf(side, 'tuple'));
  if (tuples.every((tuple) => tuple !== undefined)) {
    const [left = '', right = ''] = tuples.map((tuple) => rowSql(binder, tuple, scope));
    return bound(`(${left} ${sign} ${right})`, BOOLEAN);
  }
  const [left, right] = operands(binder, fields, scope);
  const nullable = !kind.startsWith('null_safe') && (left.nullable || right.nullable);
  return bound(`(${compared(sign, left, right)})`, BOOLEAN, nullable);
}

/** `left sign right`, both sides converted to the type they meet at. */
export function compared(sign: string, left: Bound, right: Bound): string {
  const type = comparisonType(left.type, right.type);
  return `${castSql(left, type)} ${sign} ${castSql(right, type)}`;
}

function logical(binder: Binder, fields: Fields, scope: Scope, kind: string): Bound {
  const [left, right] = operands(binder, fields, scope);
  return bound(
    `(${condition(left)} ${kind.toUpperCase()} ${condition(right)})`,
    BOOLEAN,
    left.nullable || right.nullable,
  );
}

function isTruth(binder: Binder, fields: Fields, scope: Scope, kind: string): Bound {
  const inner = condition(binder.expression(required(fields, 'this'), scope));
  const not = fields.not === true ? 'NOT ' : '';
  return bound(`(${inner} IS ${not}${kind === 'is_true' ? 'TRUE' : 'FALSE'})`, BOOLEAN, false);
}

function membership(binder: Binder, fields: Fields, scope: Scope): Bound {
  const not = fields.not === true ? 'NOT ' : '';
  const left = required(fields, 'this');
  const query = child(fields, 'query');
  const tuple = fieldsIf(left, 'tuple');
  if (query !== undefined) {
    const inner = binder.query(query, scope, binder.named);
    const [column] = inner.columns;
    if (tuple !== undefined)
      return bound(`(${rowSql(binder, tuple, scope)} ${not}IN (${inner.sql}))`, BOOLEAN);
    if (column === undefined) throw unsupported('IN over a query without columns');
    const value = binder.expression(left, scope);
    const type = comparisonType(value.type, column.type);
    const item = castSql(bound('q.x', column.type), type);
    return bound(`(${castSql(value, type)} ${not}IN (SELECT ${item} FROM (${inner.sql}) AS q(x)))`, BOOLEAN);
  }
  const items = children(fields, 'expressions');
  if (tuple !== undefined) {
    const rows = items.map((item) => rowSql(binder, fieldsIf(item, 'tuple') ?? {}, scope));
    return bound(`(${rowSql(binder, tuple, scope)} ${not}IN (${rows.join(', ')}))`, BOOLEAN);
  }
  const value = binder.expression(left, scope);
  const values = items.map((item) => binder.expression(item, scope));
  const type = comparisonType(value.type, commonType(values.map((item) => item.type)));
  const list = values.map((item) => castSql(item, type)).join(', ');
  return bound(`(${castSql(value, type)} ${not}IN (${list}))`, BOOLEAN, value.nullable);
}

function rowSql(binder: Binder, tuple: Fields, scope: Scope): string {
  return `(${children(tuple, 'expressions')
    .map((item) => binder.expression(item, scope).sql)
    .join(', ')})`;
}

/** LIKE and ILIKE, also ANY and ALL of a list. There is no escape character unless one is given. */
function like(binder: Binder, fields: Fields, scope: Scope, kind: string): Bound {
  const value = castSql(binder.expression(required(fields, 'left'), scope), TEXT);
  const right = required(fields, 'right');
  const tuple = fieldsIf(right, 'tuple');
  const escaping = child(fields, 'escape');
  const tail = escaping === undefined ? '' : ` ESCAPE ${binder.expression(escaping, scope).sql}`;
  const patterns = tuple === undefined ? [right] : children(tuple, 'expressions');
  const tests = patterns.map(
    (pattern) =>
      `${value} ${kind === 'like' ? 'LIKE' : 'ILIKE'} ${castSql(binder.expression(pattern, scope), TEXT)}${tail}`,
  );
  return bound(`(${tests.join(fields.quantifier === 'ALL' ? ' AND ' : ' OR ')})`, BOOLEAN);
}

const QUANTIFIED: Readonly<Record<string, string>> = {
  Eq: '=',
  Neq: '<>',
  Lt: '<',
  Lte: '<=',
  Gt: '>',
  Gte: '>=',
};

function quantified(binder: Binder, fields: Fields, scope: Scope, kind: string): Bound {
  const value = binder.expression(required(fields, 'this'), scope);
  const subquery = fieldsIf(child(fields, 'subquery'), 'subquery');
  const sign = QUANTIFIED[String(fields.op)];
  if (subquery === undefined || sign === undefined) throw unsupported(`${kind.toUpperCase()} over a list`);
  const query = binder.query(required(subquery, 'this'), scope, binder.named);
  return bound(`(${value.sql} ${sign} ${kind.toUpperCase()} (${query.sql}))`, BOOLEAN);
}

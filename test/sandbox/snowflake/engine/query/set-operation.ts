import { invalidIdentifier, sqlError, unsupported } from '../errors.ts';
import type { Binder, NamedQuery } from '../expression/binder.ts';
import { ordered } from '../expression/ordering.ts';
import { emptyScope, type Scope } from '../expression/scope.ts';
import {
  child,
  children,
  type Fields,
  fieldsIf,
  fieldsOf,
  identifier,
  kindOf,
  type Node,
  required,
} from '../syntax/syntax.ts';
import { quoteIdentifier } from '../syntax/tokens.ts';
import { type BoundQuery, bound } from '../types/bound.ts';
import { castSql } from '../types/casts.ts';
import { commonType } from '../types/common-type.ts';
import { limitClause } from './select.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  union: 'UNION',
  intersect: 'INTERSECT',
  except: 'EXCEPT',
};

export function isSetOperation(kind: string): boolean {
  return kind in OPERATORS;
}

/** UNION [ALL] [BY NAME], INTERSECT, EXCEPT and MINUS; columns of both sides meet at a common type. */
export function bindSetOperation(
  binder: Binder,
  kind: string,
  fields: Fields,
  parent: Scope | undefined,
  named: ReadonlyMap<string, NamedQuery>,
): BoundQuery {
  const sides = rotated(kind, fields);
  const left = binder.query(sides.left, parent, named);
  const right = binder.query(sides.right, parent, named);
  const aligned = fields.by_name === true ? byName(left, right) : byPosition(left, right);
  const operator = `${OPERATORS[sides.kind]}${sides.all ? ' ALL' : ''}`;
  const sql = `${aligned.left} ${operator} ${aligned.right}`;
  return { sql: sql + tail(binder, fields, aligned.columns, parent), columns: aligned.columns };
}

/** INTERSECT binds tighter than UNION and EXCEPT, but the parser reads all three from left to right. */
function rotated(kind: string, fields: Fields): { kind: string; all: boolean; left: Node; right: Node } {
  const left = required(fields, 'left');
  const right = required(fields, 'right');
  const outer = kindOf(left);
  if (kind !== 'intersect' || (outer !== 'union' && outer !== 'except')) {
    return { kind, all: fields.all === true, left, right };
  }
  const inner = fieldsOf(left);
  return {
    kind: outer,
    all: inner.all === true,
    left: required(inner, 'left'),
    right: {
      intersect: {
        ...fields,
        left: required(inner, 'right'),
        right,
        order_by: null,
        limit: null,
        offset: null,
      },
    },
  };
}

interface Aligned {
  readonly left: string;
  readonly right: string;
  readonly columns: BoundQuery['columns'];
}

function byPosition(left: BoundQuery, right: BoundQuery): Aligned {
  if (left.columns.length !== right.columns.length) {
    throw sqlError(
      '001789',
      '42601',
      `invalid number of result columns for set operator input branches, expected ${left.columns.length}, got ${right.columns.length} in branch {1}`,
    );
  }
  const columns = left.columns.map((column, index) => {
    const other = right.columns[index] ?? column;
    return {
      name: column.name,
      type: commonType([column.type, other.type]),
      nullable: column.nullable || other.nullable,
    };
  });
  const places = columns.map((_column, index) => index);
  return { left: projected(left, columns, places), right: projected(right, columns, places), columns };
}

/** Columns that only one side has are NULL on the other. */
function byName(left: BoundQuery, right: BoundQuery): Aligned {
  const names = [...new Set([...left.columns, ...right.columns].map((column) => column.name))];
  const place = (query: BoundQuery, name: string) =>
    query.columns.findIndex((column) => column.name === name);
  const columns = names.map((name) => {
    const found = [left, right].flatMap((query) => query.columns[place(query, name)] ?? []);
    return {
      name,
      type: commonType(found.map((column) => column.type)),
      nullable: found.length < 2 || found.some((column) => column.nullable),
    };
  });
  const places = (query: BoundQuery) => names.map((name) => place(query, name));
  return {
    left: projected(left, columns, places(left)),
    right: projected(right, columns, places(right)),
    columns,
  };
}

function projected(query: BoundQuery, columns: BoundQuery['columns'], places: readonly number[]): string {
  const names = query.columns.map((_column, index) => `c${index}`);
  const list = columns.map((column, index) => {
    const from = query.columns[places[index] ?? -1];
    const value = from === undefined ? 'NULL' : castSql(bound(`q.c${places[index]}`, from.type), column.type);
    return `${value} AS ${quoteIdentifier(column.name)}`;
  });
  return `SELECT ${list.join(', ')} FROM (${query.sql}) AS q(${names.join(', ')})`;
}

/** ORDER BY of a set operation may only use its output columns or their positions. */
function tail(
  binder: Binder,
  fields: Fields,
  columns: BoundQuery['columns'],
  parent: Scope | undefined,
): string {
  const items = children(child(fields, 'order_by') ?? {}, 'expressions').map((item) => {
    const node = required(item, 'this');
    const literal = fieldsIf(node, 'literal');
    if (literal !== undefined) return ordered(String(literal.value), item);
    const column = fieldsIf(node, 'column');
    const name = column === undefined ? undefined : identifier(column.name);
    const place = columns.findIndex((candidate) => candidate.name === name);
    if (column === undefined || name === undefined)
      throw unsupported('ORDER BY an expression over a set operation');
    if (place < 0) throw invalidIdentifier(name, binder.parsed.sql, binder.parsed.offset(column));
    return ordered(String(place + 1), item);
  });
  const order = items.length === 0 ? '' : ` ORDER BY ${items.join(', ')}`;
  return order + limitClause(binder, fields, emptyScope(parent));
}

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
import { type Bound, type BoundQuery, bound } from '../types/bound.ts';
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
  refuseUnknown(kind, fields);
  const { sql, columns } = isUnionAll(kind, fields)
    ? bindUnionAll(binder, fields, parent, named)
    : bindSides(binder, kind, fields, parent, named);
  return { sql: sql + tailOf(binder, fields, columns, parent), columns };
}

/** What other dialects have, and FETCH: it limits the whole, but the parser takes it for the last SELECT's. */
function refuseUnknown(kind: string, fields: Fields): void {
  const unknown =
    kind === 'union' ? ['corresponding', 'strict'] : ['all', 'by_name', 'corresponding', 'strict'];
  const word = unknown.find((name) => fields[name] === true);
  if (word !== undefined) {
    throw unsupported(`${kind.toUpperCase()} ${word.toUpperCase().replace('_', ' ')}`);
  }
  const last = fieldsIf(required(fields, 'right'), 'select');
  if (child(last ?? {}, 'fetch') !== undefined) throw unsupported('FETCH behind a set operation');
}

function isUnionAll(kind: string, fields: Fields): boolean {
  return kind === 'union' && fields.all === true && fields.by_name !== true;
}

/**
 * A chain of UNION ALL as one list. The parser reads it as pairs within pairs, and DuckDB's time for queries that stand
 * in each other grows with the square of their depth: a union of 160 queries took five seconds to be kept as a view.
 */
function bindUnionAll(
  binder: Binder,
  fields: Fields,
  parent: Scope | undefined,
  named: ReadonlyMap<string, NamedQuery>,
): BoundQuery {
  const [first, ...others] = branchesOf(fields).map((node) => binder.query(node, parent, named));
  if (first === undefined) throw unsupported('a UNION of nothing');
  // Types meet from left to right, so each query is cast to those that it meets, one after another.
  const met = [first.columns];
  for (const other of others) met.push(commonColumns(met.at(-1) ?? [], other.columns));
  const branches = [first, ...others].map((query, index) =>
    projected(
      query,
      met.slice(Math.max(index, 1)),
      query.columns.map((_column, place) => place),
    ),
  );
  return { sql: branches.join(' UNION ALL '), columns: met.at(-1) ?? [] };
}

/** The queries of a chain of UNION ALL, from left to right. */
function branchesOf(fields: Fields): readonly Node[] {
  const branches: Node[] = [];
  let chain = fields;
  for (;;) {
    branches.push(required(chain, 'right'));
    const left = required(chain, 'left');
    const inner = fieldsOf(left);
    const isBare = !['with', 'order_by', 'limit', 'offset'].some((clause) => inner[clause] != null);
    if (!isUnionAll(kindOf(left), inner) || !isBare) return [...branches, left].reverse();
    chain = inner;
  }
}

function bindSides(
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
  return { sql: `${aligned.left} ${operator} ${aligned.right}`, columns: aligned.columns };
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
  const columns = commonColumns(left.columns, right.columns);
  const places = columns.map((_column, index) => index);
  return { left: projected(left, [columns], places), right: projected(right, [columns], places), columns };
}

type Columns = BoundQuery['columns'];

/** Columns of two queries that meet by position, named as the left one names them. */
function commonColumns(left: Columns, right: Columns): Columns {
  if (left.length !== right.length) {
    throw sqlError(
      '001789',
      '42601',
      `invalid number of result columns for set operator input branches, expected ${left.length}, got ${right.length} in branch {1}`,
    );
  }
  return left.map((column, index) => {
    const other = right[index] ?? column;
    return {
      name: column.name,
      type: commonType([column.type, other.type]),
      nullable: column.nullable || other.nullable,
    };
  });
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
    left: projected(left, [columns], places(left)),
    right: projected(right, [columns], places(right)),
    columns,
  };
}

/** The query with its columns at these places, cast to the types that they meet one after another. */
function projected(query: BoundQuery, met: readonly Columns[], places: readonly number[]): string {
  const columns = met.at(-1) ?? [];
  const names = query.columns.map((_column, index) => `c${index}`);
  const list = columns.map((column, index) => {
    const from = query.columns[places[index] ?? -1];
    const value =
      from === undefined ? 'NULL' : castThrough(bound(`q.c${places[index]}`, from.type), met, index);
    return `${value} AS ${quoteIdentifier(column.name)}`;
  });
  return `SELECT ${list.join(', ')} FROM (${query.sql}) AS q(${names.join(', ')})`;
}

function castThrough(value: Bound, met: readonly Columns[], place: number): string {
  const types = met.flatMap((columns) => columns[place]?.type ?? []);
  return types.reduce((from, type) => bound(castSql(from, type), type), value).sql;
}

/** ORDER BY, LIMIT and OFFSET behind a whole query: it may only be ordered by its output columns or their positions. */
export function tailOf(
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

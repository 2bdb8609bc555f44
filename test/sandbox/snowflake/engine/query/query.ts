import { sqlError, unsupported } from '../errors.ts';
import type { Binder, NamedQuery } from '../expression/binder.ts';
import type { Scope } from '../expression/scope.ts';
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
import { bindSelect } from './select.ts';
import { bindSetOperation, isSetOperation, tailOf } from './set-operation.ts';
import { bindValues, renamed } from './values.ts';

type Named = ReadonlyMap<string, NamedQuery>;

/** Translates a query: SELECT, a set operation, VALUES or any of them in brackets, with its WITH clause. */
export function bindQuery(binder: Binder, node: Node, parent: Scope | undefined, named: Named): BoundQuery {
  const kind = kindOf(node);
  const fields = fieldsOf(node);
  const clause = child(fields, 'with');
  const { prefix, inside } =
    clause === undefined ? { prefix: '', inside: named } : bindWith(binder, clause, parent, named);
  const query = withNames(binder, inside, () => bindBody(binder, kind, fields, parent, inside));
  return prefix === '' ? query : { ...query, sql: `${prefix} ${query.sql}` };
}

function bindBody(
  binder: Binder,
  kind: string,
  fields: Fields,
  parent: Scope | undefined,
  named: Named,
): BoundQuery {
  if (kind === 'select') return bindSelect(binder, fields, parent, named);
  if (kind === 'subquery') return bindBracketed(binder, fields, parent, named);
  if (kind === 'values') return bindValues(binder, fields, parent);
  if (isSetOperation(kind)) return bindSetOperation(binder, kind, fields, parent, named);
  throw unsupported(`query ${kind.toUpperCase()}`);
}

/** A query in brackets, with what stands behind them. */
function bindBracketed(binder: Binder, fields: Fields, parent: Scope | undefined, named: Named): BoundQuery {
  const query = bindQuery(binder, required(fields, 'this'), parent, named);
  const tail = tailOf(binder, fields, query.columns, parent);
  return tail === '' ? query : { ...query, sql: `SELECT * FROM (${query.sql}) AS q${tail}` };
}

/** Expressions see the CTEs of the query they stand in. */
function withNames<T>(binder: Binder, named: Named, work: () => T): T {
  const before = binder.named;
  binder.named = named;
  try {
    return work();
  } finally {
    binder.named = before;
  }
}

function bindWith(binder: Binder, clause: Fields, parent: Scope | undefined, outer: Named) {
  const inside = new Map(outer);
  const definitions: string[] = [];
  for (const cte of children(clause, 'ctes')) {
    const name = identifier(cte.alias) ?? '';
    const names = children(cte, 'columns').map((column) => identifier(column) ?? '');
    const body = required(cte, 'this');
    const query =
      clause.recursive === true && fieldsIf(body, 'union') !== undefined
        ? bindRecursive(binder, name, names, fieldsOf(body), parent, inside)
        : bindQuery(binder, body, parent, inside);
    const columns = renamed(query.columns, names, name);
    inside.set(name, { alias: name, columns });
    const list = columns.map((column) => quoteIdentifier(column.name)).join(', ');
    definitions.push(`${quoteIdentifier(name)}(${list}) AS (${query.sql})`);
  }
  const recursive = clause.recursive === true ? 'RECURSIVE ' : '';
  return { prefix: `WITH ${recursive}${definitions.join(', ')}`, inside };
}

/** The anchor gives the recursive part its columns, and both come out with the anchor's types. */
function bindRecursive(
  binder: Binder,
  name: string,
  names: readonly string[],
  union: Fields,
  parent: Scope | undefined,
  outer: ReadonlyMap<string, NamedQuery>,
): BoundQuery {
  const anchor = bindQuery(binder, required(union, 'left'), parent, outer);
  const wide = anchor.columns.map((column) => ({ ...column, type: widest(column.type), nullable: true }));
  const columns = renamed(wide, names, name);
  const inside = new Map(outer).set(name, { alias: name, columns });
  const step = bindQuery(binder, required(union, 'right'), parent, inside);
  const operator = union.all === true ? 'UNION ALL' : 'UNION';
  return { sql: `${as(anchor, columns)} ${operator} ${as(step, columns)}`, columns };
}

function as(query: BoundQuery, columns: BoundQuery['columns']): string {
  const inner = query.columns.map((_column, index) => `c${index}`);
  const list = columns.map((column, index) => {
    const from = query.columns[index];
    if (from === undefined)
      throw sqlError('001789', '42601', 'invalid number of result columns for set operator input branches');
    return castSql(bound(`q.c${index}`, from.type), column.type);
  });
  return `SELECT ${list.join(', ')} FROM (${query.sql}) AS q(${inner.join(', ')})`;
}

function widest(type: BoundQuery['columns'][number]['type']) {
  if (type.kind === 'fixed') return { ...type, precision: 38 };
  return type.kind === 'text' ? { ...type, length: 16_777_216 } : type;
}

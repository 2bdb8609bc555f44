import { Dialect, generate } from '@polyglot-sql/sdk';
import { invalidIdentifier, sqlError, unsupported } from '../errors.ts';
import type { Binder, NamedQuery } from '../expression/binder.ts';
import { NULL_LITERAL } from '../expression/literals.ts';
import { condition } from '../expression/operators.ts';
import { ordered } from '../expression/ordering.ts';
import { lookUp, relationsNamed, type Scope, type ScopeColumn } from '../expression/scope.ts';
import {
  child,
  children,
  type Fields,
  fieldsIf,
  identifier,
  type Node,
  required,
  textField,
} from '../syntax/syntax.ts';
import { quoteIdentifier } from '../syntax/tokens.ts';
import type { Bound, BoundColumn, BoundQuery } from '../types/bound.ts';
import { bindWhere, correlationOf } from './correlation.ts';
import { bindFrom } from './sources.ts';

interface Item {
  readonly name: string;
  readonly value: Bound;
}

/** Translates one SELECT. */
export function bindSelect(
  binder: Binder,
  fields: Fields,
  parent: Scope | undefined,
  named: ReadonlyMap<string, NamedQuery>,
): BoundQuery {
  refuseUnknownClauses(fields);
  const from = bindFrom(binder, fields, parent, named);
  const items: Item[] = [];
  const aliases = new Map<string, Bound>();
  const outerUses = { count: 0 };
  const scope: Scope = { ...from.scope, aliases, outerUses };
  const aggregatesBefore = binder.aggregates;
  for (const [index, node] of children(fields, 'expressions').entries()) {
    const text = binder.parsed.itemText(fields, index);
    items.push(...bindItem(binder, node, text, scope, aliases));
  }
  const where = bindWhere(binder, child(fields, 'where_clause'), scope);
  const clause = (name: string, keyword: string) =>
    conditionClause(binder, child(fields, name), keyword, scope);
  const distinct = fields.distinct === true ? 'DISTINCT ' : '';
  const list = items.map((item) => `${item.value.sql} AS ${quoteIdentifier(item.name)}`).join(', ');
  const sql = [
    `SELECT ${distinct}${list}`,
    from.sql === '' ? '' : `FROM ${from.sql}`,
    where.sql,
    groupClause(binder, child(fields, 'group_by'), scope, items),
    clause('having', 'HAVING'),
    clause('qualify', 'QUALIFY'),
    orderClause(binder, child(fields, 'order_by'), scope, items),
  ];
  const limit = limitClause(binder, fields, scope);
  const isAggregate = binder.aggregates > aggregatesBefore;
  const correlation = correlationOf(outerUses.count, where.inEqualities, isAggregate);
  return {
    sql: sql.filter((part) => part !== '').join(' ') + limit,
    ...(correlation && { correlation }),
    columns: items.map(
      ({ name, value }): BoundColumn => ({ name, type: value.type, nullable: value.nullable }),
    ),
  };
}

const UNKNOWN_CLAUSES = [
  'connect',
  'into',
  'sample',
  'lateral_views',
  'distinct_on',
  'windows',
  'cluster_by',
  'distribute_by',
  'sort_by',
  'locks',
];

function refuseUnknownClauses(fields: Fields): void {
  for (const name of UNKNOWN_CLAUSES) {
    const value = fields[name];
    const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
    if (!empty) throw unsupported(`${name.toUpperCase()} clause`);
  }
}

function bindItem(
  binder: Binder,
  node: Node,
  text: string | undefined,
  scope: Scope,
  aliases: Map<string, Bound>,
): readonly Item[] {
  const star = fieldsIf(node, 'star');
  if (star !== undefined) return expandStar(binder, star, scope);
  const alias = fieldsIf(node, 'alias');
  if (alias === undefined) return [{ name: nameOf(node, text), value: binder.expression(node, scope) }];
  const name = identifier(alias.alias) ?? '';
  const value = binder.expression(required(alias, 'this'), scope);
  if (!aliases.has(name)) aliases.set(name, value);
  return [{ name, value }];
}

/** The name Snowflake gives an expression without an alias: a column's own, else its text in upper case. */
function nameOf(node: Node, written: string | undefined): string {
  const column = fieldsIf(node, 'column');
  if (column !== undefined) return identifier(column.name) ?? '';
  const dot = fieldsIf(node, 'dot');
  if (dot !== undefined) return identifier(dot.field) ?? '';
  if (written !== undefined) return written;
  const text = generate([node], Dialect.Snowflake).sql?.[0] ?? '?COLUMN?';
  return text.replace(/'(?:[^']|'')*'|[^']+/g, (part) => (part.startsWith("'") ? part : part.toUpperCase()));
}

function expandStar(binder: Binder, star: Fields, scope: Scope): readonly Item[] {
  const qualifier = (textField(star.table === null ? {} : (star.table as Fields), 'name') ?? '').split('.');
  const path = star.table === null ? [] : starQualifier(star, qualifier);
  const sides = relationsNamed(scope, path);
  if (sides.length === 0) {
    if (path.length > 0) throw invalidIdentifier(path.join('.'), binder.parsed.sql, undefined);
    throw sqlError('002060', '42601', 'SELECT with no columns');
  }
  const merged = path.length === 0 ? scope.merged : [];
  const own = sides.flatMap((side) =>
    side.columns.filter((column) => !merged.some((one) => one.name === column.name)),
  );
  return without(binder, star, [...merged, ...own]);
}

function starQualifier(star: Fields, parts: readonly string[]): readonly string[] {
  return parts.length === 1 ? [identifier(star.table) ?? ''] : parts.map((part) => part.toUpperCase());
}

function without(binder: Binder, star: Fields, columns: readonly ScopeColumn[]): readonly Item[] {
  const excluded = new Set(children(star, 'except').map((name) => identifier(name)));
  const renames = new Map<string | undefined, string | undefined>(
    (Array.isArray(star.rename) ? star.rename : []).map(([from, to]: [unknown, unknown]) => [
      identifier(from),
      identifier(to),
    ]),
  );
  if (children(star, 'replace').length > 0) throw unsupported('SELECT * REPLACE');
  for (const name of [...excluded, ...renames.keys()]) {
    if (!columns.some((column) => column.name === name)) {
      throw invalidIdentifier(name ?? '', binder.parsed.sql, undefined);
    }
  }
  return columns
    .filter((column) => !excluded.has(column.name))
    .map((column) => ({ name: renames.get(column.name) ?? column.name, value: column }));
}

function conditionClause(binder: Binder, clause: Fields | undefined, keyword: string, scope: Scope): string {
  if (clause === undefined) return '';
  return `${keyword} ${condition(binder.expression(required(clause, 'this'), scope))}`;
}

function groupClause(
  binder: Binder,
  clause: Fields | undefined,
  scope: Scope,
  items: readonly Item[],
): string {
  if (clause === undefined) return '';
  if (clause.all === true) return 'GROUP BY ALL';
  const groups = children(clause, 'expressions').map((node) => {
    const call = fieldsIf(node, 'function');
    const name = (call === undefined ? '' : (textField(call, 'name') ?? '')).toUpperCase();
    if (name === 'ROLLUP' || name === 'CUBE' || name === 'GROUPING SETS') {
      return `${name} (${children(call ?? {}, 'args')
        .map((arg) => groupItem(binder, arg, scope, items))
        .join(', ')})`;
    }
    return groupItem(binder, node, scope, items);
  });
  return `GROUP BY ${groups.join(', ')}`;
}

function groupItem(binder: Binder, node: Node, scope: Scope, items: readonly Item[]): string {
  const literal = fieldsIf(node, 'literal');
  if (literal?.literal_type === 'number') return position(String(literal.value), items);
  const tuple = fieldsIf(node, 'tuple');
  if (tuple !== undefined) {
    return `(${children(tuple, 'expressions')
      .map((item) => groupItem(binder, item, scope, items))
      .join(', ')})`;
  }
  const column = fieldsIf(node, 'column');
  const name = column === undefined || column.table !== null ? undefined : identifier(column.name);
  const isAlias = name !== undefined && lookUp({ ...scope, aliases: new Map() }, [], name) === undefined;
  const place = isAlias ? items.findIndex((item) => item.name === name) : -1;
  return place >= 0 ? String(place + 1) : binder.expression(node, scope).sql;
}

function orderClause(
  binder: Binder,
  clause: Fields | undefined,
  scope: Scope,
  items: readonly Item[],
): string {
  if (clause === undefined) return '';
  if (clause.all === true) return 'ORDER BY ALL';
  const inner: Scope = { ...scope, aliasesFirst: true };
  const order = children(clause, 'expressions').map((item) => {
    const node = required(item, 'this');
    const literal = fieldsIf(node, 'literal');
    if (literal?.literal_type === 'number') return ordered(position(String(literal.value), items), item);
    const column = fieldsIf(node, 'column');
    const name = column === undefined || column.table !== null ? undefined : identifier(column.name);
    const place = name === undefined ? -1 : items.findIndex((candidate) => candidate.name === name);
    return ordered(place >= 0 ? String(place + 1) : binder.expression(node, inner).sql, item);
  });
  return `ORDER BY ${order.join(', ')}`;
}

function position(text: string, items: readonly Item[]): string {
  const place = Number(text);
  if (Number.isInteger(place) && place >= 1 && place <= items.length) return text;
  throw sqlError('000977', '42601', `position ${text} is not in the select list`);
}

/** LIMIT, OFFSET, FETCH and TOP. */
export function limitClause(binder: Binder, fields: Fields, scope: Scope): string {
  const value = (clause: string, field: string) => {
    // Behind a set operation the parser has the number itself, elsewhere a clause with it.
    const given = child(fields, clause);
    const node = given !== undefined && !(field in given) ? given : child(given ?? {}, field);
    return node === undefined ? NULL_LITERAL : binder.expression(node, scope);
  };
  const limit = [value('limit', 'this'), value('fetch', 'count'), value('top', 'this')].find(
    (one) => one !== NULL_LITERAL,
  );
  const offset = value('offset', 'this');
  const count = (one: Bound) => (one.literal === undefined ? `CAST(${one.sql} AS BIGINT)` : one.sql);
  return (
    (limit === undefined ? '' : ` LIMIT ${count(limit)}`) +
    (offset === NULL_LITERAL ? '' : ` OFFSET ${count(offset)}`)
  );
}

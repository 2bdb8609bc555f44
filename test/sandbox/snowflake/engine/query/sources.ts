import { sqlError, unsupported, unsupportedSubquery } from '../errors.ts';
import type { Binder, NamedQuery, TableShape } from '../expression/binder.ts';
import { type Relation, relation, type Scope } from '../expression/scope.ts';
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
  sourceName,
  textField,
} from '../syntax/syntax.ts';
import { quoteIdentifier } from '../syntax/tokens.ts';
import type { BoundColumn } from '../types/bound.ts';
import { bindFlatten, FLATTEN_COLUMNS } from './flatten.ts';
import { type Joined, joinSide } from './joins.ts';
import { bindValues, renamed } from './values.ts';

type Named = ReadonlyMap<string, NamedQuery>;

/** One thing in FROM: its DuckDB SQL with its alias, and the names it brings. */
export interface Source {
  readonly sql: string;
  readonly relations: readonly Relation[];
  readonly merged: Joined['merged'];
  /** FLATTEN with OUTER => TRUE: rows without elements stay. */
  readonly outer: boolean;
}

/** Translates FROM and its joins; `sql` is '' for a SELECT without FROM. */
export function bindFrom(
  binder: Binder,
  select: Fields,
  parent: Scope | undefined,
  named: Named,
): { readonly sql: string; readonly scope: Scope } {
  const first = children(child(select, 'from') ?? {}, 'expressions').map((node) => ({
    this: node,
    kind: 'Implicit',
  }));
  const all = bindJoins(binder, [...first, ...children(select, 'joins')], undefined, parent, named);
  const aliases = new Map();
  if (all === undefined) return { sql: '', scope: { relations: [], merged: [], aliases, parent } };
  return { sql: all.sql, scope: { relations: all.relations, merged: all.merged, aliases, parent } };
}

function bindJoins(
  binder: Binder,
  joins: readonly Fields[],
  first: Joined | undefined,
  parent: Scope | undefined,
  named: Named,
): Joined | undefined {
  let left = first;
  for (const join of joins) {
    const before: Scope = {
      relations: left?.relations ?? [],
      merged: left?.merged ?? [],
      aliases: new Map(),
      parent,
    };
    const source = bindSource(binder, required(join, 'this'), before, named);
    left = left === undefined ? alone(source) : joinSide(binder, left, source, join, parent);
  }
  return left;
}

function alone(source: Source): Joined {
  const sql = source.outer ? `(SELECT 1) AS one LEFT JOIN LATERAL ${source.sql} ON true` : source.sql;
  return { sql, relations: source.relations, merged: source.merged };
}

/** `before` is what stands further left, for LATERAL and table functions to see. */
function bindSource(binder: Binder, node: Node, before: Scope, named: Named): Source {
  const fields = fieldsOf(node);
  switch (kindOf(node)) {
    case 'table':
      return bindTable(binder, fields, named);
    case 'subquery': {
      const parent = fields.lateral === true ? before : before.parent;
      const query = binder.query(node, parent, named);
      if (query.correlation?.by === 'other' && query.correlation.isAggregate) throw unsupportedSubquery();
      const lateral = fields.lateral === true ? 'LATERAL ' : '';
      return derived(binder, `${lateral}(${query.sql})`, query.columns, fields);
    }
    case 'values': {
      const query = bindValues(binder, fields, before.parent);
      return derived(binder, `(${query.sql})`, query.columns, fields);
    }
    case 'joined_table': {
      const nested = [{ this: required(fields, 'left'), kind: 'Implicit' }, ...children(fields, 'joins')];
      const joined = bindJoins(binder, nested, undefined, before.parent, named);
      if (joined === undefined) throw unsupported('an empty bracket in FROM');
      return { ...joined, sql: `(${joined.sql})`, outer: false };
    }
    case 'alias': {
      const inner = required(fields, 'this');
      const lateral = fieldsIf(inner, 'lateral');
      const call = lateral === undefined ? inner : required(lateral, 'this');
      return bindTableFunction(binder, call, before, fields);
    }
    case 'lateral':
      return bindTableFunction(binder, required(fields, 'this'), before, fields);
    case 'function':
      return bindTableFunction(binder, node, before, {});
    default:
      throw unsupported(`${kindOf(node).toUpperCase().replaceAll('_', ' ')} in FROM`);
  }
}

function bindTable(binder: Binder, fields: Fields, named: Named): Source {
  for (const clause of ['when', 'table_sample', 'changes', 'partitions']) {
    if (fields[clause] !== null && fields[clause] !== undefined)
      throw unsupported(`${clause.toUpperCase()} on a table`);
  }
  const parts = [fields.catalog, fields.schema, fields.name].flatMap((part) => sourceName(part) ?? []);
  const [only = ''] = parts;
  const cte = parts.length === 1 ? named.get(only) : undefined;
  if (cte !== undefined) return derived(binder, quoteIdentifier(cte.alias), cte.columns, fields, only);
  return tableSource(binder, binder.table(parts), fields);
}

/** A table under its alias, or under its own name with or without schema and database. */
export function tableSource(binder: Binder, table: TableShape, fields: Fields): Source {
  binder.readsData = true;
  if (table.isNamed === true) binder.reads.set(table.source, table.name);
  const { database, schema, name } = table.name;
  const alias = sourceName(fields.alias);
  const columns = renamed(table.columns, aliasNames(fields), alias ?? name);
  const path = alias === undefined ? [database, schema, name] : [alias];
  const list = columns === table.columns ? '' : columnList(columns);
  const sql = `${table.source} AS ${quoteIdentifier(alias ?? name)}${list}`;
  return { sql, relations: [relation(alias ?? name, columns, path)], merged: [], outer: false };
}

function derived(
  binder: Binder,
  sql: string,
  columns: readonly BoundColumn[],
  fields: Fields,
  fallback?: string,
): Source {
  const alias = sourceName(fields.alias) ?? fallback;
  const known = alias ?? binder.freshAlias();
  const shown = renamed(columns, aliasNames(fields), known);
  return {
    sql: `${sql} AS ${quoteIdentifier(known)}${columnList(shown)}`,
    relations: [relation(known, shown, alias === undefined ? [] : [alias])],
    merged: [],
    outer: false,
  };
}

function columnList(columns: readonly BoundColumn[]): string {
  return columns.length === 0 ? '' : `(${columns.map((column) => quoteIdentifier(column.name)).join(', ')})`;
}

function aliasNames(fields: Fields): readonly string[] {
  const list = fields.column_aliases;
  return Array.isArray(list) ? list.map((name) => identifier(name) ?? '') : [];
}

/** `TABLE(f(…))` and `LATERAL FLATTEN(…)`. */
function bindTableFunction(binder: Binder, node: Node, before: Scope, fields: Fields): Source {
  const call = fieldsIf(node, 'function');
  const name = (call === undefined ? '' : (textField(call, 'name') ?? '')).toUpperCase();
  const args = children(call ?? {}, 'args');
  const [first] = args;
  binder.readsData = true;
  if (name === 'TABLE' && first !== undefined) {
    const table = fieldsIf(first, 'column');
    if (table !== undefined) return bindTable(binder, { ...fields, name: table.name }, new Map());
    return bindTableFunction(binder, first, before, fields);
  }
  if (name === 'FLATTEN') {
    const { sql, outer } = bindFlatten(binder, args, before);
    const lateral = before.relations.length === 0 || outer ? '' : 'LATERAL ';
    return { ...derived(binder, `${lateral}(${sql})`, FLATTEN_COLUMNS, fields), outer };
  }
  if (name === 'GENERATOR') {
    const count = args
      .map((arg) => fieldsIf(arg, 'named_argument'))
      .find((arg) => identifier(arg?.name) === 'ROWCOUNT');
    if (count === undefined) throw unsupported('GENERATOR without ROWCOUNT');
    return derived(
      binder,
      `range(CAST(${binder.expression(required(count, 'value'), before).sql} AS BIGINT))`,
      [],
      fields,
    );
  }
  if (name === 'RESULT_SCAN') {
    const id = first === undefined ? undefined : binder.expression(first, before).literal;
    return tableSource(binder, binder.result(id), fields);
  }
  if (name === 'IDENTIFIER' && first !== undefined) {
    const text = binder.expression(first, before).literal;
    if (text !== undefined)
      return tableSource(binder, binder.table(text.split('.').map((part) => part.toUpperCase())), fields);
  }
  throw sqlError('002141', '42601', `Unknown user-defined table function ${name}`);
}

import { sqlError } from '../errors.ts';
import { quoteIdentifier } from '../syntax/tokens.ts';
import type { Bound } from '../types/bound.ts';
import type { SnowType } from '../types/types.ts';

/** A column as an expression may name it. */
export interface ScopeColumn {
  readonly name: string;
  readonly type: SnowType;
  readonly nullable: boolean;
  readonly sql: string;
}

/** What FROM brings in: a table, view, subquery or table function, under the names it answers to. */
export interface Relation {
  /** `[ALIAS]`, or `[TABLE]`, `[SCHEMA, TABLE]`, `[DATABASE, SCHEMA, TABLE]` in one, last part last. */
  readonly path: readonly string[];
  readonly columns: readonly ScopeColumn[];
}

/** The names an expression sees. Subqueries see their parent's after their own. */
export interface Scope {
  readonly relations: readonly Relation[];
  /** Columns that a USING or NATURAL join made one. */
  readonly merged: readonly ScopeColumn[];
  /** Aliases of the select list; a column of the same name goes first. */
  readonly aliases: ReadonlyMap<string, Bound>;
  /** Aliases go first in ORDER BY. */
  readonly aliasesFirst?: boolean;
  readonly parent: Scope | undefined;
  /** Counts what was found in a parent's names instead of these. */
  readonly outerUses?: { count: number };
}

export function emptyScope(parent?: Scope): Scope {
  return { relations: [], merged: [], aliases: new Map(), parent };
}

/** A relation that DuckDB knows under `alias`. */
export function relation(
  alias: string,
  columns: readonly { name: string; type: SnowType; nullable: boolean }[],
  path: readonly string[] = [alias],
): Relation {
  return {
    path,
    columns: columns.map(({ name, type, nullable }) => ({
      name,
      type,
      nullable,
      sql: `${quoteIdentifier(alias)}.${quoteIdentifier(name)}`,
    })),
  };
}

/** The same relation as the optional side of an outer join. */
export function optional(side: Relation): Relation {
  return { path: side.path, columns: side.columns.map((column) => ({ ...column, nullable: true })) };
}

/** What `[qualifier.]name` means, nearest scope first; undefined when nothing in scope has it. */
export function lookUp(scope: Scope, qualifier: readonly string[], name: string): Bound | undefined {
  const found = lookUpHere(scope, qualifier, name);
  if (found !== undefined || scope.parent === undefined) return found;
  const outer = lookUp(scope.parent, qualifier, name);
  if (outer !== undefined && scope.outerUses !== undefined) scope.outerUses.count += 1;
  return outer;
}

function lookUpHere(scope: Scope, qualifier: readonly string[], name: string): Bound | undefined {
  const alias = qualifier.length === 0 ? scope.aliases.get(name) : undefined;
  if (alias !== undefined && scope.aliasesFirst === true) return alias;
  const columns = columnsNamed(scope, qualifier, name);
  if (columns.length > 1) throw sqlError('001052', '42601', `ambiguous column name '${name}'`);
  return columns[0] ?? alias;
}

function columnsNamed(scope: Scope, qualifier: readonly string[], name: string): readonly ScopeColumn[] {
  if (qualifier.length === 0) {
    const merged = scope.merged.filter((column) => column.name === name);
    if (merged.length > 0) return merged.slice(-1);
  }
  return relationsNamed(scope, qualifier).flatMap((side) =>
    side.columns.filter((column) => column.name === name),
  );
}

/** The relations a qualifier names; all of them for an empty one. */
export function relationsNamed(scope: Scope, qualifier: readonly string[]): readonly Relation[] {
  if (qualifier.length === 0) return scope.relations;
  return scope.relations.filter((side) => {
    const tail = side.path.slice(-qualifier.length);
    return tail.length === qualifier.length && tail.every((part, index) => part === qualifier[index]);
  });
}

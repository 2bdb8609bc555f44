import type { Bind } from '../../contract.ts';
import type { ObjectName } from '../context.ts';
import type { Node, Parsed } from '../syntax/syntax.ts';
import type { Bound, BoundQuery } from '../types/bound.ts';
import type { SnowType } from '../types/types.ts';
import type { Scope } from './scope.ts';

/** A table, view or INFORMATION_SCHEMA view as the binder needs it. */
export interface TableShape {
  readonly name: ObjectName;
  /** The DuckDB expression that stands in FROM. */
  readonly source: string;
  readonly columns: readonly { readonly name: string; readonly type: SnowType; readonly nullable: boolean }[];
  /** Whether `source` is the name that the object has in queries that are kept. */
  readonly isNamed?: boolean;
}

/** A common table expression in force. */
export interface NamedQuery {
  readonly alias: string;
  readonly columns: BoundQuery['columns'];
}

/** What the session answers to CURRENT_…() functions: DuckDB SQL by function name. */
export type SessionFacts = Readonly<Record<string, Bound>>;

/** The state of translating one statement. */
export interface Binder {
  readonly parsed: Parsed;
  readonly binds: Readonly<Record<string, Bind>>;
  readonly facts: SessionFacts;
  /** Set once the statement reads a table or makes rows, so that the real Snowflake would need a warehouse. */
  readsData: boolean;
  /** Objects that a kept query reads, by the names that they have in it. */
  readonly reads: Map<string, ObjectName>;
  /** Aggregate functions bound so far, window functions aside. */
  aggregates: number;
  /** DuckDB parameters in the order they are numbered. */
  readonly parameters: string[];
  /** The DuckDB expression for parameter n: `$n`, or a column of a batch of rows. */
  parameter(n: number): string;
  table(parts: readonly string[]): TableShape;
  /** The saved result of an earlier query of the session. */
  result(queryId: string | undefined): TableShape;
  /** A DuckDB alias no user can have chosen. */
  freshAlias(): string;
  expression(node: Node, scope: Scope): Bound;
  query(node: Node, parent: Scope | undefined, named: ReadonlyMap<string, NamedQuery>): BoundQuery;
  /** CTEs in force where the expression being bound stands. */
  named: ReadonlyMap<string, NamedQuery>;
}

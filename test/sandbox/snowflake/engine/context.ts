import type { DuckDBConnection } from '@duckdb/node-api';
import type { StageRef, StageStore } from '../contract.ts';
import type { NamedQuery } from './expression/binder.ts';
import type { BoundQuery } from './types/bound.ts';

/** A schema-level object, fully qualified, each part as Snowflake stores it (unquoted names upper-cased). */
export interface ObjectName {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** What a statement handler may use. One per session; the DuckDB connection carries the open transaction. */
export interface EngineContext {
  readonly duck: DuckDBConnection;
  readonly store: StageStore;
  /** Completes a one-, two- or three-part name from the session; throws 090105 when no database or schema is set. */
  resolve(parts: readonly string[]): ObjectName;
  /** The quoted DuckDB name of a Snowflake table or view: `"DB.SCHEMA"."NAME"`. */
  duckName(name: ObjectName): string;
  /** The stage a location names (`@s/dir/`, `@db.schema."s"`, `@%table`, `@~`); refuses what is not there or not allowed. */
  stage(location: string, privilege: 'READ' | 'WRITE'): Promise<StageRef>;
  /**
   * Runs work that reads or writes in several steps: inside the open transaction when there is one, else in
   * one of its own that rolls back when the work throws.
   */
  atomically<T>(work: () => Promise<T>): Promise<T>;
  /** The present instant, as CURRENT_TIMESTAMP sees it. */
  now(): Date;
  /** Translates a Snowflake query; `named` are DuckDB relations it may select from, as if a WITH clause had made them. */
  translate(sql: string, named: ReadonlyMap<string, NamedQuery>): Promise<BoundQuery>;
}

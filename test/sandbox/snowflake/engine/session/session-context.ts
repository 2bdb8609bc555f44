import type { DuckDBResultReader, DuckDBValue } from '@duckdb/node-api';
import type { RowsResult, StatementRequest } from '../../contract.ts';
import type { Access } from '../access/access.ts';
import type { EngineContext, ObjectName } from '../context.ts';
import type { SessionFacts, TableShape } from '../expression/binder.ts';
import type { Parsed } from '../syntax/syntax.ts';
import type { SnowType } from '../types/types.ts';
import type { Profiler } from './profile.ts';
import type { Guard, Transaction } from './transaction.ts';

/** The session's place, changed by USE and by CREATE DATABASE, SCHEMA and WAREHOUSE. */
export interface Place {
  user: string;
  role: string;
  database: string | null;
  schema: string | null;
  warehouse: string | null;
}

/** Query of a view in DuckDB's SQL, and the tables and views that it reads, under the names that they have in it. */
export interface KeptQuery {
  readonly sql: string;
  readonly reads: readonly ObjectName[];
}

/** A table or view as the metadata tables have it. */
export interface StoredTable {
  readonly id: string;
  readonly name: ObjectName;
  readonly kind: 'TABLE' | 'VIEW';
  readonly persistence: 'PERMANENT' | 'TRANSIENT' | 'TEMPORARY';
  readonly comment: string;
  readonly columns: readonly StoredColumn[];
}

export interface StoredColumn {
  readonly name: string;
  readonly type: SnowType;
  readonly nullable: boolean;
  readonly defaultText: string | null;
  readonly comment: string | null;
}

/** What the handlers of statements work with: {@link EngineContext} and all the session keeps. */
export interface SessionContext extends EngineContext {
  readonly sessionId: string;
  readonly place: Place;
  readonly access: Access;
  readonly parameters: Map<string, string>;
  readonly transaction: Transaction;
  readonly profiler: Profiler | undefined;
  readonly results: Map<string, RowsResult>;
  /** What is to be done once the session ends. */
  readonly atEnd: Set<() => Promise<void>>;
  lastQueryId: string | undefined;
  /** The roles that DuckDB's variable CURRENT_ROLES has. */
  publishedRoles: ReadonlySet<string> | undefined;
  /** Runs DuckDB SQL of a statement, waiting for its locks, until `request.signal` says stop. */
  run(sql: string, request: StatementRequest, options?: RunOptions): Promise<DuckDBResultReader>;
  /**
   * Runs a change of the catalogue: commits what is open first, one change at a time in the whole account. `touched`:
   * full names of all that it touches, where it touches no role and nothing else.
   */
  change<T>(work: () => Promise<T>, touched?: readonly string[]): Promise<T>;
  find(name: ObjectName): Promise<StoredTable | undefined>;
  /** Query of a view, null of a table; undefined where there is neither. */
  findQuery(name: ObjectName): Promise<KeptQuery | null | undefined>;
  /** Id of a named stage. */
  findStage(name: ObjectName): Promise<string | undefined>;
  facts(purpose: 'statement' | 'view'): SessionFacts;
  /** Shapes of all tables a parsed statement names, looked up before it is bound. */
  shapes(parsed: Parsed, purpose: 'statement' | 'view'): Promise<(parts: readonly string[]) => TableShape>;
  shapeOfResult(queryId: string | undefined): TableShape;
  nextId(): Promise<string>;
}

export interface RunOptions {
  readonly values?: readonly (readonly DuckDBValue[])[];
  readonly locks?: readonly string[];
  readonly writes?: boolean;
  readonly guard?: Guard;
}

export type SessionHandler = (context: SessionContext, request: StatementRequest) => Promise<RowsResult>;

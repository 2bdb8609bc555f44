/**
 * What the two halves of the Snowflake sandbox promise each other: the wire (login, tokens, HTTP, stage
 * object store) on one side, the engine (Snowflake SQL over DuckDB) on the other.
 */

import type { Profile } from './engine/session/profile.ts';
import type { SandboxUser } from './login/users.ts';

/** Snowflake's wire names of column types. */
export type WireType =
  | 'fixed'
  | 'real'
  | 'text'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp_ntz'
  | 'timestamp_ltz'
  | 'timestamp_tz'
  | 'variant'
  | 'object'
  | 'array'
  | 'binary';

/** One entry of `data.rowtype`. */
export interface ColumnMeta {
  readonly name: string;
  readonly type: WireType;
  readonly nullable: boolean;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly length: number | null;
}

/** A cell as it travels in a JSON rowset, already encoded for its type. */
export type Cell = string | null;

/** A bind as the driver sends it: `{"1":{type:"TEXT",value:"x"}}`; an array value is a batch of rows. */
export interface Bind {
  readonly type: string;
  readonly value: string | null | readonly (string | null)[];
}

/** One statement as it reaches the engine. */
export interface StatementRequest {
  readonly sqlText: string;
  readonly queryId: string;
  readonly bindings?: Readonly<Record<string, Bind>>;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly describeOnly?: boolean;
  /** Aborted when the client cancels the statement or the session goes away. */
  readonly signal?: AbortSignal;
}

/** A statement that gives rows (every statement but PUT and GET; DDL gives one `status` row). */
export interface RowsResult {
  readonly kind: 'rows';
  readonly columns: readonly ColumnMeta[];
  readonly rows: readonly (readonly Cell[])[];
  /** 0x1000 SELECT, 0x3100 INSERT, 0x3200 UPDATE, 0x3300 DELETE, 0x3400 MERGE, … as Snowflake numbers them. */
  readonly statementTypeId: number;
  /** True when the real Snowflake would have needed a running warehouse. */
  readonly usesWarehouse: boolean;
  /** What it cost, where the engine measures that. */
  readonly profile?: Profile;
}

/** PUT or GET: the driver moves the bytes itself, the wire adds `stageInfo`. */
export interface TransferResult {
  readonly kind: 'transfer';
  readonly command: 'UPLOAD' | 'DOWNLOAD';
  /** UPLOAD: local path or glob from the statement. DOWNLOAD: stage-relative file paths. */
  readonly srcLocations: readonly string[];
  /** DOWNLOAD only: the local directory. */
  readonly localLocation?: string;
  readonly stage: StageRef;
  readonly parallel: number;
  readonly autoCompress: boolean;
  readonly overwrite: boolean;
  /** Lower case, as the wire has it: `auto_detect`, `gzip`, `none`, … */
  readonly sourceCompression: string;
}

export type StatementResult = RowsResult | TransferResult;

/** Where a stage location points: the internal id of the stage and a path below it ('' or ending in '/'). */
export interface StageRef {
  readonly stageId: string;
  readonly path: string;
}

/** What the session answers as `final…Name` and what unqualified names resolve against. */
export interface SessionState {
  readonly user: string;
  readonly role: string;
  readonly database: string | null;
  readonly schema: string | null;
  readonly warehouse: string | null;
}

/** One DuckDB connection: its transactions, its parameters, its current database, schema and role. */
export interface EngineSession {
  readonly state: SessionState;
  /** For how long its open transaction has been idle; undefined without one, and while a statement runs. */
  readonly transactionIdleSeconds: number | undefined;
  /** Runs one statement. Throws {@link StatementError} for everything Snowflake would refuse. */
  execute(request: StatementRequest): Promise<StatementResult>;
  /** Rolls back what is open and releases the connection. */
  close(): Promise<void>;
}

export interface SessionRequest {
  readonly user: string;
  readonly role?: string | undefined;
  readonly database?: string | undefined;
  readonly schema?: string | undefined;
  readonly warehouse?: string | undefined;
  /** SESSION_PARAMETERS of the login: TIMEZONE, QUERY_TAG, … */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

export interface Engine {
  openSession(request: SessionRequest): Promise<EngineSession>;
  /** Who can log in because a statement created them. */
  users(): Promise<readonly SandboxUser[]>;
  /**
   * Has what statements insert from now on lie in blocks of their own, so that their bounds tell it from older rows.
   * Snowflake does so for each statement: it writes whole micro-partitions, and adds to none.
   */
  closeBlocks(): Promise<void>;
  close(): Promise<void>;
}

/** A file in a stage. `name` is stage-relative; `etag` changes whenever the bytes do (md5, hex). */
export interface StagedFile {
  readonly name: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  /** Absolute path of the bytes on local disk, for DuckDB to read. */
  readonly localPath: string;
}

/** The bytes behind all stages: one directory per stage id. Owned by the wire, read by COPY, LIST, REMOVE. */
export interface StageStore {
  list(stageId: string, prefix: string): Promise<readonly StagedFile[]>;
  write(stageId: string, name: string, body: AsyncIterable<Uint8Array>): Promise<StagedFile>;
  remove(stageId: string, name: string): Promise<void>;
  removeStage(stageId: string): Promise<void>;
  /** Absolute directory of a stage, for LOCAL_FS answers; files put there by a driver must show in `list`. */
  directory(stageId: string): string;
}

/** What Snowflake says when it refuses a statement: `002003` / `42S02` / `SQL compilation error: …`. */
export class StatementError extends Error {
  readonly code: string;
  readonly sqlState: string;

  constructor(code: string, sqlState: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StatementError';
    this.code = code;
    this.sqlState = sqlState;
  }
}

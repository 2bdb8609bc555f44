import type { Profile } from './engine/session/profile.ts';

/** One executed statement, in order of execution. */
export interface LoggedStatement {
  readonly at: Date;
  readonly queryId: string;
  /** Surrounding white space removed. */
  readonly sqlText: string;
  /** First word, lower case: `select`, `copy`, `put`, … */
  readonly kind: string;
  readonly sessionId: number;
  readonly queryTag: string;
  /** Known once the statement has ended; stays false when it failed. */
  usesWarehouse: boolean;
  /** Where the engine measures it. */
  profile?: Profile;
  /** `002003: SQL compilation error: …`, when it failed. */
  error?: string;
}

/** Why a login was refused whose client was told an id only. */
export interface LoginFailure {
  readonly id: string;
  readonly reason: string;
}

/** Live counters of a sandbox. A statement sent again under the same requestId counts once. */
export interface Metrics {
  logins: number;
  failedLogins: number;
  /** What SYSTEM$GET_LOGIN_FAILURE_DETAILS would tell an administrator, oldest first. */
  loginFailures: LoginFailure[];
  renewals: number;
  heartbeats: number;
  requests: number;
  /** Times a requestId was seen again. */
  retries: number;
  statements: number;
  byKind: Record<string, number>;
  warehouseStatements: number;
  /** Files stored through the HTTP object store, and their bytes. */
  puts: number;
  uploadedBytes: number;
  log: LoggedStatement[];
}

export function newMetrics(): Metrics {
  return {
    logins: 0,
    failedLogins: 0,
    loginFailures: [],
    renewals: 0,
    heartbeats: 0,
    requests: 0,
    retries: 0,
    statements: 0,
    byKind: {},
    warehouseStatements: 0,
    puts: 0,
    uploadedBytes: 0,
    log: [],
  };
}

/** Counts a statement that is about to run. */
export function countStatement(metrics: Metrics, statement: LoggedStatement): void {
  metrics.statements += 1;
  metrics.byKind[statement.kind] = (metrics.byKind[statement.kind] ?? 0) + 1;
  metrics.log.push(statement);
}

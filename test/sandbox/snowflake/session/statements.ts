import { randomUUID } from 'node:crypto';
import { type Bind, StatementError, type TransferResult } from '../contract.ts';
import { countStatement, type LoggedStatement, type Metrics } from '../metrics.ts';
import type { PreparedAnswer } from './results.ts';
import { statementKind } from './scan.ts';
import type { WireSession } from './sessions.ts';

/** What a client asks for under one requestId. */
export interface Submission {
  readonly requestId: string;
  readonly sqlText: string;
  readonly bindings?: Readonly<Record<string, Bind>> | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly describeOnly: boolean;
  /** Runs in the statement's turn, before it; what it throws is the statement's error. */
  readonly before?: (signal: AbortSignal) => Promise<void>;
  /** The same for each statement of a multi-statement request. */
  readonly beforePart?: (sqlText: string, signal: AbortSignal) => Promise<void>;
}

/** How a statement ended. `forgotten`: its result has made room for younger ones. */
export type Outcome =
  | { readonly kind: 'rows'; readonly prepared: PreparedAnswer }
  | { readonly kind: 'transfer'; readonly result: TransferResult }
  | { readonly kind: 'failed'; readonly error: StatementError; readonly canceled: boolean }
  | { readonly kind: 'forgotten' };

/** A statement from the moment it is accepted. */
export interface Statement {
  readonly queryId: string;
  /** Opens the chunks of its result. */
  readonly resultKey: string;
  readonly sessionId: number;
  readonly sqlText: string;
  readonly startedAt: Date;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  endedAt?: Date;
  /** Absent while it waits or runs. */
  outcome?: Outcome;
}

/** Produces the outcome of an accepted statement; every error it throws becomes the statement's error. */
export type Runner = (session: WireSession, statement: Statement, submission: Submission) => Promise<Outcome>;

/** All statements of a sandbox: one at a time per session, each executed once, found again by query id. */
export class Statements {
  readonly #byQueryId = new Map<string, Statement>();
  readonly #finished: { statement: Statement; weight: number }[] = [];
  #finishedWeight = 0;
  readonly #clock: () => Date;
  readonly #metrics: Metrics;
  readonly #keepResultBytes: number;

  constructor(clock: () => Date, metrics: Metrics, keepResultBytes: number) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#keepResultBytes = keepResultBytes;
  }

  find(queryId: string): Statement | undefined {
    return this.#byQueryId.get(queryId);
  }

  /** Accepts a statement into the session's line, or gives the one that already came under its requestId. */
  submit(session: WireSession, submission: Submission, run: Runner): Statement {
    const known = session.byRequestId.get(submission.requestId);
    if (known !== undefined) {
      this.#metrics.retries += 1;
      return known;
    }
    const statement = this.#open(session, submission, new AbortController(), (self) => {
      const turn = session.tail.then(() => this.#execute(session, self, submission, run));
      session.tail = turn.then(() => session.lingering);
      return turn;
    });
    session.byRequestId.set(submission.requestId, statement);
    return statement;
  }

  /** Runs one statement of a multi-statement request, in the turn of its parent. */
  async runPart(
    session: WireSession,
    parent: Statement,
    submission: Submission,
    run: Runner,
  ): Promise<Statement> {
    const statement = this.#open(session, submission, parent.abort, (self) =>
      this.#execute(session, self, submission, run),
    );
    await statement.ended;
    return statement;
  }

  /** Logs the statement and counts it; the entry is completed when it ends. */
  log(session: WireSession, statement: Statement, submission: Submission): LoggedStatement {
    const entry: LoggedStatement = {
      at: this.#clock(),
      queryId: statement.queryId,
      sqlText: statement.sqlText.trim(),
      kind: statementKind(statement.sqlText),
      sessionId: session.id,
      queryTag: String(submission.parameters?.QUERY_TAG ?? session.parameters.get('QUERY_TAG') ?? ''),
      usesWarehouse: false,
    };
    countStatement(this.#metrics, entry);
    return entry;
  }

  noteWarehouse(entry: LoggedStatement): void {
    entry.usesWarehouse = true;
    this.#metrics.warehouseStatements += 1;
  }

  #open(
    session: WireSession,
    submission: Submission,
    abort: AbortController,
    start: (statement: Statement) => Promise<void>,
  ): Statement {
    const begun = Promise.withResolvers<void>();
    const statement: Statement = {
      queryId: newQueryId(),
      resultKey: randomUUID(),
      sessionId: session.id,
      sqlText: submission.sqlText,
      startedAt: this.#clock(),
      abort,
      ended: begun.promise,
    };
    this.#byQueryId.set(statement.queryId, statement);
    begun.resolve(start(statement));
    return statement;
  }

  async #execute(
    session: WireSession,
    statement: Statement,
    submission: Submission,
    run: Runner,
  ): Promise<void> {
    try {
      statement.abort.signal.throwIfAborted();
      await submission.before?.(statement.abort.signal);
      statement.outcome = await run(session, statement, submission);
    } catch (error) {
      const canceled = statement.abort.signal.aborted;
      const reason: unknown = canceled ? statement.abort.signal.reason : error;
      statement.outcome = { kind: 'failed', error: modelled(reason), canceled };
    }
    statement.endedAt = this.#clock();
    this.#keep(statement);
  }

  #keep(statement: Statement): void {
    const weight = weigh(statement.outcome);
    this.#finished.push({ statement, weight });
    this.#finishedWeight += weight;
    while (this.#finishedWeight > this.#keepResultBytes && this.#finished.length > 1) {
      const oldest = this.#finished.shift();
      if (oldest === undefined) return;
      this.#finishedWeight -= oldest.weight;
      oldest.statement.outcome = { kind: 'forgotten' };
      this.#byQueryId.delete(oldest.statement.queryId);
    }
  }
}

/** What an error is on the wire: what is not a refusal of Snowflake's is an internal error, never HTTP 500. */
export function modelled(error: unknown): StatementError {
  if (error instanceof StatementError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StatementError('000603', 'XX000', `SQL execution internal error: ${message}`, { cause: error });
}

/** Ends a statement wherever it is: in line, running, or not at all any more. */
export function cancel(statement: Statement): void {
  statement.abort.abort(new StatementError('000604', '57014', 'SQL execution canceled'));
}

/** Snowflake's query ids look like UUIDs without a version, and sort by time. */
function newQueryId(): string {
  return `01${randomUUID().slice(2)}`;
}

function weigh(outcome: Outcome | undefined): number {
  if (outcome?.kind !== 'rows') return 512;
  const { data, chunks } = outcome.prepared;
  const rows = Array.isArray(data.rowset) ? data.rowset : [];
  const sample = rows.length === 0 ? 0 : JSON.stringify(rows[0]).length;
  return 512 + rows.length * sample * 2 + chunks.reduce((sum, chunk) => sum + chunk.body.length, 0);
}

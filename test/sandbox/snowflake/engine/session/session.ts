import type {
  EngineSession,
  SessionRequest,
  SessionState,
  StatementRequest,
  StatementResult,
} from '../../contract.ts';
import { StatementError } from '../../contract.ts';
import type { Account } from '../account.ts';
import { dispatch } from '../dispatch.ts';
import { translateError } from '../duck/duck-errors.ts';
import type { SessionContext } from './session-context.ts';
import { openContext, publishPlace, statementTimeout } from './session-state.ts';

/** Results kept for RESULT_SCAN. */
const KEPT_RESULTS = 16;

/** One session over its own DuckDB connection. Statements run one after another in the order they came. */
export class Session implements EngineSession {
  readonly #context: SessionContext;
  #closed = false;

  private constructor(context: SessionContext) {
    this.#context = context;
  }

  static async open(account: Account, request: SessionRequest): Promise<Session> {
    const duck = await account.instance.connect();
    try {
      return new Session(await openContext(account, duck, request));
    } catch (error) {
      duck.closeSync();
      throw error;
    }
  }

  get state(): SessionState {
    return { ...this.#context.place };
  }

  execute(request: StatementRequest): Promise<StatementResult> {
    return this.#context.transaction.turns.run(() => this.#execute(request));
  }

  async #execute(request: StatementRequest): Promise<StatementResult> {
    const context = this.#context;
    context.transaction.wake();
    const before = JSON.stringify(context.place);
    const seconds = statementTimeout(context);
    const deadline = seconds > 0 && seconds < 86_400 ? AbortSignal.timeout(seconds * 1000) : undefined;
    const signals = [request.signal, deadline].filter((signal) => signal !== undefined);
    try {
      const result = await dispatch(context, { ...request, signal: AbortSignal.any(signals) });
      if (result.kind !== 'rows') return result;
      if (request.describeOnly !== true) this.#keep(request.queryId, result);
      return context.profiler ? { ...result, profile: context.profiler.take() } : result;
    } catch (error) {
      throw deadline?.aborted === true ? timedOut(seconds, error) : translateError(error);
    } finally {
      context.transaction.settle();
      if (request.describeOnly !== true) context.lastQueryId = request.queryId;
      if (JSON.stringify(context.place) !== before) await publishPlace(context);
    }
  }

  #keep(queryId: string, result: Extract<StatementResult, { kind: 'rows' }>): void {
    const { results } = this.#context;
    results.set(queryId, result);
    const [oldest] = results.keys();
    if (results.size > KEPT_RESULTS && oldest !== undefined) results.delete(oldest);
  }

  get transactionIdleSeconds(): number | undefined {
    return this.#context.transaction.idleSeconds;
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): Promise<void> {
    return this.#context.transaction.turns.run(async () => {
      if (this.#closed) return;
      this.#closed = true;
      await this.#context.transaction.rollback();
      for (const work of this.#context.atEnd) await this.#context.change(work);
      this.#context.duck.closeSync();
    });
  }
}

function timedOut(seconds: number, cause: unknown): StatementError {
  return new StatementError(
    '000630',
    '57014',
    `Statement reached its statement or warehouse timeout of ${seconds} second(s) and was canceled.`,
    { cause },
  );
}

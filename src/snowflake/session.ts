import type { Bind, Connection, ConnectionOptions, RowStatement } from 'snowflake-sdk';
import { transientError } from '../errors.ts';
import type { Secrets } from '../log/secrets.ts';
import type { Observer } from '../observer.ts';
import { startDeadline } from '../time/deadline.ts';
import { untilAborted } from '../time/until-aborted.ts';
import type { Driver } from './driver.ts';
import { untilAnswered } from './retry.ts';
import { type OtherDefault, otherDefaults, setParameters, unsetParameters } from './session-parameters.ts';
import { StandingLogin } from './standing-login.ts';
import { isLoginOver, statementError } from './statement-error.ts';

/** One result row, by column name. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** Options of a statement besides its text. */
export interface StatementOptions {
  readonly binds?: readonly Bind[];
  /** Shows in the query tag and in errors: the table or object the statement is about. */
  readonly about: string;
  readonly signal?: AbortSignal | undefined;
  /** Whether the driver goes on when it is cancelled, as with a transfer: it is over when the driver is done. */
  readonly outlastsCancel?: boolean;
}

/** Most milliseconds of a statement after its cancel. */
const OUTLASTING_MS = 5_000;

export interface SessionOptions {
  /** Asked at each login, for credentials may have changed since the last one. */
  readonly connection: () => ConnectionOptions;
  /** Seconds a statement may take before it is cancelled. */
  readonly statementTimeoutSeconds: number;
  /** Seconds a login may take; two minutes unless said. */
  readonly loginSeconds?: number | undefined;
  /** Goes into every query tag: application, connection, run. */
  readonly tag: Readonly<Record<string, string>>;
  /** Secrets that must not reach Snowflake; none unless given. */
  readonly secrets?: Pick<Secrets, 'redactMessage' | 'redactRecord'> | undefined;
  /** Told of every statement. */
  readonly observer?: Pick<Observer, 'statement'> | undefined;
}

/**
 * One login, renewed where Snowflake ends it: then the statement under way fails as unanswered, and the next one logs in
 * again. Statements run one after another, in the order they are asked for.
 */
export class SnowflakeSession {
  readonly #login: StandingLogin;
  readonly #options: SessionOptions;
  readonly #signal: AbortSignal | undefined;

  private constructor(login: StandingLogin, options: SessionOptions, signal?: AbortSignal) {
    this.#login = login;
    this.#options = options;
    this.#signal = signal;
  }

  /** Logs in. Throws a config error where Snowflake refuses, a transient one where it does not answer. */
  static async open(driver: Driver, options: SessionOptions): Promise<SnowflakeSession> {
    const login = new StandingLogin(
      driver,
      () => ({ ...options.connection(), queryTag: JSON.stringify(options.tag), application: 'snowcensus' }),
      setParameters(options.statementTimeoutSeconds),
      options.loginSeconds,
    );
    await login.connect();
    return new SnowflakeSession(login, options);
  }

  /** The same login, with statements that this signal cancels, too. */
  within(signal: AbortSignal): SnowflakeSession {
    const both = this.#signal ? AbortSignal.any([this.#signal, signal]) : signal;
    return new SnowflakeSession(this.#login, this.#options, both);
  }

  /** The same login, with more in the query tags of its statements. */
  tagged(tag: Readonly<Record<string, string>>): SnowflakeSession {
    const options = { ...this.#options, tag: { ...this.#options.tag, ...tag } };
    return new SnowflakeSession(this.#login, options, this.#signal);
  }

  /**
   * Runs one statement and gives its rows. Throws an error of the family: refused, cancelled after its deadline,
   * or aborted by the signal.
   */
  execute(sqlText: string, statement: StatementOptions): Promise<readonly ResultRow[]> {
    return this.#login.turns.beside(() => this.#executeInTime(sqlText, statement));
  }

  /**
   * Runs the statements as one transaction, in one request: Snowflake carries all of it through, or none of it, whatever
   * becomes of this process meanwhile. They have no binds, and nothing else of this login comes between them. Throws
   * what the first that is refused does; where no answer came, the transaction may have been committed.
   */
  transaction(statements: readonly string[], statement: StatementOptions): Promise<void> {
    const all = ['BEGIN', ...statements, 'COMMIT'];
    return this.#login.turns.alone(async () => {
      try {
        await this.#executeInTime(all.join(';\n'), statement, { MULTI_STATEMENT_COUNT: all.length });
      } catch (error) {
        // What is left open goes with its session: no statement after it may become part of it.
        const { connection } = this.#login;
        if (connection) this.#login.lost(connection);
        throw error;
      }
    });
  }

  async #executeInTime(
    sqlText: string,
    statement: StatementOptions,
    parameters: Readonly<Record<string, number>> = {},
  ): Promise<readonly ResultRow[]> {
    const deadline = startDeadline(this.#options.statementTimeoutSeconds);
    try {
      return await this.#executeBefore(deadline.signal, sqlText, statement, parameters);
    } finally {
      deadline.end();
    }
  }

  /**
   * Runs a statement that is safe to repeat until Snowflake answers it: a few times, with growing pauses. It ends with
   * the session's signal like any other.
   */
  repeat(sqlText: string, statement: StatementOptions): Promise<readonly ResultRow[]> {
    return this.untilAnswered(() => this.execute(sqlText, statement), statement.signal);
  }

  /**
   * The same for work around one statement; `attempt` counts from 1. No attempt begins once the time of a statement is
   * over, for the driver itself repeats each of them for minutes.
   */
  async untilAnswered<T>(work: (attempt: number) => Promise<T>, given?: AbortSignal): Promise<T> {
    const signals = [given, this.#signal].filter((signal) => signal !== undefined);
    const deadline = startDeadline(this.#options.statementTimeoutSeconds, ...signals);
    try {
      return await untilAnswered(work, deadline.signal);
    } finally {
      deadline.end();
    }
  }

  async #executeBefore(
    deadline: AbortSignal,
    sqlText: string,
    statement: StatementOptions,
    parameters: Readonly<Record<string, number>>,
  ): Promise<readonly ResultRow[]> {
    const stops = [statement.signal, this.#signal, deadline].filter((stop) => stop !== undefined);
    const signal = AbortSignal.any(stops);
    signal.throwIfAborted();
    const connection = this.#login.connection ?? (await this.#connectUntil(signal));
    if (connection === undefined || signal.aborted) throw this.#stopped(statement, deadline.aborted);
    const tag = JSON.stringify({ ...this.#options.tag, about: statement.about });
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const running = connection.execute({
        sqlText,
        binds: (statement.binds ?? []).map((bind) => this.#withoutSecrets(bind)),
        parameters: { QUERY_TAG: tag, ...parameters },
        // Without it the driver asks again for every error answer that lacks a SQLSTATE.
        streamResult: true,
        complete: (error, done) => {
          if (error) fail(error);
          else this.#readRows(done).then((rows) => settle(true, () => resolve(rows)), fail);
        },
      });
      const fail = (cause: unknown) => {
        if (isLoginOver(cause)) this.#login.lost(connection);
        settle(false, () => reject(statementError(cause, statement.about)));
      };
      const stop = () => settle(false, () => reject(this.#stopped(statement, deadline.aborted)));
      const cancel = () => {
        running.cancel(() => undefined);
        if (statement.outlastsCancel === true) setTimeout(stop, OUTLASTING_MS).unref();
        else stop();
      };
      let isOver = false;
      const settle = (ok: boolean, finish: () => void) => {
        signal.removeEventListener('abort', cancel);
        // A cancelled statement is also heard of from the driver.
        if (!isOver) this.#tell(sqlText, statement, ok, Math.round(performance.now() - began) / 1000);
        isOver = true;
        finish();
      };
      signal.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Logs in anew, for all that ask meanwhile too; undefined where this statement is over first. */
  async #connectUntil(signal: AbortSignal): Promise<Connection | undefined> {
    return untilAborted(this.#login.connect(), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return undefined;
    });
  }

  /**
   * The defaults of the account and the user that differ from what our statements are written for; none of them is in
   * force in this session. For a session that has no transaction under way.
   */
  async otherDefaults(): Promise<readonly OtherDefault[]> {
    const about = 'parameters of the session';
    await this.execute(unsetParameters(), { about });
    const rows = await this.execute('SHOW PARAMETERS IN SESSION', { about });
    await this.execute(setParameters(this.#options.statementTimeoutSeconds), { about });
    return otherDefaults(rows);
  }

  /** Logs out. A session that is already gone is no error. */
  async close(): Promise<void> {
    await this.#login.end();
  }

  async #readRows(statement: RowStatement): Promise<ResultRow[]> {
    const rows: ResultRow[] = [];
    for await (const row of statement.streamRows()) rows.push(row as ResultRow);
    return rows;
  }

  /** A text of ours, such as the words of an error, as it may be written into a table. */
  message(text: string): string {
    return this.#options.secrets?.redactMessage(text) ?? text;
  }

  #withoutSecrets(bind: Bind): Bind {
    return typeof bind === 'string' ? (this.#options.secrets?.redactRecord(bind) ?? bind) : bind;
  }

  #tell(sqlText: string, { about }: StatementOptions, ok: boolean, seconds: number): void {
    const verb = (/[a-z]+/i.exec(sqlText)?.[0] ?? '').toLowerCase();
    this.#options.observer?.statement({ verb, about, seconds, ok });
  }

  #stopped(statement: StatementOptions, timedOut: boolean): Error {
    return timedOut
      ? transientError(`no answer within ${this.#options.statementTimeoutSeconds} seconds; cancelled`, {
          where: statement.about,
          cause: new DOMException('the deadline of the statement', 'TimeoutError'),
          hint: 'Raise SNOWCENSUS_STATEMENT_TIMEOUT_SECONDS, or look at the warehouse: it may be queued or too small.',
        })
      : transientError('aborted', {
          where: statement.about,
          cause: (statement.signal?.aborted ? statement.signal : this.#signal)?.reason,
        });
  }
}

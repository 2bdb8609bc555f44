import type { Connection, ConnectionOptions } from 'snowflake-sdk';
import { Turns } from '../concurrency/turns.ts';
import { transientError } from '../errors.ts';
import { startDeadline } from '../time/deadline.ts';
import { untilAborted } from '../time/until-aborted.ts';
import { clockOffsetSeconds } from './clock-offset.ts';
import type { Driver } from './driver.ts';
import { loginError } from './login-error.ts';
import { statementError } from './statement-error.ts';

/** A login has so much time, whatever of it Snowflake does not answer: the driver would wait for ever for the rest of an answer. */
const LOGIN_SECONDS = 120;

/** Saying goodbye has so much. */
const LOGOUT_SECONDS = 10;

/**
 * Login that stands. The driver renews its tokens; where Snowflake has ended it all the same, the next request logs in
 * again, with the credentials that their files hold by then.
 */
export class StandingLogin {
  /** Keeps other statements out of a transaction: whatever the login sends meanwhile would be part of it. */
  readonly turns = new Turns();
  readonly #logIn: () => Promise<Connection>;
  readonly #logoutSeconds: number;
  #connection: Connection | undefined;
  #underWay: Promise<Connection> | undefined;

  /** `options` is asked at each login, and `preparation` is the first statement of each. */
  constructor(
    driver: Driver,
    options: () => ConnectionOptions,
    preparation: string,
    seconds: number = LOGIN_SECONDS,
  ) {
    this.#logoutSeconds = Math.min(LOGOUT_SECONDS, seconds);
    this.#logIn = async () => {
      const deadline = startDeadline(seconds);
      try {
        const connection = await logIn(driver, { ...options() }, deadline.signal);
        await prepare(connection, preparation, deadline.signal);
        return connection;
      } catch (cause) {
        throw deadline.signal.aborted ? notAnswered(seconds, cause) : cause;
      } finally {
        deadline.end();
      }
    };
  }

  /** Login that can be used at once; undefined where a login is needed first. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Logs in, once for all requests meanwhile. Throws a config error where Snowflake refuses, a transient one else. */
  async connect(): Promise<Connection> {
    this.#underWay ??= this.#logIn().finally(() => {
      this.#underWay = undefined;
    });
    this.#connection = await this.#underWay;
    return this.#connection;
  }

  /** Gives up a login that is of no more use. */
  lost(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    // Or its heartbeat goes on for ever, and keeps the process alive.
    connection.destroy(() => undefined);
  }

  /** Logs out. A login that is already gone is no error, nor one that Snowflake does not see off: it ends by itself. */
  async end(): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    const deadline = startDeadline(this.#logoutSeconds);
    const ended = new Promise<void>((resolve) => connection.destroy(() => resolve()));
    await untilAborted(ended, deadline.signal).catch(() => undefined);
    deadline.end();
  }
}

function notAnswered(seconds: number, cause: unknown): Error {
  return transientError(`Snowflake did not answer the login within ${seconds} seconds`, {
    cause,
    hint: 'Look whether a firewall or proxy lets connections in and holds their answers back.',
  });
}

/** The driver completes the options: where the account is, for instance. */
async function logIn(driver: Driver, options: ConnectionOptions, deadline: AbortSignal): Promise<Connection> {
  let connection: Connection | undefined;
  try {
    const begun = driver.createConnection(options);
    connection = begun;
    const done = new Promise<void>((resolve, reject) => {
      // It resolves whether the login worked or not; only the callback says which.
      begun.connectAsync((error) => (error ? reject(error) : resolve())).catch(reject);
    });
    await untilAborted(done, deadline);
    return begun;
  } catch (error) {
    if (deadline.aborted) {
      connection?.destroy(() => undefined);
      throw error;
    }
    throw loginError(error, { options, clockOffsetSeconds: await offsetBehind(error, options) });
  }
}

/** Runs the first statement of a login; a login that could not be prepared must not be used. */
async function prepare(connection: Connection, sqlText: string, deadline: AbortSignal): Promise<void> {
  try {
    const done = new Promise<void>((resolve, reject) => {
      connection.execute({ sqlText, complete: (error) => (error ? reject(error) : resolve()) });
    });
    await untilAborted(done, deadline);
  } catch (cause) {
    connection.destroy(() => undefined);
    throw statementError(cause, 'parameters of the session');
  }
}

/** How far the clocks are apart, where a refused key-pair token makes that the question. */
async function offsetBehind(error: unknown, { accessUrl }: ConnectionOptions): Promise<number | undefined> {
  const isTokenRefused = String((error as { code?: unknown } | undefined)?.code) === '390144';
  return isTokenRefused && accessUrl !== undefined ? clockOffsetSeconds(accessUrl) : undefined;
}

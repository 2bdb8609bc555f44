import type { Connection, ConnectionOptions } from 'snowflake-sdk';
import { Turns } from '../concurrency/turns.ts';
import { clockOffsetSeconds } from './clock-offset.ts';
import type { Driver } from './driver.ts';
import { loginError } from './login-error.ts';
import { statementError } from './statement-error.ts';

/**
 * A login that stands. The driver renews its tokens; where Snowflake has ended it all the same, whoever asks next logs
 * in again, with what the files of the credentials hold by then.
 */
export class StandingLogin {
  /** Keeps other statements out of a transaction: whatever the login sends meanwhile would be part of it. */
  readonly turns = new Turns();
  readonly #logIn: () => Promise<Connection>;
  #connection: Connection | undefined;
  #underWay: Promise<Connection> | undefined;

  /** `options` is asked at each login, and `preparation` is the first statement of each. */
  constructor(driver: Driver, options: () => ConnectionOptions, preparation: string) {
    this.#logIn = async () => {
      const connection = await logIn(driver, { ...options() });
      await prepare(connection, preparation);
      return connection;
    };
  }

  /** What can be used at once; undefined where a login is needed first. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Logs in, once for all who ask meanwhile. Throws a config error where Snowflake refuses, a transient one else. */
  async connect(): Promise<Connection> {
    this.#underWay ??= this.#logIn().finally(() => {
      this.#underWay = undefined;
    });
    this.#connection = await this.#underWay;
    return this.#connection;
  }

  /** That connection is of no more use. */
  lost(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    // Or its heartbeat goes on for ever, and keeps the process alive.
    connection.destroy(() => undefined);
  }

  /** Logs out. A login that is already gone is no error. */
  async end(): Promise<void> {
    const connection = this.#connection;
    await new Promise<void>((resolve) => (connection ? connection.destroy(() => resolve()) : resolve()));
  }
}

/** The driver completes the options: where the account is, for instance. */
async function logIn(driver: Driver, options: ConnectionOptions): Promise<Connection> {
  try {
    const connection = driver.createConnection(options);
    await new Promise<void>((resolve, reject) => {
      // It resolves whether the login worked or not; only the callback says which.
      connection.connectAsync((error) => (error ? reject(error) : resolve())).catch(reject);
    });
    return connection;
  } catch (error) {
    throw loginError(error, { options, clockOffsetSeconds: await offsetBehind(error, options) });
  }
}

/** Runs the first statement of a login; a login that could not be prepared must not be used. */
async function prepare(connection: Connection, sqlText: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      connection.execute({ sqlText, complete: (error) => (error ? reject(error) : resolve()) });
    });
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

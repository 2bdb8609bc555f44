import { Readable } from 'node:stream';
import type { StatementEvent } from '../../src/observer.ts';
import type { Driver } from '../../src/snowflake/driver.ts';
import { SnowflakeSession } from '../../src/snowflake/session.ts';

/** One statement as it reached the driver. */
export interface Sent {
  readonly sqlText: string;
  readonly binds: readonly unknown[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a statement is answered with: rows, now or later, or an error as the driver gives it; `never` leaves it open. */
export type Answer = readonly object[] | Error | 'never' | Promise<readonly object[]>;

/** A session whose driver answers what the test says and writes down what it is sent. */
export interface Recording {
  readonly session: SnowflakeSession;
  readonly sent: readonly Sent[];
  /** The first statement of each login. */
  readonly preparations: readonly string[];
  /** Statements that were cancelled. */
  readonly cancelled: readonly string[];
  /** What the login was asked for. */
  readonly login: Readonly<Record<string, unknown>>;
  /** What an observer was told. */
  readonly told: readonly StatementEvent[];
}

/** Opens such a session. `answer` is asked for each statement, with its number from 1. */
export async function recordingSession(
  answer: (sqlText: string, number: number) => Answer = () => [],
  statementTimeoutSeconds = 60,
): Promise<Recording> {
  const sent: Sent[] = [];
  const preparations: string[] = [];
  const cancelled: string[] = [];
  const login: Record<string, unknown> = {};
  const told: StatementEvent[] = [];
  const driver = {
    createConnection(options: object) {
      Object.assign(login, options);
      return {
        connectAsync(connected: (error: undefined) => void) {
          connected(undefined);
          return Promise.resolve();
        },
        execute(statement: Sent & { complete: (error: unknown, done: unknown) => void }) {
          const { sqlText, binds, parameters } = statement;
          if (binds === undefined) {
            preparations.push(sqlText);
            queueMicrotask(() => statement.complete(undefined, undefined));
            return { cancel: () => undefined };
          }
          sent.push({ sqlText, binds, parameters });
          const answered = answer(sqlText, sent.length);
          if (answered !== 'never') {
            void Promise.resolve(answered).then((rows) => {
              if (rows instanceof Error) statement.complete(rows, undefined);
              else statement.complete(undefined, { streamRows: () => Readable.from(rows) });
            });
          }
          return { cancel: () => cancelled.push(sqlText) };
        },
        destroy: (done: () => void) => done(),
      };
    },
  };
  const session = await SnowflakeSession.open(driver as unknown as Driver, {
    connection: () => ({ account: 'A' }),
    statementTimeoutSeconds,
    tag: { app: 'test' },
    observer: { statement: (event) => told.push(event) },
  });
  return { session, sent, preparations, cancelled, login, told };
}

/** An error as the driver gives it. */
export function driverError(message: string, code: number | string, sqlState?: string): Error {
  return Object.assign(new Error(message), { code, ...(sqlState === undefined ? {} : { sqlState }) });
}

/** A schema whose names need every care. */
export const ODD_SCHEMA = { database: 'my "db"', schema: "o'hara", stage: 'S T' };

export const SCHEMA = { database: 'SNOWALERT', schema: 'DATA', stage: 'SNOWCENSUS_STAGE' };

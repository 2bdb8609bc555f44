import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBResultReader, DuckDBValue } from '@duckdb/node-api';
import { StatementError } from '../../contract.ts';
import { Turnstile } from '../account.ts';
import { isConflict, translateError } from '../duck/duck-errors.ts';
import type { LockOwner, LockTable } from './locks.ts';

/** One DuckDB statement with the values of its parameters, one list for each time it runs. */
export interface Work {
  readonly sql: string;
  readonly values: readonly (readonly DuckDBValue[])[];
  /** Keys of what it locks. */
  readonly locks: readonly string[];
  readonly writes: boolean;
  /** A query that comes first, under the same locks, and may refuse the statement by what it finds. */
  readonly guard?: Guard | undefined;
}

export interface Guard {
  readonly sql: string;
  readonly values: readonly DuckDBValue[];
  check(row: readonly DuckDBValue[] | undefined): void;
}

const ATTEMPTS = 30;

/**
 * The transaction of one session, and the way its statements run. DuckDB gives up a whole transaction when one
 * statement in it fails, Snowflake only that statement: so what succeeded is written down, and after a failure
 * the transaction is rolled back and all of that is run again, under the locks it holds.
 */
export class Transaction implements LockOwner {
  /** Lets the session's statements run one after another, and what ends the transaction between them. */
  readonly turns = new Turnstile();
  readonly #duck: DuckDBConnection;
  readonly #locks: LockTable;
  readonly #clock: () => Date;
  readonly #held = new Set<string>();
  #journal: Work[] = [];
  #id: string | undefined;
  #lost = false;
  #restsSince: Date | undefined;

  constructor(duck: DuckDBConnection, locks: LockTable, clock: () => Date) {
    this.#duck = duck;
    this.#locks = locks;
    this.#clock = clock;
  }

  /** Snowflake's number of the open transaction, undefined when there is none. */
  get id(): string | undefined {
    return this.#id;
  }

  get idleSeconds(): number | undefined {
    if (this.#id === undefined || this.#restsSince === undefined) return undefined;
    return (this.#clock().getTime() - this.#restsSince.getTime()) / 1000;
  }

  async expire(): Promise<void> {
    await this.turns.run(async () => {
      if (this.idleSeconds !== undefined) await this.rollback();
    });
  }

  async begin(id: string): Promise<void> {
    if (this.#id !== undefined) return;
    await this.#duck.run('BEGIN TRANSACTION');
    this.#id = id;
  }

  async commit(): Promise<void> {
    await this.#end('COMMIT');
  }

  async rollback(): Promise<void> {
    await this.#end('ROLLBACK');
  }

  async #end(verb: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    if (this.#id === undefined) return;
    const lost = this.#lost;
    try {
      if (!lost) await this.#duck.run(verb);
    } catch (error) {
      throw translateError(error);
    } finally {
      this.#id = undefined;
      this.#journal = [];
      this.#lost = false;
      this.#releaseAll();
    }
    if (lost && verb === 'COMMIT') throw lostError();
  }

  /** Runs one statement, in the open transaction or in one of its own; gives the result of its last run. */
  async execute(work: Work, signal?: AbortSignal): Promise<DuckDBResultReader> {
    if (this.#lost) throw lostError();
    for (const key of work.locks) await this.#lock(key, signal);
    try {
      return await this.#attempt(work);
    } finally {
      if (this.#id === undefined) this.#releaseAll();
    }
  }

  async #attempt(work: Work): Promise<DuckDBResultReader> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (work.guard !== undefined) await this.#ask(work.guard);
        const result = await this.#run(work);
        if (work.writes && this.#id !== undefined) this.#journal.push(work);
        return result;
      } catch (error) {
        if (this.#id !== undefined) await this.#restore();
        if (!isConflict(error) || attempt === ATTEMPTS) throw translateError(error);
        await sleep(attempt);
      }
    }
  }

  /**
   * Runs work of several statements: inside the open transaction, else in one of its own. In an open one it is
   * not written down, so a later failure in that transaction cannot be undone alone and loses all of it.
   */
  async atomically<T>(work: () => Promise<T>): Promise<T> {
    if (this.#lost) throw lostError();
    if (this.#id !== undefined) {
      try {
        const result = await work();
        this.#journal.push(UNREPEATABLE);
        return result;
      } catch (error) {
        await this.#restore();
        throw error;
      }
    }
    for (let attempt = 1; ; attempt += 1) {
      await this.#duck.run('BEGIN TRANSACTION');
      try {
        const result = await work();
        await this.#duck.run('COMMIT');
        return result;
      } catch (error) {
        await this.#abandon();
        if (!isConflict(error) || attempt === ATTEMPTS) throw error;
        await sleep(attempt);
      } finally {
        this.#releaseAll();
      }
    }
  }

  /** Takes a lock that the transaction, or the statement when there is none, keeps to its end. */
  async lock(key: string, signal?: AbortSignal): Promise<void> {
    await this.#lock(key, signal);
  }

  async #lock(key: string, signal?: AbortSignal): Promise<void> {
    await this.#locks.acquire(key, this, signal);
    this.#held.add(key);
  }

  /** Begins a statement: what is at work is not idle. */
  wake(): void {
    this.#restsSince = undefined;
  }

  /** Ends a statement: without an open transaction it keeps no locks. */
  settle(): void {
    this.#restsSince = this.#clock();
    if (this.#id === undefined) this.#releaseAll();
  }

  #releaseAll(): void {
    for (const key of this.#held) this.#locks.release(key, this);
    this.#held.clear();
  }

  async #ask({ sql, values, check }: Guard): Promise<void> {
    const reader = await this.#duck.runAndReadAll(sql, [...values]);
    check(reader.getRows()[0]);
  }

  async #run({ sql, values }: Work): Promise<DuckDBResultReader> {
    const [first = [], ...rest] = values;
    if (rest.length === 0) return await this.#duck.runAndReadAll(sql, [...first]);
    return this.#runBatch(sql, values);
  }

  async #runBatch(sql: string, rows: Work['values']): Promise<DuckDBResultReader> {
    const own = this.#id === undefined;
    if (own) await this.#duck.run('BEGIN TRANSACTION');
    try {
      const prepared = await this.#duck.prepare(sql);
      let last: DuckDBResultReader | undefined;
      for (const row of rows) {
        prepared.bind([...row]);
        last = await prepared.runAndReadAll();
      }
      if (own) await this.#duck.run('COMMIT');
      if (last === undefined) throw new Error('A batch has at least one row');
      return last;
    } catch (error) {
      if (own) await this.#abandon();
      throw error;
    }
  }

  /** Brings the open transaction back to where it was before the statement that failed. */
  async #restore(): Promise<void> {
    await this.#abandon();
    if (this.#journal.includes(UNREPEATABLE)) {
      this.#lost = true;
      return;
    }
    try {
      await this.#duck.run('BEGIN TRANSACTION');
      for (const work of this.#journal) await this.#run(work);
    } catch {
      await this.#abandon();
      this.#lost = true;
    }
  }

  /** Rolls back; DuckDB answers an error when it has already done so itself. */
  async #abandon(): Promise<void> {
    try {
      await this.#duck.run('ROLLBACK');
    } catch (error) {
      if (!/no transaction is active/i.test(String(error))) throw error;
    }
  }
}

const UNREPEATABLE: Work = { sql: '', values: [], locks: [], writes: true };

function lostError(): StatementError {
  return new StatementError(
    '000605',
    '40000',
    'The sandbox could not keep this transaction after one of its statements failed; it is rolled back. End it with ROLLBACK.',
  );
}

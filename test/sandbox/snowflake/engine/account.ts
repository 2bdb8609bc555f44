import type { DuckDBInstance } from '@duckdb/node-api';
import type { StageStore } from '../contract.ts';
import type { LockTable } from './session/locks.ts';

/** What all sessions of one account share. */
export interface Account {
  readonly instance: DuckDBInstance;
  readonly store: StageStore;
  readonly locks: LockTable;
  readonly clock: () => Date;
  /** Where sessions keep what their statements cost; undefined where that is not measured. */
  readonly profiles?: string | undefined;
  /** Lets one change of the catalogue run at a time. */
  readonly changes: Turnstile;
  /** Counts changes of the catalogue, so that sessions know when to look again. */
  readonly catalogue: { version: number };
}

/** Runs work one after another in the order it came, whether what came before succeeded or not. */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

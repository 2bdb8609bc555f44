import type { DuckDBInstance } from '@duckdb/node-api';
import type { StageStore } from '../contract.ts';
import type { CommonFacts } from './catalog/common-facts.ts';
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
  /** What changed in the catalogue, so that sessions know what to look up again. */
  readonly catalogue: CatalogueChanges;
  readonly common: CommonFacts;
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

/** Changes that are kept by name; a session that has missed more looks everything up again. */
const KEPT_CHANGES = 1000;

/** The changes of a catalogue, each with the full names of what it touched. */
export class CatalogueChanges {
  readonly #kept: (readonly string[] | undefined)[] = [];
  #version = 0;

  get version(): number {
    return this.#version;
  }

  /** Notes a change; without names it may have touched anything. */
  note(names?: readonly string[]): void {
    this.#version += 1;
    this.#kept.push(names);
    if (this.#kept.length > KEPT_CHANGES) this.#kept.shift();
  }

  /** Full names of what was touched since a version; undefined where that may be anything. */
  since(version: number): readonly string[] | undefined {
    const missed = this.#version - version;
    if (missed === 0) return [];
    if (missed > this.#kept.length) return undefined;
    const changes = this.#kept.slice(-missed);
    return changes.some((names) => names === undefined) ? undefined : changes.flatMap((names) => names ?? []);
  }
}

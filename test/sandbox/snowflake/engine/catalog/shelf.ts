import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { CatalogueChanges } from '../account.ts';

/** Answer that needs no lookup: undefined stands for what is not there. */
export interface Recalled<T> {
  readonly value: T | undefined;
}

/**
 * Facts of the catalogue that hold for all sessions of an account, by the full names of objects: read at once where many
 * are asked for, each until a change touches it.
 */
export class Shelf<T> {
  readonly #instance: DuckDBInstance;
  readonly #changes: CatalogueChanges;
  readonly #readAll: (duck: DuckDBConnection) => Promise<ReadonlyMap<string, T>>;
  readonly #oneByOne: number;
  #all: Map<string, T> | undefined;
  /** Names that a change has touched since all was read: they may be there again. */
  readonly #touched = new Set<string>();
  #version: number;
  #asked = 0;

  /** `oneByOne`: lookups after which all is read at once, since that costs as much as these did. */
  constructor(
    instance: DuckDBInstance,
    changes: CatalogueChanges,
    readAll: (duck: DuckDBConnection) => Promise<ReadonlyMap<string, T>>,
    oneByOne = 30,
  ) {
    this.#instance = instance;
    this.#changes = changes;
    this.#readAll = readAll;
    this.#oneByOne = oneByOne;
    this.#version = changes.version;
  }

  /** Fact as it is committed, or that there is none; undefined where it has to be looked up by itself. */
  async find(name: string): Promise<Recalled<T> | undefined> {
    this.#forgetOld();
    this.#asked += 1;
    if (this.#all === undefined && this.#asked > this.#oneByOne) await this.#fill();
    if (this.#all === undefined || this.#touched.has(name)) return undefined;
    return { value: this.#all.get(name) };
  }

  /** By a connection of its own: a session may be in a transaction that has not seen the last changes. */
  async #fill(): Promise<void> {
    const asOf = this.#version;
    this.#asked = 0;
    const duck = await this.#instance.connect();
    try {
      const all = await this.#readAll(duck);
      // What has been changed meanwhile may have been read before or after.
      if (this.#changes.version !== asOf) return;
      this.#all = new Map(all);
      this.#touched.clear();
    } finally {
      duck.closeSync();
    }
  }

  #forgetOld(): void {
    const touched = this.#changes.since(this.#version);
    this.#version = this.#changes.version;
    if (touched === undefined) {
      this.#all = undefined;
      this.#asked = 0;
    }
    for (const name of touched ?? []) this.#touched.add(name);
  }
}

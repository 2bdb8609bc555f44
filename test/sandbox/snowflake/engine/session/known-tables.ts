import type { CatalogueChanges } from '../account.ts';
import type { ObjectName } from '../context.ts';
import { shown } from '../names.ts';
import type { StoredTable } from './session-context.ts';

/** Tables and views that a session has looked up, each until a change touches it. */
export class KnownTables {
  readonly #changes: CatalogueChanges;
  readonly #read: (name: ObjectName) => Promise<StoredTable | undefined>;
  readonly #known = new Map<string, StoredTable>();
  #version: number;
  #isUsed = true;

  constructor(changes: CatalogueChanges, read: (name: ObjectName) => Promise<StoredTable | undefined>) {
    this.#changes = changes;
    this.#read = read;
    this.#version = changes.version;
  }

  async find(name: ObjectName): Promise<StoredTable | undefined> {
    if (!this.#isUsed) return this.#read(name);
    this.#forgetOld();
    const key = shown(name);
    const known = this.#known.get(key);
    if (known) return known;
    const asOf = this.#version;
    const found = await this.#read(name);
    // What another session has changed meanwhile may have been read before or after.
    if (found && this.#isUsed && this.#changes.version === asOf) this.#known.set(key, found);
    return found;
  }

  /** Runs a change, which sees what it has written itself. */
  async unused<T>(work: () => Promise<T>): Promise<T> {
    this.#isUsed = false;
    try {
      return await work();
    } finally {
      this.#isUsed = true;
    }
  }

  #forgetOld(): void {
    const touched = this.#changes.since(this.#version);
    this.#version = this.#changes.version;
    if (touched === undefined) this.#known.clear();
    for (const name of touched ?? []) this.#known.delete(name);
  }
}

import type { CatalogueChanges } from '../account.ts';
import type { Recalled } from '../catalog/shelf.ts';
import type { ObjectName } from '../context.ts';
import { shown } from '../names.ts';

/** Schema-level objects of one kind that a session has looked up, each until a change touches it. */
export class KnownObjects<T> {
  readonly #changes: CatalogueChanges;
  readonly #read: (name: ObjectName) => Promise<T | undefined>;
  readonly #recall: (name: ObjectName) => Promise<Recalled<T> | undefined>;
  readonly #known = new Map<string, T>();
  #version: number;

  /** `read` looks an object up; `recall` may know one without that, or that there is none. */
  constructor(
    changes: CatalogueChanges,
    read: (name: ObjectName) => Promise<T | undefined>,
    recall: (name: ObjectName) => Promise<Recalled<T> | undefined> = async () => undefined,
  ) {
    this.#changes = changes;
    this.#read = read;
    this.#recall = recall;
    this.#version = changes.version;
  }

  async find(name: ObjectName): Promise<T | undefined> {
    this.#forgetOld();
    const key = shown(name);
    const known = this.#known.get(key);
    if (known) return known;
    const asOf = this.#version;
    const recalled = await this.#recall(name);
    const found = recalled === undefined ? await this.#read(name) : recalled.value;
    // What another session has changed meanwhile may have been read before or after.
    if (found && this.#changes.version === asOf) this.#known.set(key, found);
    return found;
  }

  #forgetOld(): void {
    const touched = this.#changes.since(this.#version);
    this.#version = this.#changes.version;
    if (touched === undefined) this.#known.clear();
    for (const name of touched ?? []) this.#known.delete(name);
  }
}

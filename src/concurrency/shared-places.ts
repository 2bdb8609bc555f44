import { ConcurrencyLimit } from './concurrency-limit.ts';

/** Places that one account, or another caller, has of the shared ones, until its share ends. */
export interface Share {
  readonly limit: ConcurrencyLimit;
  end(): void;
}

/**
 * Places that are divided evenly among whoever is at work: each has `each` at least, and where few are at work, what others
 * would have besides. So a few get on as fast as many, and the tasks at once, and what they hold in memory, are no more
 * than those of many.
 */
export class SharedPlaces {
  readonly #each: number;
  readonly #all: number;
  readonly #limits = new Set<ConcurrencyLimit>();

  constructor(each: number, all: number) {
    this.#each = each;
    this.#all = all;
  }

  /** Gives one more a share. `within`: outer limit in which it holds a place. */
  open(within?: ConcurrencyLimit): Share {
    const limit = new ConcurrencyLimit(this.#each, { within });
    this.#limits.add(limit);
    this.#divide();
    return {
      limit,
      end: () => {
        this.#limits.delete(limit);
        this.#divide();
      },
    };
  }

  #divide(): void {
    const share = Math.max(this.#each, Math.floor(this.#all / this.#limits.size));
    for (const limit of this.#limits) limit.resize(share);
  }
}

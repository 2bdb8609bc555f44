/** Run that reads accounts in other processes than this one. */
interface Elsewhere {
  readonly accounts: ReadonlySet<string>;
  /** Told into how many parts the quotas of its accounts are divided. */
  readonly onParts: (parts: number) => void;
}

/**
 * Runs under way of the process, by the accounts that they read. Runs that read in this process draw on the same buckets;
 * those that read in processes of their own do not know of them, and so each takes its part.
 */
export class PaceShares {
  readonly #onParts: (parts: number) => void;
  readonly #here = new Set<ReadonlySet<string>>();
  readonly #elsewhere = new Set<Elsewhere>();

  /** `onParts`: told into how many parts the quotas are divided for runs that read here. */
  constructor(onParts: (parts: number) => void) {
    this.#onParts = onParts;
  }

  /** Begins a run that reads in this process; gives what ends it. */
  beginHere(accounts: ReadonlySet<string>): () => void {
    return this.#begin(this.#here, accounts);
  }

  /** Begins a run that reads in others; gives what ends it. */
  beginElsewhere(accounts: ReadonlySet<string>, onParts: (parts: number) => void): () => void {
    return this.#begin(this.#elsewhere, { accounts, onParts });
  }

  #begin<T>(runs: Set<T>, run: T): () => void {
    runs.add(run);
    this.#tell();
    return () => {
      runs.delete(run);
      this.#tell();
    };
  }

  #tell(): void {
    const [here, elsewhere] = [[...this.#here], [...this.#elsewhere]];
    this.#onParts(
      1 + elsewhere.filter((run) => here.some((accounts) => meet(accounts, run.accounts))).length,
    );
    for (const { accounts, onParts } of elsewhere) {
      const others = elsewhere.filter((run) => meet(accounts, run.accounts)).length;
      onParts(others + (here.some((their) => meet(accounts, their)) ? 1 : 0));
    }
  }
}

function meet(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const account of some) if (others.has(account)) return true;
  return false;
}

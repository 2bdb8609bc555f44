/** Accounts as they are handed out one by one, each to whoever is free, and once more where that one is lost. */
export class HandOut<T extends { readonly id: string }> {
  readonly #waiting: T[];
  readonly #handed = new Map<object, Map<string, T>>();
  readonly #lostOnce = new Set<string>();

  constructor(accounts: readonly T[]) {
    this.#waiting = [...accounts];
  }

  /** Whether none waits and none is at work: then nobody will be handed another. */
  get isOver(): boolean {
    return this.#waiting.length === 0 && [...this.#handed.values()].every(({ size }) => size === 0);
  }

  /** The next account for this reader; undefined where none waits now. */
  next(reader: object): T | undefined {
    const account = this.#waiting.shift();
    if (account === undefined) return undefined;
    const handed = this.#handed.get(reader) ?? new Map<string, T>();
    this.#handed.set(reader, handed.set(account.id, account));
    return account;
  }

  /** Takes note that the reader has read the account. */
  done(reader: object, accountId: string): void {
    this.#handed.get(reader)?.delete(accountId);
  }

  /**
   * Takes back what the reader has not read: each account waits again, behind the others, unless a reader was lost with
   * it before. Gives how many it had, and those that are given up.
   */
  lost(reader: object): { readonly had: number; readonly givenUp: readonly T[] } {
    const accounts = [...(this.#handed.get(reader)?.values() ?? [])];
    this.#handed.delete(reader);
    const [again, givenUp]: [T[], T[]] = [[], []];
    for (const account of accounts) (this.#lostOnce.has(account.id) ? givenUp : again).push(account);
    for (const { id } of again) this.#lostOnce.add(id);
    this.#waiting.push(...again);
    return { had: accounts.length, givenUp };
  }
}

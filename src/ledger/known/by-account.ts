/** Values of units by their accounts, so that what is known of one account can be handed on by itself. */
export class ByAccount<T> {
  readonly #accounts = new Map<string, Map<string, T>>();

  set(accountId: string, key: string, value: T): void {
    const known = this.#accounts.get(accountId) ?? new Map<string, T>();
    this.#accounts.set(accountId, known.set(key, value));
  }

  get(accountId: string, key: string): T | undefined {
    return this.#accounts.get(accountId)?.get(key);
  }

  /** Number of values, in all accounts. */
  get size(): number {
    let size = 0;
    for (const known of this.#accounts.values()) size += known.size;
    return size;
  }

  /** The values, of all accounts. */
  *values(): Generator<T> {
    for (const known of this.#accounts.values()) yield* known.values();
  }

  /** Values of an account by key; undefined where there are none. */
  of(accountId: string): ReadonlyMap<string, T> | undefined {
    return this.#accounts.get(accountId);
  }

  /** Takes what another has of an account. */
  take(accountId: string, values: ReadonlyMap<string, T> | undefined): void {
    if (values) this.#accounts.set(accountId, new Map(values));
  }

  /** Forgets an account. */
  drop(accountId: string): void {
    this.#accounts.delete(accountId);
  }
}

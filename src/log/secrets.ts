/** Credentials come and go in a process that lives for months; so many of the latest are known. */
const MOST = 1_000;

/** The values that must never be written, as far as the process has met them. */
export class Secrets {
  readonly #values = new Set<string>();

  /** From now on these are secrets; undefined is none. */
  add(...values: readonly (string | undefined)[]): void {
    for (const value of values) {
      if (value === undefined) continue;
      this.#values.delete(value);
      this.#values.add(value);
    }
    for (const oldest of this.#values) {
      if (this.#values.size <= MOST) return;
      this.#values.delete(oldest);
    }
  }

  values(): readonly string[] {
    return [...this.#values];
  }
}

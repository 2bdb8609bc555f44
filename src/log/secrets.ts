import { redact } from '../text/redact.ts';

/** Credentials come and go in a process that lives for months; so many of the latest are known. */
const MOST = 1_000;

/**
 * The values that must never be written, as far as the process has met them. Credentials, which open something by
 * themselves, are kept apart from names such as external ids and access key ids: AWS tells those in its answers too (a
 * trust policy has its external id), where they are facts that must stay.
 */
export class Secrets {
  readonly #names = new Set<string>();
  readonly #credentials = new Set<string>();

  /** From now on these must not stand in any message; undefined is none. */
  add(...values: readonly (string | undefined)[]): void {
    remember(this.#names, values);
  }

  /** From now on these must not stand anywhere, the data included; undefined is none. */
  addCredentials(...values: readonly (string | undefined)[]): void {
    remember(this.#credentials, values);
  }

  values(): readonly string[] {
    return [...this.#credentials, ...this.#names];
  }

  /** The message without any of them, and without what looks like a credential. */
  redactMessage(text: string): string {
    return redact(text, this.values());
  }

  /** The data without credentials; all else stands as it is. */
  redactData(text: string): string {
    return redact(text, [...this.#credentials], []);
  }
}

function remember(known: Set<string>, values: readonly (string | undefined)[]): void {
  for (const value of values) {
    if (value === undefined) continue;
    known.delete(value);
    known.add(value);
  }
  for (const oldest of known) {
    if (known.size <= MOST) return;
    known.delete(oldest);
  }
}

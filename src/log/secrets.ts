import { redact, redactSpellings, spellingsOf } from '../text/redact.ts';

/** Credentials come and go in a process that lives for months; so many of the latest are known. */
const MOST = 1_000;

/** Shorter ones stand in facts by chance, which must stay what they are. */
const SHORTEST_IN_DATA = 8;

/**
 * The values that must never be written, as far as the process has met them. Credentials, which open something by
 * themselves, are kept apart from access key ids and names such as external ids: AWS tells those in its answers too (a
 * trust policy has its external id), where they are facts that must stay. Names are kept apart from key ids because a
 * stranger chooses them: one that is called like a run or a connection must not blot those out of the ledger.
 */
export class Secrets {
  readonly #names = new Set<string>();
  readonly #keyIds = new Set<string>();
  readonly #credentials = new Set<string>();
  /** Of the credentials that are looked for in data; made anew when they have changed. */
  #spelledInData: readonly string[] | undefined;

  /** From now on these must not stand in any message; undefined is none. */
  add(...values: readonly (string | undefined)[]): void {
    remember(this.#names, values);
  }

  /** From now on these must not stand in anything but the data; undefined is none. */
  addKeyIds(...values: readonly (string | undefined)[]): void {
    remember(this.#keyIds, values);
  }

  /** From now on these must not stand anywhere, the data included; undefined is none. */
  addCredentials(...values: readonly (string | undefined)[]): void {
    remember(this.#credentials, values);
    this.#spelledInData = undefined;
  }

  values(): readonly string[] {
    return [...this.#credentials, ...this.#keyIds, ...this.#names];
  }

  /** Credentials alone: what must not stand in the data either. */
  credentials(): readonly string[] {
    return [...this.#credentials];
  }

  /** The message without any of them, and without what looks like a credential. */
  redactMessage(text: string): string {
    return redact(text, this.values());
  }

  /** Text of our own without credentials, key ids, and anything that looks like either; our own names stay. */
  redactRecord(text: string): string {
    return redact(text, [...this.#credentials, ...this.#keyIds]);
  }

  /** The data without credentials; all else stands as it is. */
  redactData(text: string): string {
    this.#spelledInData ??= spellingsOf(
      [...this.#credentials].filter(({ length }) => length >= SHORTEST_IN_DATA),
    );
    return redactSpellings(text, this.#spelledInData);
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

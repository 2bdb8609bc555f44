/** One call that has gone out and not been answered. */
export interface CallUnderWay {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly accountId: string;
  /** By the clock of `performance.now()`. */
  readonly since: number;
}

/** The calls of a run that wait for AWS, so that a run whose time is over can say for what. */
export class CallsUnderWay {
  readonly #calls = new Set<CallUnderWay>();

  /** Notes a call; what it gives ends the note. */
  begin(call: Omit<CallUnderWay, 'since'>): () => void {
    const noted = { ...call, since: performance.now() };
    this.#calls.add(noted);
    return () => this.#calls.delete(noted);
  }

  /** The call that has waited longest, in words; undefined where none waits. */
  longest(): string | undefined {
    // A set keeps the order in which its members came.
    const [first] = this.#calls;
    if (!first) return undefined;
    const seconds = Math.round((performance.now() - first.since) / 1000);
    return `${first.service} ${first.operation} of account ${first.accountId} in ${first.region} for ${seconds} seconds`;
  }
}

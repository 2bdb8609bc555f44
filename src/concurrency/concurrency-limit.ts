import PQueue from 'p-queue';

export interface PlacesOptions {
  /** How many may be taken up at once, waiting or not; as many as come unless given. */
  readonly most?: number;
  /** Where all who have a place here have one place together: it is lent while none of them does more than wait. */
  readonly within?: ConcurrencyLimit | undefined;
}

/** A bound on how many are at work at once. Who only waits lends the place to the next. */
export class ConcurrencyLimit {
  readonly #count: number;
  readonly #most: number;
  readonly #within: ConcurrencyLimit | undefined;
  readonly #queue: PQueue;
  #lent = 0;
  #moreToCome = false;
  /** Takes the place in `within` back; set while it is lent. */
  #resume: (() => void) | undefined;

  constructor(count: number, { most = Number.POSITIVE_INFINITY, within }: PlacesOptions = {}) {
    this.#count = count;
    this.#most = most;
    this.#within = within;
    this.#queue = new PQueue({ concurrency: count });
  }

  /**
   * Runs `work` for every item, taking one up only when there is room, and after a failure none. Throws the first
   * failure once the running ones have settled.
   */
  async forEach<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
    const failures: unknown[] = [];
    const attempt = async (item: T): Promise<void> => {
      if (failures.length > 0) return;
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
    };
    this.#moreToCome = true;
    for (const item of items) {
      await this.#queue.onSizeLessThan(1);
      if (failures.length > 0) break;
      void this.#queue.add(() => attempt(item)).then(() => this.#arrange());
    }
    this.#moreToCome = false;
    this.#arrange();
    await this.#queue.onIdle();
    if (failures.length > 0) throw failures[0];
  }

  /** Lends one place until the wait has ended, well or not. */
  lend(wait: Promise<unknown>): void {
    const end = (): void => {
      this.#lent -= 1;
      this.#arrange();
    };
    this.#lent += 1;
    this.#arrange();
    wait.then(end, end);
  }

  #arrange(): void {
    this.#queue.concurrency = Math.max(this.#count, Math.min(this.#most, this.#count + this.#lent));
    const { size, pending } = this.#queue;
    const allWait = !this.#moreToCome && size === 0 && pending > 0 && this.#lent >= pending;
    if (allWait && !this.#resume && this.#within) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#resume = resolve;
      this.#within.lend(promise);
    } else if (!allWait) {
      this.#resume?.();
      this.#resume = undefined;
    }
  }
}

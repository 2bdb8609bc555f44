export interface PlacesOptions {
  /** How many may be taken up at once, waiting or not; as many as come unless given. */
  readonly most?: number;
  /** Outer limit in which all holders of a place here share one place: it is lent while all of them only wait. */
  readonly within?: ConcurrencyLimit | undefined;
}

/** Bound on the tasks at work at once. A task that only waits lends its place to the next. */
export class ConcurrencyLimit {
  #count: number;
  readonly #most: number;
  readonly #within: ConcurrencyLimit | undefined;
  /** Places there are now. */
  #places: number;
  #taken = 0;
  /** Callbacks of the tasks that wait for a place, in turn. */
  readonly #waiting: (() => void)[] = [];
  #lent = 0;
  #moreToCome = false;
  /** Takes the place in `within` back; set while it is lent. */
  #resume: (() => void) | undefined;

  constructor(count: number, { most = Number.POSITIVE_INFINITY, within }: PlacesOptions = {}) {
    this.#count = count;
    this.#most = most;
    this.#within = within;
    this.#places = count;
  }

  /**
   * Runs `work` for every item, taking one up only when there is room, and after a failure none. Throws the first
   * failure once the running ones have settled.
   */
  async forEach<T>(items: Iterable<T> | AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
    const failures: unknown[] = [];
    const ended = Promise.withResolvers<void>();
    let open = 1;
    const end = (): void => {
      open -= 1;
      if (open === 0) ended.resolve();
    };
    const attempt = async (item: T): Promise<void> => {
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
      this.#taken -= 1;
      this.#arrange();
      end();
    };
    this.#moreToCome = true;
    for await (const item of items) {
      if (!this.#takePlace()) await this.#placeInTurn();
      if (failures.length > 0) {
        this.#taken -= 1;
        break;
      }
      open += 1;
      void attempt(item);
    }
    this.#moreToCome = false;
    this.#arrange();
    end();
    await ended.promise;
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

  /** Has so many places from now on; what is at work beyond them is not disturbed. */
  resize(count: number): void {
    this.#count = count;
    this.#arrange();
  }

  #takePlace(): boolean {
    if (this.#waiting.length > 0 || this.#taken >= this.#places) return false;
    this.#taken += 1;
    return true;
  }

  #placeInTurn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #arrange(): void {
    this.#places = Math.max(this.#count, Math.min(this.#most, this.#count + this.#lent));
    while (this.#taken < this.#places) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#taken += 1;
      next();
    }
    const isQuiet = !this.#moreToCome && this.#waiting.length === 0;
    const allWait = isQuiet && this.#taken > 0 && this.#lent >= this.#taken;
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

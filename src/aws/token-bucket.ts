/** Calls per second that last, and how many may be made at once after a pause. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A bucket that fills at a rate. Each call takes one token; a call that finds none waits, first come, first served. */
export class TokenBucket {
  #rate: Rate;
  readonly #waiting = new Set<() => void>();
  #tokens: number;
  #at = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#tokens = rate.burst;
  }

  /**
   * Takes a token. Undefined where there was one; otherwise resolves with the next that is free, or rejects with the
   * signal's reason when aborted first, and then has taken none.
   */
  take(signal?: AbortSignal): Promise<void> | undefined {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#waiting.size === 0 && this.#draw()) return undefined;
    return new Promise<void>((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(go);
        this.#serve();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.add(go);
      this.#serve();
    });
  }

  /** Fills at another rate from now on. */
  changeRate(rate: Rate): void {
    this.#fill();
    this.#rate = rate;
    this.#tokens = Math.min(rate.burst, this.#tokens);
    this.#serve();
  }

  /** Whether no call waits and all tokens are there. */
  isFull(): boolean {
    this.#fill();
    return this.#waiting.size === 0 && this.#tokens >= this.#rate.burst;
  }

  #serve(): void {
    clearTimeout(this.#timer);
    for (const go of this.#waiting) {
      if (!this.#draw()) {
        const ms = ((1 - this.#tokens) / this.#rate.perSecond) * 1_000;
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(ms));
        return;
      }
      this.#waiting.delete(go);
      go();
    }
  }

  #draw(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #fill(): void {
    const now = performance.now();
    const gained = ((now - this.#at) / 1_000) * this.#rate.perSecond;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained);
    this.#at = now;
  }
}

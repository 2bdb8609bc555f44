import type { Bucket } from './throttle-limits.ts';

interface Level {
  tokens: number;
  at: number;
}

/** Token buckets by name, on the sandbox's clock. */
export class Throttle {
  readonly #quotas: number;
  readonly #levels = new Map<string, Level>();

  /** `quotas`: how many times what is published AWS has granted. */
  constructor(quotas: number) {
    this.#quotas = quotas;
  }

  /** Takes one token; false when the bucket is empty. */
  admit(published: Bucket, now: Date): boolean {
    const { name } = published;
    const [rate, burst] = [published.rate * this.#quotas, published.burst * this.#quotas];
    const at = now.getTime();
    const level = this.#levels.get(name) ?? { tokens: burst, at };
    const refilled = Math.min(burst, level.tokens + (Math.max(0, at - level.at) / 1000) * rate);
    const admitted = refilled >= 1;
    this.#levels.set(name, { tokens: admitted ? refilled - 1 : refilled, at });
    return admitted;
  }
}

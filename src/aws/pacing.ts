import { bucketOf, rateOf } from './published-rates.ts';
import { TokenBucket } from './token-bucket.ts';

/** Holds calls back until AWS lets the account make them. */
export interface Pacer {
  /**
   * Undefined where the call may go out at once; otherwise resolves when it may, or rejects with the signal's reason
   * when aborted while waiting.
   */
  take(service: string, operation: string, region: string, signal?: AbortSignal): Promise<void> | undefined;
}

/** Full buckets are dropped when there are this many, or twice as many as were in use the last time. */
const LEAST_BUCKETS_TO_SWEEP = 1_024;

/**
 * How fast the process calls AWS. There is one for all runs of the process: two that read the same account share its
 * buckets, for AWS meters the account and not the run.
 */
export class Pacing {
  readonly #rate: number;
  readonly #buckets = new Map<string, TokenBucket>();
  #sweepAt = LEAST_BUCKETS_TO_SWEEP;

  /** `rate`: how many times what AWS publishes the customer's quotas are. */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /** The pace of the calls that AWS counts against one account: mostly the account that makes them. */
  of(account: string): Pacer {
    return {
      take: (service, operation, region, signal) =>
        this.#bucket(account, service, operation, region).take(signal),
    };
  }

  /** Buckets held: those in use, and full ones not yet dropped. */
  get size(): number {
    return this.#buckets.size;
  }

  #bucket(account: string, service: string, operation: string, region: string): TokenBucket {
    const name = `${account}:${bucketOf(service, operation, region)}`;
    const known = this.#buckets.get(name);
    if (known) return known;
    if (this.#buckets.size >= this.#sweepAt) this.#dropFull();
    const { perSecond, burst } = rateOf(service, operation);
    const bucket = new TokenBucket({
      perSecond: perSecond * this.#rate,
      burst: Math.max(1, burst * this.#rate),
    });
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /** A full bucket is as good as one that nobody has drawn from yet. */
  #dropFull(): void {
    for (const [name, bucket] of this.#buckets) if (bucket.isFull()) this.#buckets.delete(name);
    this.#sweepAt = Math.max(LEAST_BUCKETS_TO_SWEEP, 2 * this.#buckets.size);
  }
}

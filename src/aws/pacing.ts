import { configError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { catalogue } from './catalogue/index.ts';
import { bucketOf, rateOf, type ServiceRates } from './catalogue/rates.ts';
import { SERVICES } from './catalogue/services.ts';
import { PaceShares } from './pace-shares.ts';
import { type Rate, TokenBucket } from './token-bucket.ts';

/** STS of the accounts from which roles are assumed: 600 a second. */
const STS: ServiceRates = {
  usual: { perSecond: 500, burst: 500 },
};

/** Rates by the SDK's name of the service. */
export const RATES: ReadonlyMap<string, ServiceRates> = new Map([
  ['STS', STS],
  ...SERVICES.map(({ api, rates }) => [api, rates] as const),
]);

/** Services of the organization itself, and the one that lets into every account. */
const SHARED: readonly string[] = [
  'STS',
  ...SERVICES.filter((service) =>
    catalogue.every(({ services, scope }) => scope === 'organization' || !services.includes(service)),
  ).map(({ api }) => api),
];

/** How much of what AWS publishes may be used: of all services, and of single ones beside it. */
export interface PaceSettings {
  readonly rate: number;
  /** `kms=2, lambda=0.5` */
  readonly rates?: string | undefined;
}

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
  readonly #factors: ReadonlyMap<string, number>;
  readonly #buckets = new Map<string, { readonly bucket: TokenBucket; readonly whole: Rate }>();
  /** Runs under way that draw on the quotas of the same accounts by buckets of their own. */
  readonly shares = new PaceShares((parts) => this.divide(parts));
  #parts = 1;
  #sweepAt = LEAST_BUCKETS_TO_SWEEP;

  /** `rate`: how many times what AWS publishes the customer's quotas are; `factors`: the same by the SDK's name of a service. */
  constructor(rate: number, factors: ReadonlyMap<string, number> = new Map()) {
    this.#rate = rate;
    this.#factors = factors;
  }

  /** The pace of a process. Throws a config error where the settings name a service that there is not. */
  static of({ rate, rates }: PaceSettings): Pacing {
    return new Pacing(rate, new Map(rates?.split(',').flatMap(factorsIn)));
  }

  /**
   * The pace of one of several processes that read different accounts of one organization at once. Of the buckets that
   * all accounts share each may draw its part.
   */
  static shareOf({ rate, rates }: PaceSettings, processes: number): Pacing {
    const factors = new Map(rates?.split(',').flatMap(factorsIn));
    for (const api of SHARED) factors.set(api, (factors.get(api) ?? 1) / processes);
    return new Pacing(rate, factors);
  }

  /** The pace of the calls that AWS counts against one account: mostly the account that makes them. */
  of(account: string): Pacer {
    return {
      take: (service, operation, region, signal) =>
        this.#bucket(account, service, operation, region).take(signal),
    };
  }

  /** From now on takes one of so many parts of each quota. */
  divide(parts: number): void {
    if (parts === this.#parts) return;
    this.#parts = parts;
    for (const { bucket, whole } of this.#buckets.values()) bucket.changeRate(partOf(whole, parts));
  }

  /** Buckets held: those in use, and full ones not yet dropped. */
  get size(): number {
    return this.#buckets.size;
  }

  #bucket(account: string, service: string, operation: string, region: string): TokenBucket {
    const rates = RATES.get(service) ?? {};
    const name = `${account}:${bucketOf(service, rates, operation, region)}`;
    const known = this.#buckets.get(name);
    if (known) return known.bucket;
    if (this.#buckets.size >= this.#sweepAt) this.#dropFull();
    const { perSecond, burst } = rateOf(rates, operation);
    const factor = this.#rate * (this.#factors.get(service) ?? 1);
    const whole = { perSecond: perSecond * factor, burst: burst * factor };
    const bucket = new TokenBucket(partOf(whole, this.#parts));
    this.#buckets.set(name, { bucket, whole });
    return bucket;
  }

  /** A full bucket is as good as a new one. */
  #dropFull(): void {
    for (const [name, { bucket }] of this.#buckets) if (bucket.isFull()) this.#buckets.delete(name);
    this.#sweepAt = Math.max(LEAST_BUCKETS_TO_SWEEP, 2 * this.#buckets.size);
  }
}

function partOf({ perSecond, burst }: Rate, parts: number): Rate {
  return { perSecond: perSecond / parts, burst: Math.max(1, burst / parts) };
}

/** A service's factor, for each API of that name. */
function factorsIn(text: string): (readonly [api: string, factor: number])[] {
  const [name = '', factor = ''] = text.split('=').map((part) => part.trim());
  const named = SERVICES.filter((service) => service.name === name);
  if (named.length > 0) return named.map(({ api }) => [api, Number(factor)] as const);
  const names = [...new Set(SERVICES.map((service) => service.name))].sort();
  throw configError(`there is no service ${name} whose rate could be set`, {
    where: 'SNOWCENSUS_AWS_RATES',
    hint: `Did you mean ${nearest(name, names) ?? names[0]}? There are ${names.join(', ')}.`,
  });
}

import type { Rate } from '../token-bucket.ts';

/**
 * How fast a service may be called: a fifth below what AWS publishes, for the bucket belongs to the customer, whose own
 * tools need the rest. An operation has a bucket of its own in each region unless it is said to share one.
 */
export interface ServiceRates<O extends string = string> {
  /** The bucket that all operations share but those of `operations`. */
  readonly shared?: SharedBucket;
  /** Of each operation that has no rate of its own. */
  readonly usual?: Rate;
  readonly operations?: { readonly [K in O]?: Rate };
}

/** One bucket for several operations, in each region or for the whole account; `name` lets several services share it. */
export interface SharedBucket {
  readonly of: 'account' | 'region';
  readonly rate: Rate;
  readonly name?: string;
}

/** The rate where AWS publishes none. */
const UNPUBLISHED: Rate = { perSecond: 5, burst: 5 };

/** The rate at which an operation may be called. */
export function rateOf(rates: ServiceRates, operation: string): Rate {
  return rates.operations?.[operation] ?? rates.shared?.rate ?? rates.usual ?? UNPUBLISHED;
}

/** The name of the bucket that a call draws from, among those of its account. */
export function bucketOf(api: string, rates: ServiceRates, operation: string, region: string): string {
  const { shared } = rates;
  if (!shared || rates.operations?.[operation]) return `${api}:${operation}:${region}`;
  const name = shared.name ?? api;
  return shared.of === 'account' ? name : `${name}:${region}`;
}

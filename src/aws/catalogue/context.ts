import type { Client } from '../client.ts';
import type { EndpointRule } from './service-sdk.ts';

/** Which events a unit reads: both ends included. */
export interface EventWindow {
  readonly since: Date;
  readonly until: Date;
  /** Whether events that changed nothing are wanted too. */
  readonly readOnly: boolean;
}

/** Earlier read of a unit, whose rows are taken over where AWS is not asked again. */
export interface EarlierRead {
  /** Start of the last run that asked all of the unit: the age of the oldest row that a run takes over. */
  readonly sweptAt: Date;
  /** Start of the last run that asked what was new. */
  readonly readAt: Date;
  /** Items of the current rows. */
  readonly items: readonly object[];
}

/**
 * Everything that a collector may use while it reads one unit. Calls are paced, counted, signed and retried beneath it.
 */
export interface CollectContext {
  readonly accountId: string;
  /** The unit's region; for organization and account scope the partition's home region. */
  readonly region: string;
  readonly signal: AbortSignal;
  /** Read each account's tags too: one more call per account. */
  readonly accountTags: boolean;
  /** Given to collectors of events, and to no other. */
  readonly window: EventWindow | undefined;
  /** Given to collectors that remember; undefined where all is to be asked. */
  readonly earlier: EarlierRead | undefined;
  /** The unit's client of a service, e.g. `context.client(EC2Client)`; that of another region for what every one answers. */
  client<C extends Client>(type: new (config: never) => C, elsewhere?: string, endpoint?: EndpointRule): C;
  /**
   * Whether the key is asked for the first time in the run: for facts that one account shows and all others would
   * repeat.
   */
  firstInRun(key: string): boolean;
  /**
   * Does `make` once per account and shares the result (or the failure) between the account's collectors. What `make`
   * reads by the context it is given does not end with the unit that happened to ask first.
   */
  once<T>(key: string, make: (shared: CollectContext) => Promise<T>): Promise<T>;
}

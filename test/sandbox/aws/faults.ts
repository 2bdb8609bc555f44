import { createRandom, type Random } from './world/random.ts';

/** Which calls a fault is for; what is left out matches all. */
export interface CallMatch {
  readonly service?: string;
  readonly operation?: string;
  /** The account the caller belongs to. */
  readonly accountId?: string;
  /** Of an AssumeRole, the account of the role asked for. */
  readonly roleAccountId?: string;
  readonly region?: string;
  /** Skips the matching calls before the n-th, counted from 1. */
  readonly nth?: number;
  /** How many calls are struck before the rule is spent; default no end. */
  readonly times?: number;
  /** In [0, 1], drawn from the sandbox's seed; default 1. */
  readonly probability?: number;
}

/** What happens to the answer on its way, the operation having run. */
export type DeliveryFault =
  | 'reset'
  | 'truncate-body'
  | 'malformed-body'
  | 'html'
  | 'slow-page'
  /** Nothing comes, not even a head. */
  | 'hang'
  /** The head comes, and then nothing. */
  | 'stall'
  /** The head comes, and then the body one byte at a time, too slowly to ever end. */
  | 'drip'
  /** A proxy's page under status 200. */
  | 'html-200'
  /** An error of the service under status 200. */
  | 'error-200'
  /** A proxy's page that refuses. */
  | 'html-403'
  /** Nothing under status 200. */
  | 'empty-200'
  /** A sentence of a proxy under status 200. */
  | 'text-200'
  /** A page that begins like XML, under status 200. */
  | 'xhtml-200'
  /** A sound document that is of another service, under status 200. */
  | 'other-200'
  /** Compressed, though nobody asked. */
  | 'gzip'
  /** Compressed, and then cut with a length that fits. */
  | 'cut-gzip'
  /** Not compressed, with a head that says so. */
  | 'false-gzip'
  /** Far more than any answer has. */
  | 'flood'
  /** Bytes that are no text. */
  | 'binary';

export type FaultAction =
  | { readonly delayMs: number }
  | { readonly error: { readonly code: string; readonly message: string; readonly status: number } }
  | 'throttle'
  | 'http500'
  | 'http503'
  /** The caller's session is expired from now on. */
  | 'expire-credentials'
  /** The caller's account is closed from now on: none of its credentials work any more. */
  | 'vanish-account'
  | DeliveryFault;

export interface FaultRule {
  readonly match: CallMatch;
  readonly action: FaultAction;
}

/** A standing rule; `struck` counts the calls it met. */
export interface StandingFault {
  readonly struck: number;
  remove(): void;
}

/** A barrier before the first matching call (or the n-th) and all after it. */
export interface Pause {
  /** Settles when a call has come to the barrier and waits. */
  readonly reached: Promise<void>;
  /** Lets all through. */
  release(): void;
}

export interface CallIdentity {
  readonly service: string;
  readonly operation: string;
  readonly accountId: string;
  readonly roleAccountId: string | undefined;
  readonly region: string;
}

type BarrierKey = Exclude<keyof CallMatch, 'times' | 'probability'>;

interface Rule extends FaultRule {
  met: number;
  struck: number;
}

interface Barrier {
  readonly match: Pick<CallMatch, BarrierKey>;
  met: number;
  readonly arrive: () => void;
  readonly released: Promise<void>;
}

/** Faults on demand. Rules are tried in the order they were added, and all that match strike. */
export class Faults {
  readonly #random: Random;
  readonly #rules = new Set<Rule>();
  readonly #barriers = new Set<Barrier>();

  constructor(seed: number) {
    this.#random = createRandom(seed, 'faults');
  }

  add(fault: FaultRule): StandingFault {
    const rule: Rule = { ...fault, met: 0, struck: 0 };
    this.#rules.add(rule);
    return {
      get struck() {
        return rule.struck;
      },
      remove: () => {
        this.#rules.delete(rule);
      },
    };
  }

  clear(): void {
    this.#rules.clear();
  }

  pauseBefore(match: Pick<CallMatch, BarrierKey>): Pause {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const barrier: Barrier = { match, met: 0, arrive: reached.resolve, released: released.promise };
    this.#barriers.add(barrier);
    return {
      reached: reached.promise,
      release: () => {
        this.#barriers.delete(barrier);
        released.resolve();
      },
    };
  }

  /** Waits at every barrier set up for this call. */
  async waitAtBarriers(call: CallIdentity): Promise<void> {
    for (const barrier of this.#barriers) {
      if (!matches(barrier.match, call)) continue;
      barrier.met += 1;
      if (barrier.met < (barrier.match.nth ?? 1)) continue;
      barrier.arrive();
      await barrier.released;
    }
  }

  /** The actions that strike this call. */
  strike(call: CallIdentity): FaultAction[] {
    const actions: FaultAction[] = [];
    for (const rule of this.#rules) {
      if (!matches(rule.match, call)) continue;
      const { nth = 1, times = Number.POSITIVE_INFINITY, probability = 1 } = rule.match;
      rule.met += 1;
      if (rule.met < nth || rule.struck >= times) continue;
      if (probability < 1 && !this.#random.chance(probability)) continue;
      rule.struck += 1;
      actions.push(rule.action);
    }
    return actions;
  }
}

function matches(match: CallMatch, call: CallIdentity): boolean {
  return (
    (match.service === undefined || match.service === call.service) &&
    (match.operation === undefined || match.operation === call.operation) &&
    (match.accountId === undefined || match.accountId === call.accountId) &&
    (match.roleAccountId === undefined || match.roleAccountId === call.roleAccountId) &&
    (match.region === undefined || match.region === call.region)
  );
}

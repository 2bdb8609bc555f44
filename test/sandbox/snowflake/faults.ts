import { setTimeout as sleep } from 'node:timers/promises';
import { StatementError } from './contract.ts';

/** A request as a fault rule or a pause sees it. */
export interface RequestEvent {
  readonly method: string;
  readonly path: string;
  /**
   * A statement's kind (`select`, `copy`, `put`, …) for a query request; otherwise what the request is for:
   * `login`, `renew`, `heartbeat`, `result`, `chunk`, `abort`, `monitoring`, `destroy`, `telemetry`,
   * `storage-put`, `storage-head`, `storage-get`, `unknown`.
   */
  readonly kind: string;
  /** Only for query requests. */
  readonly sqlText?: string;
}

export interface FaultMatch {
  readonly kind?: string;
  readonly path?: RegExp;
  readonly sql?: RegExp;
  /** Strike from the n-th matching request on (1 = the first). */
  readonly nth?: number;
  /** How many requests to strike from there on. Default 1. */
  readonly times?: number;
}

/**
 * - `http503`, `http429`: that status, nothing executed. `reset`: TCP reset, nothing executed.
 * - `black-hole`: never answered. `{ delayMs }`: on the way for that long. `{ runMs }`: a statement that takes
 *   that much longer to execute, unless it is canceled.
 * - `expire-session`: the session token is found expired; `expire-master`: the master token too.
 * - `drop-after-execute`: executed, then a reset in place of the answer. `truncate-body`: the answer is cut in half.
 * - `stall-body`: half the answer comes, and the connection stays as it is.
 * - `{ error }`: the statement is refused with this error, nothing executed.
 * - `storage-401`, `storage-403`, `storage-503`: the object store's own refusals.
 * - `fewer-rows`: a COPY with FILES finds its first file one line shorter than it was written.
 */
export type FaultAction =
  | 'http503'
  | 'http429'
  | 'reset'
  | 'black-hole'
  | 'expire-session'
  | 'expire-master'
  | 'drop-after-execute'
  | 'truncate-body'
  | 'stall-body'
  | 'storage-401'
  | 'storage-403'
  | 'storage-503'
  | 'fewer-rows'
  | { readonly delayMs: number }
  | { readonly runMs: number }
  | { readonly error: Pick<StatementError, 'code' | 'sqlState' | 'message'> };

interface FaultRule {
  readonly match: FaultMatch;
  readonly action: FaultAction;
}

/** The world stopped before one request. While it stands, nothing of that request has happened. */
export interface Pause {
  /** Resolves when the request has arrived. */
  readonly reached: Promise<RequestEvent>;
  /** Lets the request through, unless its client has gone meanwhile: then it never happened. */
  release(): void;
  /** Lets the request vanish: it never happened, and its connection breaks. */
  abandon(): void;
}

interface Armed {
  readonly rule: FaultRule;
  seen: number;
}

interface Waiting {
  readonly predicate: (event: RequestEvent) => boolean;
  readonly reach: (event: RequestEvent) => void;
  readonly verdict: Promise<'go' | 'vanish'>;
}

/** The faults a test has ordered. */
export class FaultPlan {
  #armed: Armed[] = [];
  #waiting: Waiting[] = [];
  readonly #abandonAll = new Set<() => void>();

  /** Arms a rule; rules strike in the order they were added. Returns how to disarm it. */
  add(match: FaultMatch, action: FaultAction): () => void {
    const armed: Armed = { rule: { match, action }, seen: 0 };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed);
    };
  }

  /** Stops the next request that satisfies `predicate`, once. */
  pauseBefore(predicate: (event: RequestEvent) => boolean): Pause {
    const reached = Promise.withResolvers<RequestEvent>();
    const verdict = Promise.withResolvers<'go' | 'vanish'>();
    const abandon = (): void => verdict.resolve('vanish');
    this.#abandonAll.add(abandon);
    this.#waiting.push({ predicate, reach: reached.resolve, verdict: verdict.promise });
    return { reached: reached.promise, release: () => verdict.resolve('go'), abandon };
  }

  /** Disarms every rule and lets every paused request vanish. */
  clear(): void {
    this.#armed = [];
    this.#waiting = [];
    for (const abandon of this.#abandonAll) abandon();
    this.#abandonAll.clear();
  }

  /** Holds a request as long as a pause says. False: the request never happened. */
  async hold(event: RequestEvent, clientIsGone: () => boolean): Promise<boolean> {
    const waiting = this.#waiting.find((candidate) => candidate.predicate(event));
    if (waiting === undefined) return true;
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    waiting.reach(event);
    const verdict = await waiting.verdict;
    // The end of a killed client's connection may still be on its way through the event loop.
    await sleep(20);
    return verdict === 'go' && !clientIsGone();
  }

  /** The actions that strike a request, counting it against every rule it matches. */
  strike(event: RequestEvent): readonly FaultAction[] {
    return this.#armed
      .filter((armed) => matches(armed.rule.match, event))
      .filter((armed) => {
        armed.seen += 1;
        const first = armed.rule.match.nth ?? 1;
        return armed.seen >= first && armed.seen < first + (armed.rule.match.times ?? 1);
      })
      .map((armed) => armed.rule.action);
  }
}

/** The error an `{ error }` action stands for. */
export function injectedError(actions: readonly FaultAction[]): StatementError | undefined {
  const found = actions.find((action) => typeof action === 'object' && 'error' in action);
  if (typeof found !== 'object' || !('error' in found)) return undefined;
  return new StatementError(found.error.code, found.error.sqlState, found.error.message);
}

function matches(match: FaultMatch, event: RequestEvent): boolean {
  return (
    (match.kind === undefined || match.kind === event.kind) &&
    (match.path === undefined || match.path.test(event.path)) &&
    (match.sql === undefined || (event.sqlText !== undefined && match.sql.test(event.sqlText)))
  );
}

import type { Observer } from '../../observer.ts';
import type { CallCount } from './messages.ts';

/** Counts of calls since they were last taken. */
export class CallCounts implements Observer {
  #calls = new Map<string, CallCount>();
  #throttles = new Map<string, CallCount>();

  awsCall(service: string, operation: string): void {
    count(this.#calls, service, operation);
  }

  awsThrottle(service: string, operation: string): void {
    count(this.#throttles, service, operation);
  }

  /** Statements are the first process's. */
  statement(): void {}

  /** Gives the counts, and begins anew. */
  take(): { readonly calls: readonly CallCount[]; readonly throttles: readonly CallCount[] } {
    const counted = { calls: [...this.#calls.values()], throttles: [...this.#throttles.values()] };
    this.#calls = new Map();
    this.#throttles = new Map();
    return counted;
  }
}

function count(counts: Map<string, CallCount>, service: string, operation: string): void {
  const key = `${service}:${operation}`;
  counts.set(key, { service, operation, count: (counts.get(key)?.count ?? 0) + 1 });
}

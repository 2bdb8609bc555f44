/** One call as the log keeps it. */
export interface CallRecord {
  readonly at: Date;
  readonly service: string;
  readonly operation: string;
  /** Of the caller; undefined where it did not get so far. */
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly caller: string | undefined;
  /** The error code, `OK`, or the fault in its delivery. */
  readonly code: string;
}

/** What the sandbox counted since it started or was last reset. */
export interface Metrics {
  readonly calls: number;
  readonly throttled: number;
  /** Of those throttled, the ones that found their bucket empty; the others were planted. */
  readonly overQuota: number;
  /** `ec2:DescribeInstances` → calls. */
  readonly byAction: Readonly<Record<string, number>>;
  readonly byCode: Readonly<Record<string, number>>;
  /** Services and operations asked for that the sandbox does not have. */
  readonly unknown: readonly string[];
  /** Where the sandbox itself broke the AWS model or met a policy it does not speak. A test expects none. */
  readonly defects: readonly string[];
  /** The last calls, oldest first. */
  readonly log: readonly CallRecord[];
  byAccountAction(accountId: string): Readonly<Record<string, number>>;
}

/** Counts; made anew on reset. */
export class MetricsRecorder implements Metrics {
  readonly #logLimit: number;
  calls = 0;
  throttled = 0;
  overQuota = 0;
  readonly byAction: Record<string, number> = {};
  readonly byCode: Record<string, number> = {};
  readonly unknown: string[] = [];
  readonly defects: string[] = [];
  readonly log: CallRecord[] = [];
  readonly #byAccount = new Map<string, Record<string, number>>();

  constructor(logLimit: number) {
    this.#logLimit = logLimit;
  }

  byAccountAction(accountId: string): Readonly<Record<string, number>> {
    return this.#byAccount.get(accountId) ?? {};
  }

  record(call: CallRecord): void {
    const action = `${call.service}:${call.operation}`;
    this.calls += 1;
    count(this.byAction, action);
    count(this.byCode, call.code);
    if (call.accountId !== undefined) {
      const actions = this.#byAccount.get(call.accountId) ?? {};
      this.#byAccount.set(call.accountId, actions);
      count(actions, action);
    }
    this.log.push(call);
    // Cut in halves: shifting the array on every call would cost its length each time.
    if (this.log.length > this.#logLimit * 2) this.log.splice(0, this.log.length - this.#logLimit);
  }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

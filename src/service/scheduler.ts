import PQueue from 'p-queue';
import { accountsConnection, type Connection, type ConnectionResult } from '../connections/connection.ts';
import { nextSlot } from '../connections/schedule/slots.ts';
import { isSnowcensusError } from '../errors.ts';
import { NotRun } from '../ledger/lease/not-run.ts';
import { addMissed, type Slot } from '../ledger/slot.ts';
import type { Log } from '../log/log.ts';
import { pause } from '../time/pause.ts';
import { type CameSlots, delayMs, type Entry, newEntry, scheduleOf, takeSlots, update } from './entry.ts';
import { everyMinute } from './minute-tick.ts';

/** A run that is due. */
export interface DueRun {
  readonly connection: Connection;
  readonly triggeredBy: 'schedule' | 'catch-up';
  readonly slot: Slot;
  readonly signal: AbortSignal;
}

export interface SchedulerOptions {
  readonly log: Log;
  /** Schema of the accounts connections that are named without a schema. */
  readonly schema: { readonly database: string; readonly schema: string };
  /** Runs one connection. Rejects when the run could not be done. */
  readonly run: (due: DueRun) => Promise<void>;
  /** Called for slots for which nothing will be run: the last of them, why, and how many they are. */
  readonly onMissed: (connection: string, at: Date, reason: string, slots: number) => void;
  /** Whether Snowflake answered when it was last asked; while it does not, runs are put off. */
  readonly isReachable: () => boolean;
  /** Runs at once, over all connections. */
  readonly concurrency: number;
}

/** A slot older than this is caught up, not run. */
const LATE_MS = 90_000;

const SUSPENDED = 'The connection was suspended: its COMMENT was not valid.';

/**
 * Runs connections on their schedules, never one of them twice at the same time. Every minute it looks which slots have
 * come since the last look, so that none is lost to a process that was busy or suspended.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #queue: PQueue;
  readonly #entries = new Map<string, Entry>();
  readonly #stopping = new AbortController();
  readonly #abort = new AbortController();
  #endTicking: (() => void) | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.concurrency });
  }

  /** Schedule of each connection, for the surfaces. */
  get entries(): readonly Entry[] {
    return [...this.#entries.values()].filter(({ isGone }) => !isGone);
  }

  /**
   * Makes the schedule what the tables say, and catches up what was put off. `accounted` gives the last slot in the
   * ledger for tables that are there from the start.
   */
  reconcile(results: readonly ConnectionResult[], accounted: ReadonlyMap<string, Date> = new Map()): void {
    if (this.#stopping.signal.aborted) return;
    const now = new Date();
    const named = results.map((result) => ({
      ...result,
      name: result.ok ? result.connection.name : result.name,
    }));
    for (const entry of this.#entries.values()) {
      if (named.some(({ name }) => name === entry.name)) continue;
      if (entry.active !== undefined) entry.isGone = true;
      else this.#entries.delete(entry.name);
    }
    for (const result of named) this.#take(result, now, accounted.get(result.name));
    this.#catchUp(now);
    this.#endTicking ??= everyMinute(() => this.tick());
  }

  /** Deals with the slots that have come. */
  tick(): void {
    const now = new Date();
    const due = [...this.#entries.values()].flatMap((entry) => {
      const came = takeSlots(entry, now);
      if (!came || !this.#isFree(entry, came)) return [];
      const { at, slots } = came;
      return [{ entry, at, isLate: slots > 1 || now.getTime() - at.getTime() > LATE_MS }];
    });
    // All are marked before any runs, so that an inventory finds the accounts connection that is due with it.
    for (const { entry, at, isLate } of due) this.#start(entry, at, isLate);
  }

  /** Time of the connection's next run by itself. */
  nextRunAt({ connection, problem }: Entry): Date | undefined {
    const its = connection && !problem && scheduleOf(connection);
    const slot = its && nextSlot(its, new Date());
    return slot && connection ? new Date(slot.getTime() + delayMs(connection)) : undefined;
  }

  /** Starts nothing more, gives what runs this long to end, aborts the rest, and resolves when it has ended. */
  async stop(reason: unknown, patienceMs: number): Promise<void> {
    this.#endTicking?.();
    this.#stopping.abort(reason);
    const ended = Promise.all([...this.#entries.values()].map(({ active }) => active));
    const patience = new AbortController();
    await Promise.race([ended, pause(patienceMs, patience.signal)]);
    patience.abort();
    this.#abort.abort(reason);
    await ended;
  }

  #take(result: ConnectionResult & { readonly name: string }, now: Date, accounted: Date | undefined): void {
    const entry = this.#entries.get(result.name) ?? newEntry(result.name, now, accounted);
    this.#entries.set(entry.name, entry);
    if (result.ok) {
      const next = () => this.nextRunAt(entry)?.toISOString();
      const [before, problem] = [JSON.stringify(entry.connection), entry.problem];
      update(entry, result.connection, now);
      if (before === JSON.stringify(entry.connection) && !problem) return;
      const what = before === undefined ? 'scheduled' : problem ? 'mended' : 'changed';
      this.#options.log.info(what, { connection: entry.name, ...result.connection.schedule, next: next() });
    } else if (entry.problem !== result.error.message) {
      entry.problem = result.error.message;
      this.#options.log.error('this connection is suspended', {
        connection: entry.name,
        error: result.error,
      });
    }
  }

  /** Whether the slots can be run now; where not, it is settled what becomes of them. */
  #isFree(entry: Entry, came: CameSlots): boolean {
    if (entry.problem) return this.#miss(entry, came, SUSPENDED);
    if (entry.active !== undefined) return this.#miss(entry, came, 'The run before was still active.');
    if (!this.#options.isReachable()) return this.#owe(entry, came.at);
    return true;
  }

  #miss(entry: Entry, { at, slots }: CameSlots, reason: string): false {
    addMissed(entry.missed, { at, slots, reason });
    this.#options.onMissed(entry.name, at, reason, slots);
    return false;
  }

  #owe(entry: Entry, at: Date): false {
    const attempts = entry.owed ? entry.owed.attempts : 0;
    entry.owed = { at, attempts, next: entry.owed?.next ?? new Date() };
    return false;
  }

  #catchUp(now: Date): void {
    // A run for a slot makes good those before it, the one that is owed as well: tried first, that one would have it missed.
    this.tick();
    for (const entry of this.#entries.values()) {
      const { owed, active, problem, isGone } = entry;
      if (owed && owed.next <= now && active === undefined && !problem && !isGone)
        this.#start(entry, owed.at, true);
    }
  }

  #start(entry: Entry, at: Date, isLate: boolean): void {
    const started = Promise.withResolvers<void>();
    entry.active = started.promise;
    queueMicrotask(() => {
      this.#execute(entry, at, isLate)
        .catch((error: unknown) =>
          this.#options.log.error('the run failed', { connection: entry.name, error }),
        )
        .finally(() => {
          entry.active = undefined;
          if (entry.isGone) this.#entries.delete(entry.name);
          started.resolve();
        });
    });
  }

  async #execute(entry: Entry, at: Date, isLate: boolean): Promise<void> {
    if (entry.connection) await this.#wait(entry.connection, at);
    await this.#queue.add(async () => {
      const { connection } = entry;
      // What is not begun now is caught up after the restart.
      if (!connection || this.#stopping.signal.aborted || entry.isGone) return;
      if (entry.problem) {
        this.#miss(entry, { at, slots: 1 }, SUSPENDED);
        return;
      }
      const attempts = (entry.owed?.attempts ?? 0) + 1;
      entry.owed = undefined;
      let isRecorded = false;
      const slot: Slot = {
        at,
        since: entry.since,
        takeMissed: () => entry.missed.splice(0),
        onRecorded: () => {
          isRecorded = true;
        },
      };
      try {
        await this.#options.run({
          connection,
          triggeredBy: isLate ? 'catch-up' : 'schedule',
          slot,
          signal: this.#abort.signal,
        });
        // It was published, and has read nothing for a reason that may pass.
        if (!isRecorded) putOff(entry, at, attempts);
      } catch (error) {
        this.#afterFailure(entry, at, error, isRecorded, attempts);
      }
    });
  }

  /** A slot is done when it is published, or cannot be: what may pass is tried again, less and less often. */
  #afterFailure(entry: Entry, at: Date, error: unknown, isRecorded: boolean, attempts: number): void {
    const isHeld = error instanceof NotRun && error.why === 'held';
    const mayPass = isHeld || (isSnowcensusError(error) && error.kind === 'transient');
    if (isRecorded || !mayPass) return;
    // A holder that lives sees to the slot; of a dead one that is known when its lease is over.
    putOff(entry, at, attempts, isHeld ? error.freeAt : undefined);
  }

  /** Waits for the connection's own delay, and for the accounts connection it reads, if that is active. */
  async #wait(connection: Connection, at: Date): Promise<void> {
    const early = at.getTime() + delayMs(connection) - Date.now();
    if (early > 0) await pause(early, this.#stopping.signal);
    await this.#accountsEntry(connection)?.active;
  }

  #accountsEntry(connection: Connection): Entry | undefined {
    const list = accountsConnection(connection, this.#options.schema);
    return list === undefined ? undefined : this.#entries.get(list);
  }
}

/** Has the slot tried again after minutes that double, up to an hour. */
function putOff(entry: Entry, at: Date, attempts: number, notBefore?: Date): void {
  const next = Date.now() + Math.min(2 ** (attempts - 1), 60) * 60_000;
  entry.owed = { at, attempts, next: new Date(Math.max(next, notBefore?.getTime() ?? 0)) };
}

import { createHash } from 'node:crypto';
import type { Connection } from '../connections/connection.ts';
import type { Schedule } from '../connections/schedule/schedule.ts';
import { ScheduledDays } from '../connections/schedule/slots.ts';
import type { MissedSlot } from '../ledger/slot.ts';

/** A connection as the scheduler knows it. */
export interface Entry {
  readonly name: string;
  /** As it was when it was last valid; undefined when it never was. */
  connection: Connection | undefined;
  /** Problem of the connection's COMMENT now, which suspends the connection. */
  problem: string | undefined;
  /** Its table is gone; kept while its last run is active. */
  isGone: boolean;
  /** Time of the next slot; undefined where the connection has no schedule or is paused. */
  days: ScheduledDays | undefined;
  /** No slot comes before this one; undefined where that is not known. */
  next: Date | undefined;
  /** Up to when its slots have been dealt with. */
  seen: Date;
  /** From when on it has this schedule; undefined when that is for the ledger to say. */
  since: Date | undefined;
  /** Settles when what is queued or runs has ended. */
  active: Promise<void> | undefined;
  /** Missed and not in the ledger yet. */
  missed: MissedSlot[];
  owed: OwedSlot | undefined;
}

/** A slot that could not be run because Snowflake was away: it is caught up when that is back. */
export interface OwedSlot {
  readonly at: Date;
  readonly attempts: number;
  /** Not before. */
  readonly next: Date;
}

/** An entry for a table that is new to the scheduler. `accounted` is its last slot in the ledger. */
export function newEntry(name: string, now: Date, accounted: Date | undefined): Entry {
  return {
    name,
    connection: undefined,
    problem: undefined,
    isGone: false,
    days: undefined,
    next: undefined,
    seen: accounted && accounted < now ? accounted : now,
    since: accounted ? undefined : now,
    active: undefined,
    missed: [],
    owed: undefined,
  };
}

/** Puts what the table says now in the place of what it said. A schedule that is changed begins anew. */
export function update(entry: Entry, connection: Connection, now: Date): void {
  const { connection: before, isGone, since } = entry;
  // What is in the ledger of a table that could not be read so far still holds.
  const goesOn = before ? !isGone && isSame(scheduleOf(before), scheduleOf(connection)) : since === undefined;
  if (!goesOn) {
    entry.seen = now;
    entry.since = now;
    entry.owed = undefined;
  }
  const schedule = scheduleOf(connection);
  if (!before || !isSame(scheduleOf(before), schedule)) {
    entry.days = schedule && new ScheduledDays(schedule);
  }
  entry.next = undefined;
  entry.connection = connection;
  entry.problem = undefined;
  entry.isGone = false;
}

/** Slots that have come: the last of them, and how many they are. */
export interface CameSlots {
  readonly at: Date;
  readonly slots: number;
}

/** A clock that is put back by less makes no slot come again. */
const STEP_BACK_MS = 120_000;

/** The slots that have come since this was last asked; undefined where none has. */
export function takeSlots(entry: Entry, now: Date): CameSlots | undefined {
  const { days, seen, next } = entry;
  // A clock that was ahead must not hold the schedule until it gets there again: the ledger knows what has been run.
  if (now > seen || seen.getTime() - now.getTime() > STEP_BACK_MS) entry.seen = now;
  if (days === undefined || (next !== undefined && now >= seen && now < next)) return undefined;
  const at = days.last(seen.getTime(), now.getTime());
  entry.next = days.next(entry.seen.getTime());
  return at && { at, slots: days.count(seen.getTime(), at.getTime()) };
}

/** Schedule by which the connection runs by itself; undefined without one. */
export function scheduleOf({ schedule, paused }: Connection): Schedule | undefined {
  return paused ? undefined : schedule;
}

/** By how much a connection's runs begin after they are due: always the same for one name. */
export function delayMs({ name, jitter }: Connection): number {
  if (jitter === 0) return 0;
  return createHash('sha256').update(name).digest().readUInt32BE() % (jitter * 1000);
}

function isSame(before: Schedule | undefined, after: Schedule | undefined): boolean {
  return before?.cron === after?.cron && before?.timezone === after?.timezone;
}

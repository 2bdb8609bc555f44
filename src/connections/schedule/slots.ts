import { type ParsedFields, parse } from 'node-cron';
import { isCronDay } from './cron-day.ts';
import type { Schedule } from './schedule.ts';
import { WallClock } from './wall-clock.ts';

const DAY_MS = 86_400_000;

/** Days for which slots are kept: those around one change of the clock. */
const MOST_UNSTEADY = 6;

/** `0 0 29 2 *` may have to wait eight years: 2096 to 2104. */
const FURTHEST_MS = 8 * 366 * DAY_MS;

/**
 * The instants at which a schedule is due, after `from` and up to and including `to`, in order and each once.
 *
 * Where the clock is changed: with fixed hours, a time that the clock skips is due that much after the change (02:30 is
 * due when the clock shows 03:30), and a time that it shows twice is due the first time. With hours that begin with
 * `*`, slots go by the time that really passes: none is skipped and none is left out.
 */
export function slotsBetween(schedule: Schedule, from: Date, to: Date): readonly Date[] {
  return [...new ScheduledDays(schedule).slots(from.getTime(), to.getTime())];
}

/** How many instants {@link slotsBetween} gives; whole days are counted, not gone through. */
export function countSlots(schedule: Schedule, from: Date, to: Date): number {
  return new ScheduledDays(schedule).count(from.getTime(), to.getTime());
}

/** The last instant that {@link slotsBetween} gives; undefined where it gives none. */
export function lastSlot(schedule: Schedule, from: Date, to: Date): Date | undefined {
  return new ScheduledDays(schedule).last(from.getTime(), to.getTime());
}

/** The first slot after an instant; undefined when there is none within eight years. */
export function nextSlot(schedule: Schedule, after: Date): Date | undefined {
  return new ScheduledDays(schedule).next(after.getTime());
}

/**
 * The days on which a schedule has slots. A day is written as the instant at which UTC shows its midnight. What is
 * asked about one schedule again and again is asked of one of these: to read a time zone costs more than to use it.
 */
export class ScheduledDays {
  readonly #cron: string;
  readonly #fields: ParsedFields;
  readonly #clock: WallClock;
  readonly #followsTime: boolean;
  /** Slots of days on which the clock may be changed: each takes many looks at the clock. */
  readonly #unsteady = new Map<number, readonly number[]>();

  constructor({ cron, timezone }: Schedule) {
    this.#cron = cron;
    this.#fields = parse(cron);
    this.#clock = new WallClock(timezone);
    this.#followsTime = /^\S+ \*/.test(cron);
  }

  /** How many slots {@link slots} gives. */
  count(from: number, to: number): number {
    let count = 0;
    let last = from;
    for (const day of this.#between(last, to)) {
      const instants = this.#wholeDay(day, last, to);
      if (instants) count += instants.count;
      const some = instants ? [] : this.#slotsOf(day).filter((instant) => instant > last && instant <= to);
      count += some.length;
      last = instants?.last ?? some.at(-1) ?? last;
    }
    return count;
  }

  /** The last that {@link slots} gives. */
  last(from: number, to: number): Date | undefined {
    const latest = (day: number) => this.#slotsOf(day).findLast((instant) => instant > from && instant <= to);
    for (const day of this.#backFrom(from, to)) {
      const found = latest(day);
      if (found === undefined) continue;
      // A change of the clock may have moved a slot of the day before past it.
      return new Date(Math.max(found, latest(day - DAY_MS) ?? found));
    }
    return undefined;
  }

  /** The first slot after an instant; undefined when there is none within eight years. */
  next(after: number): Date | undefined {
    return this.slots(after, after + FURTHEST_MS).next().value;
  }

  /** The slots after `from`, up to and including `to`. */
  *slots(from: number, to: number): Generator<Date, undefined> {
    let last = from;
    for (const day of this.#between(last, to)) {
      for (const instant of this.#slotsOf(day)) {
        if (instant <= last) continue;
        if (instant > to) return;
        last = instant;
        yield new Date(instant);
      }
    }
  }

  /** Days that may have slots between two instants, with the day before, for a slot that was moved past midnight. */
  *#between(from: number, to: number): Generator<number> {
    const end = this.#clock.shows(to);
    for (let day = startOfDay(this.#clock.shows(from)) - DAY_MS; day <= end; day += DAY_MS) {
      if (isCronDay(this.#fields, this.#cron, dateOf(day))) yield day;
    }
  }

  /** The same, the last day first. */
  *#backFrom(from: number, to: number): Generator<number> {
    const end = startOfDay(this.#clock.shows(from)) - DAY_MS;
    for (let day = startOfDay(this.#clock.shows(to)); day >= end; day -= DAY_MS) {
      if (isCronDay(this.#fields, this.#cron, dateOf(day))) yield day;
    }
  }

  /** The slots of a day, in order. */
  #slotsOf(day: number): readonly number[] {
    if (!isCronDay(this.#fields, this.#cron, dateOf(day))) return [];
    const offset = this.#clock.steadyOffset(day);
    if (offset !== undefined) return this.#shown(day).map((time) => time - offset);
    const known = this.#unsteady.get(day) ?? this.#unsteadySlots(day);
    if (this.#unsteady.size >= MOST_UNSTEADY) this.#unsteady.clear();
    this.#unsteady.set(day, known);
    return known;
  }

  #unsteadySlots(day: number): readonly number[] {
    const instants = this.#shown(day).flatMap((time) =>
      this.#followsTime ? this.#clock.instants(time) : [this.#clock.instant(time)],
    );
    // Times of the day and instants need not be in the same order.
    return [...new Set(instants)].sort((a, b) => a - b);
  }

  /** Times of the clock at the slots of a day, in order. */
  #shown(day: number): readonly number[] {
    const times = this.#fields.hour.flatMap((hour) =>
      this.#fields.minute.map((minute) => day + (hour * 60 + minute) * 60_000),
    );
    return [...new Set(times)].sort((a, b) => a - b);
  }

  /** Slots of a day that lies between the instants and on which no clock is changed; undefined for other days. */
  #wholeDay(
    day: number,
    from: number,
    to: number,
  ): { readonly count: number; readonly last: number } | undefined {
    const offset = this.#clock.steadyOffset(day);
    if (offset === undefined || day - offset <= from || day - offset + DAY_MS > to) return undefined;
    const { hour, minute } = this.#fields;
    const last = (Math.max(...hour) * 60 + Math.max(...minute)) * 60_000;
    return { count: hour.length * minute.length, last: day - offset + last };
  }
}

function startOfDay(shown: number): number {
  return Math.floor(shown / DAY_MS) * DAY_MS;
}

function dateOf(day: number) {
  const date = new Date(day);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

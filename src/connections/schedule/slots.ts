import { type ParsedFields, parse } from 'node-cron';
import { isCronDay } from './cron-day.ts';
import type { Schedule } from './schedule.ts';
import { WallClock } from './wall-clock.ts';

const DAY_MS = 86_400_000;

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
  return [...slots(schedule, from, to.getTime())];
}

/** How many instants {@link slotsBetween} gives; whole days are counted, not gone through. */
export function countSlots({ cron, timezone }: Schedule, from: Date, to: Date): number {
  const days = new ScheduledDays(cron, timezone);
  let count = 0;
  let last = from.getTime();
  for (const day of days.between(last, to.getTime())) {
    const instants = days.wholeDay(day, last, to.getTime());
    if (instants) count += instants.count;
    const some = instants
      ? []
      : days.slotsOf(day).filter((instant) => instant > last && instant <= to.getTime());
    count += some.length;
    last = instants?.last ?? some.at(-1) ?? last;
  }
  return count;
}

/** The last instant that {@link slotsBetween} gives; undefined where it gives none. */
export function lastSlot({ cron, timezone }: Schedule, from: Date, to: Date): Date | undefined {
  const days = new ScheduledDays(cron, timezone);
  const latest = (day: number) =>
    days.slotsOf(day).findLast((instant) => instant > from.getTime() && instant <= to.getTime());
  for (const day of days.backFrom(from.getTime(), to.getTime())) {
    const found = latest(day);
    if (found === undefined) continue;
    // A change of the clock may have moved a slot of the day before past it.
    return new Date(Math.max(found, latest(day - DAY_MS) ?? found));
  }
  return undefined;
}

/** The first slot after an instant; undefined when there is none within eight years. */
export function nextSlot(schedule: Schedule, after: Date): Date | undefined {
  return slots(schedule, after, after.getTime() + FURTHEST_MS).next().value;
}

function* slots({ cron, timezone }: Schedule, from: Date, to: number): Generator<Date, undefined> {
  const days = new ScheduledDays(cron, timezone);
  let last = from.getTime();
  for (const day of days.between(last, to)) {
    for (const instant of days.slotsOf(day)) {
      if (instant <= last) continue;
      if (instant > to) return;
      last = instant;
      yield new Date(instant);
    }
  }
}

/** The days on which a schedule has slots. A day is written as the instant at which UTC shows its midnight. */
class ScheduledDays {
  readonly #cron: string;
  readonly #fields: ParsedFields;
  readonly #clock: WallClock;
  readonly #followsTime: boolean;

  constructor(cron: string, timezone: string) {
    this.#cron = cron;
    this.#fields = parse(cron);
    this.#clock = new WallClock(timezone);
    this.#followsTime = /^\S+ \*/.test(cron);
  }

  /** Those that may have slots between two instants. A day earlier, for a slot that was moved past midnight. */
  *between(from: number, to: number): Generator<number> {
    const end = this.#clock.shows(to);
    for (let day = startOfDay(this.#clock.shows(from)) - DAY_MS; day <= end; day += DAY_MS) {
      if (isCronDay(this.#fields, this.#cron, dateOf(day))) yield day;
    }
  }

  /** The same, the last day first. */
  *backFrom(from: number, to: number): Generator<number> {
    const end = startOfDay(this.#clock.shows(from)) - DAY_MS;
    for (let day = startOfDay(this.#clock.shows(to)); day >= end; day -= DAY_MS) {
      if (isCronDay(this.#fields, this.#cron, dateOf(day))) yield day;
    }
  }

  /** In order: where the clock is changed, times of the day and instants are not in the same. */
  slotsOf(day: number): readonly number[] {
    if (!isCronDay(this.#fields, this.#cron, dateOf(day))) return [];
    const shown = this.#fields.hour.flatMap((hour) =>
      this.#fields.minute.map((minute) => day + (hour * 60 + minute) * 60_000),
    );
    const offset = this.#clock.steadyOffset(day);
    const instants =
      offset === undefined
        ? shown.flatMap((time) =>
            this.#followsTime ? this.#clock.instants(time) : [this.#clock.instant(time)],
          )
        : shown.map((time) => time - offset);
    return [...new Set(instants)].sort((a, b) => a - b);
  }

  /** Slots of a day that lies between the instants and on which no clock is changed; undefined for other days. */
  wholeDay(
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

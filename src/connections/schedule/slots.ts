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

/** The first slot after an instant; undefined when there is none within eight years. */
export function nextSlot(schedule: Schedule, after: Date): Date | undefined {
  return slots(schedule, after, after.getTime() + FURTHEST_MS).next().value;
}

function* slots({ cron, timezone }: Schedule, from: Date, to: number): Generator<Date, undefined> {
  const fields = parse(cron);
  const clock = new WallClock(timezone);
  const followsTime = /^\S+ \*/.test(cron);
  let last = from.getTime();
  // A day earlier, for a slot that a change of the clock moved past midnight.
  for (let day = startOfDay(clock.shows(last)) - DAY_MS; day <= clock.shows(to); day += DAY_MS) {
    if (!isCronDay(fields, cron, dateOf(day))) continue;
    for (const instant of slotsOfDay(fields, day, clock, followsTime)) {
      if (instant <= last) continue;
      if (instant > to) return;
      last = instant;
      yield new Date(instant);
    }
  }
}

/** In order: where the clock is changed, times of the day and instants are not in the same. */
function slotsOfDay(fields: ParsedFields, day: number, clock: WallClock, followsTime: boolean): number[] {
  return fields.hour
    .flatMap((hour) => fields.minute.map((minute) => day + (hour * 60 + minute) * 60_000))
    .flatMap((shown) => (followsTime ? clock.instants(shown) : [clock.instant(shown)]))
    .sort((a, b) => a - b);
}

function startOfDay(shown: number): number {
  return Math.floor(shown / DAY_MS) * DAY_MS;
}

function dateOf(day: number) {
  const date = new Date(day);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

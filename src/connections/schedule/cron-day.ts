import type { ParsedFields } from 'node-cron';

/** A date of some calendar, whatever the zone: month and day from 1. */
export interface LocalDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * Whether the schedule has slots on this day. Where both day-of-month and day-of-week are restricted, either is enough:
 * crontab(5). A field is restricted unless it begins with `*`, or is `?`.
 */
export function isCronDay(fields: ParsedFields, cron: string, date: LocalDate): boolean {
  if (!fields.month.includes(date.month)) return false;
  const [, , ofMonth = '*', , ofWeek = '*'] = cron.split(' ');
  const byMonth = fields.dayOfMonth.some((day) => isDayOfMonth(day, date));
  const byWeek = fields.dayOfWeek.some((day) => isDayOfWeek(day, date));
  return isRestricted(ofMonth) && isRestricted(ofWeek) ? byMonth || byWeek : byMonth && byWeek;
}

function isRestricted(field: string): boolean {
  return !/^[*?]/.test(field);
}

/** A number, or `L` the last, `L-3` three before it, `15W` the weekday nearest to the 15th, `LW` the last weekday. */
function isDayOfMonth(wanted: number | string, date: LocalDate): boolean {
  if (typeof wanted === 'number') return date.day === wanted;
  const last = daysIn(date);
  const fromLast = /^L(?:-(\d+))?$/.exec(wanted);
  if (fromLast) return date.day === last - Number(fromLast[1] ?? 0);
  const nearest = wanted === 'LW' ? last : Number.parseInt(wanted, 10);
  return date.day === nearestWeekday({ ...date, day: Math.min(nearest, last) });
}

/** A number (0 is Sunday), or `5L` the last Friday of the month, `1#2` its second Monday. */
function isDayOfWeek(wanted: number | string, date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  if (typeof wanted === 'number') return weekday === wanted;
  const [, day, rule] = /^(\d)(L|#\d)$/.exec(wanted) ?? [];
  if (Number(day) !== weekday) return false;
  return rule === 'L' ? date.day + 7 > daysIn(date) : Math.ceil(date.day / 7) === Number(rule?.slice(1));
}

/** Day of the Monday to Friday nearest to the date and in its month. */
function nearestWeekday(date: LocalDate): number {
  const weekday = weekdayOf(date);
  if (weekday === 6) return date.day === 1 ? 3 : date.day - 1;
  if (weekday === 0) return date.day === daysIn(date) ? date.day - 2 : date.day + 1;
  return date.day;
}

function weekdayOf({ year, month, day }: LocalDate): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function daysIn({ year, month }: LocalDate): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

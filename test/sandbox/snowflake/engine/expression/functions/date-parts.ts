import { sqlError } from '../../errors.ts';

/** A date or time part and what DuckDB does with it. */
export interface DatePart {
  /** DuckDB's name. */
  readonly name: string;
  readonly isTime: boolean;
  interval(count: string): string;
  /** The boundaries between two moments. */
  difference(from: string, to: string): string;
  extract(moment: string): string;
}

function part(
  name: string,
  interval: string,
  options: { isTime?: boolean; times?: number; field?: string } = {},
): DatePart {
  const { isTime = false, times = 1, field = name } = options;
  const integer = ['to_seconds', 'to_milliseconds', 'to_microseconds', 'to_hours', 'to_minutes'].includes(
    interval,
  )
    ? 'BIGINT'
    : 'INTEGER';
  return {
    name,
    isTime,
    interval: (count) => `${interval}(CAST(${times === 1 ? count : `${count} * ${times}`} AS ${integer}))`,
    difference: (from, to) => `date_diff('${name}', ${from}, ${to})`,
    extract: (moment) => `date_part('${field}', ${moment})`,
  };
}

const time = { isTime: true };
const YEAR = part('year', 'to_years');
const QUARTER = part('quarter', 'to_months', { times: 3 });
const MONTH = part('month', 'to_months');
const WEEK = part('week', 'to_weeks');
const DAY = part('day', 'to_days');
const HOUR = part('hour', 'to_hours', time);
const MINUTE = part('minute', 'to_minutes', time);
const SECOND = part('second', 'to_seconds', time);
const MILLISECOND = part('millisecond', 'to_milliseconds', time);
const MICROSECOND = part('microsecond', 'to_microseconds', time);
const NANOSECOND: DatePart = {
  ...MICROSECOND,
  interval: (count) => `to_microseconds(CAST((${count}) // 1000 AS BIGINT))`,
  difference: (from, to) => `(date_diff('microsecond', ${from}, ${to}) * 1000)`,
  extract: (moment) => `((date_part('microsecond', ${moment}) % 1000000) * 1000)`,
};
const field = (name: string): DatePart => ({
  ...DAY,
  extract: (moment) => `date_part('${name}', ${moment})`,
});
const epoch = (scale: string): DatePart => ({
  ...SECOND,
  extract: (moment) => `floor(epoch_us(${moment}) ${scale})`,
});

/** Every name Snowflake has for a part (docs: functions-date-time, "Supported date and time parts"). */
export const DATE_PARTS: Readonly<Record<string, DatePart>> = {
  ...names('YEAR Y YY YYY YYYY YR YEARS YRS', YEAR),
  ...names('QUARTER Q QTR QTRS QUARTERS', QUARTER),
  ...names('MONTH MM MON MONS MONTHS', MONTH),
  ...names('WEEK W WK WEEKOFYEAR WOY WY WEEKISO WEEK_ISO WEEKOFYEARISO', WEEK),
  ...names('DAY D DD DAYS DAYOFMONTH', DAY),
  ...names('HOUR H HH HR HOURS HRS', HOUR),
  ...names('MINUTE M MI MIN MINUTES MINS', MINUTE),
  ...names('SECOND S SEC SECONDS SECS', SECOND),
  ...names('MILLISECOND MS MSEC MILLISECONDS', MILLISECOND),
  ...names('MICROSECOND US USEC MICROSECONDS', MICROSECOND),
  ...names('NANOSECOND NS NSEC NANOSEC NSECOND NANOSECONDS NANOSECS', NANOSECOND),
  ...names('DAYOFWEEK WEEKDAY DOW DW', field('dayofweek')),
  ...names('DAYOFWEEKISO WEEKDAY_ISO DOW_ISO DAYOFWEEK_ISO', field('isodow')),
  ...names('DAYOFYEAR YEARDAY DOY DY', field('dayofyear')),
  ...names('YEAROFWEEK YEAROFWEEKISO', field('isoyear')),
  ...names('EPOCH EPOCH_SECOND EPOCH_SECONDS', epoch('/ 1000000')),
  ...names('EPOCH_MILLISECOND EPOCH_MILLISECONDS', epoch('/ 1000')),
  ...names('EPOCH_MICROSECOND EPOCH_MICROSECONDS', epoch('')),
  ...names('EPOCH_NANOSECOND EPOCH_NANOSECONDS', epoch('* 1000')),
};

function names(list: string, meaning: DatePart): Readonly<Record<string, DatePart>> {
  return Object.fromEntries(list.split(' ').map((name) => [name, meaning]));
}

export function datePart(name: string): DatePart {
  const meaning = DATE_PARTS[name.toUpperCase()];
  if (meaning === undefined)
    throw sqlError('001042', '22023', `'${name}' is not a valid date/time component.`);
  return meaning;
}

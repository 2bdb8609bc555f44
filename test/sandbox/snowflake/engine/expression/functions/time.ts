import { sqlError } from '../../errors.ts';
import { quoteString } from '../../syntax/tokens.ts';
import { type Bound, bound } from '../../types/bound.ts';
import { cast, castSql } from '../../types/casts.ts';
import { commonType } from '../../types/common-type.ts';
import {
  COUNT,
  DATE,
  duckType,
  FLOAT,
  LTZ,
  NTZ,
  NUMBER,
  type SnowType,
  TEXT,
  TIME,
  TZ,
} from '../../types/types.ts';
import { NULL_LITERAL } from '../literals.ts';
import { DATE_PARTS, type DatePart, datePart } from './date-parts.ts';
import { argument, constant, type FunctionSpec, type Functions, scalar, special } from './signature.ts';
import { strftimeFormat } from './time-formats.ts';

/** A moment as DuckDB can compute with it: text and VARIANT become TIMESTAMP_NTZ, TIMESTAMP_TZ becomes LTZ. */
function moment(value: Bound, name: string): Bound {
  const sql = argument(value, 'temporal', name, [value]);
  const kind = value.type.kind;
  const type =
    kind === 'timestamp_tz'
      ? LTZ
      : ['date', 'time', 'timestamp_ntz', 'timestamp_ltz'].includes(kind)
        ? value.type
        : NTZ;
  return bound(sql, type, value.nullable);
}

const add = special(3, 3, ([unit, amount = NULL_LITERAL, value = NULL_LITERAL], site) => {
  const part = datePart(constant(unit, site.name));
  const at = moment(value, site.name);
  const steps = `CAST(round(${castSql(amount, NUMBER)}) AS BIGINT)`;
  const type: SnowType = at.type.kind === 'date' && part.isTime ? NTZ : at.type;
  const sql = `CAST(${at.sql} + ${part.interval(steps)} AS ${duckType(type)})`;
  return bound(sql, type, amount.nullable || at.nullable);
});

/** Counts the boundaries of the part that lie between two moments, as Snowflake does. */
const difference = special(3, 3, ([unit, from = NULL_LITERAL, to = NULL_LITERAL], site) => {
  const part = datePart(constant(unit, site.name));
  const ends = [moment(from, site.name), moment(to, site.name)];
  const type = commonType(ends.map((end) => end.type));
  const [start = '', end = ''] = ends.map((end_) => castSql(end_, type));
  const sql = part.name === 'week' ? `snow_weeks(${start}, ${end})` : part.difference(start, end);
  return bound(sql, COUNT, from.nullable || to.nullable);
});

function truncate(value: Bound, part: DatePart, name: string): Bound {
  const at = moment(value, name);
  return bound(`CAST(date_trunc('${part.name}', ${at.sql}) AS ${duckType(at.type)})`, at.type, at.nullable);
}

/** DATE_TRUNC('part', value), or the other way round. */
const truncation = special(2, 2, ([first = NULL_LITERAL, second = NULL_LITERAL], site) => {
  const swapped = second.literal !== undefined && second.literal.toUpperCase() in DATE_PARTS;
  const [unit, value] = swapped ? [second, first] : [first, second];
  return truncate(value, datePart(constant(unit, site.name)), site.name);
});

function extraction(unit: string): FunctionSpec {
  return special(1, 1, ([value = NULL_LITERAL], site) => extract(value, unit, site.name));
}

function extract(value: Bound, unit: string, name: string): Bound {
  const at = moment(value, name);
  return bound(`CAST(${datePart(unit).extract(at.sql)} AS BIGINT)`, COUNT, at.nullable);
}

/** TO_DATE, TO_TIMESTAMP_…: a cast, or a parse by a format, or an epoch in 10^scale parts of a second. */
function conversion(to: SnowType, mode: 'strict' | 'try' = 'strict'): FunctionSpec {
  return special(1, 2, ([value = NULL_LITERAL, format], site) => {
    if (format === undefined) return cast(mode === 'try' ? cast(value, TEXT) : value, to, mode);
    const model = constant(format, site.name);
    if (value.type.kind === 'fixed' && /^\d$/.test(model)) {
      const micros = `CAST(${value.sql} * 1000000 / ${10 ** Number(model)} AS BIGINT)`;
      if (to.kind === 'timestamp_ntz') return bound(`make_timestamp(${micros})`, to, value.nullable);
      return cast(bound(`make_timestamptz(${micros})`, LTZ, value.nullable), to);
    }
    if (model.toUpperCase() === 'AUTO') return cast(value, to, mode);
    const parse = mode === 'try' ? 'try_strptime' : 'strptime';
    const text = castSql(value, TEXT);
    const parsed = bound(`${parse}(${text}, ${quoteString(strftimeFormat(model))})`, NTZ, value.nullable);
    const zoned = /TZH/i.test(model) ? { ...parsed, type: LTZ } : parsed;
    return cast(zoned, to);
  });
}

const convertTimezone = special(2, 3, (args) => {
  const [first = NULL_LITERAL, second = NULL_LITERAL, third] = args;
  if (third !== undefined) {
    const instant = `timezone(${castSql(first, TEXT)}, ${castSql(third, NTZ)})`;
    return bound(`timezone(${castSql(second, TEXT)}, ${instant})`, NTZ, third.nullable);
  }
  const zone = castSql(first, TEXT);
  const instant = castSql(second, LTZ);
  const minutes = `date_diff('minute', timezone('UTC', ${instant}), timezone(${zone}, ${instant}))`;
  return bound(`snow_tz(${instant}, ${minutes})`, TZ, second.nullable);
});

const lastDay = special(1, 2, ([value = NULL_LITERAL, unit], site) => {
  const day = castSql(moment(value, site.name), DATE);
  const part = datePart(unit === undefined ? 'MONTH' : constant(unit, site.name));
  const sql = `CAST(date_trunc('${part.name}', ${day}) + ${part.interval('1')} - INTERVAL 1 DAY AS DATE)`;
  return bound(sql, DATE, value.nullable);
});

const name = (pattern: string) =>
  special(1, 1, ([value = NULL_LITERAL], site) =>
    bound(`strftime(${moment(value, site.name).sql}, '${pattern}')`, TEXT, value.nullable),
  );

const timestampFromParts = scalar(
  'integer integer integer integer integer real integer?',
  NTZ,
  (...parts) => `make_timestamp(${parts.slice(0, 5).join(', ')}, CAST(${parts[5]} AS DOUBLE))`,
);

export const TEMPORAL: Functions = {
  DATEADD: add,
  TIMESTAMPADD: add,
  TIMEADD: add,
  DATEDIFF: difference,
  TIMESTAMPDIFF: difference,
  TIMEDIFF: difference,
  DATE_TRUNC: truncation,
  DATE_PART: special(2, 2, ([unit, value = NULL_LITERAL], site) =>
    extract(value, constant(unit, site.name), site.name),
  ),
  ...Object.fromEntries(
    [
      'YEAR',
      'MONTH',
      'DAY',
      'DAYOFMONTH',
      'DAYOFWEEK',
      'DAYOFWEEKISO',
      'DAYOFYEAR',
      'WEEK',
      'WEEKISO',
      'WEEKOFYEAR',
      'QUARTER',
      'HOUR',
      'MINUTE',
      'SECOND',
      'YEAROFWEEK',
      'YEAROFWEEKISO',
    ].map((unit) => [unit, extraction(unit)]),
  ),
  LAST_DAY: lastDay,
  ADD_MONTHS: special(2, 2, ([value = NULL_LITERAL, months = NULL_LITERAL], site) => {
    const at = moment(value, site.name);
    const sql = `CAST(${at.sql} + to_months(CAST(${castSql(months, NUMBER)} AS INTEGER)) AS ${duckType(at.type)})`;
    return bound(sql, at.type, at.nullable || months.nullable);
  }),
  MONTHS_BETWEEN: scalar(
    'temporal temporal',
    FLOAT,
    (a, b) => `(date_diff('month', ${b}, ${a}) + (day(${a}) - day(${b})) / 31)`,
  ),
  MONTHNAME: name('%b'),
  DAYNAME: name('%a'),
  DATE_FROM_PARTS: scalar('integer integer integer', DATE, (y, m, d) => `make_date(${y}, ${m}, ${d})`),
  TIMESTAMP_FROM_PARTS: timestampFromParts,
  TIMESTAMP_NTZ_FROM_PARTS: timestampFromParts,
  TO_DATE: conversion(DATE),
  DATE: conversion(DATE),
  TRY_TO_DATE: conversion(DATE, 'try'),
  TO_TIME: conversion(TIME),
  TIME: conversion(TIME),
  TRY_TO_TIME: conversion(TIME, 'try'),
  TO_TIMESTAMP: conversion(NTZ),
  TO_TIMESTAMP_NTZ: conversion(NTZ),
  TO_TIMESTAMP_LTZ: conversion(LTZ),
  TO_TIMESTAMP_TZ: conversion(TZ),
  TRY_TO_TIMESTAMP: conversion(NTZ, 'try'),
  TRY_TO_TIMESTAMP_NTZ: conversion(NTZ, 'try'),
  TRY_TO_TIMESTAMP_LTZ: conversion(LTZ, 'try'),
  TRY_TO_TIMESTAMP_TZ: conversion(TZ, 'try'),
  CONVERT_TIMEZONE: convertTimezone,
  TIME_SLICE: special(3, 4, ([value = NULL_LITERAL, length = NULL_LITERAL, unit, end], site) => {
    if (end !== undefined)
      throw sqlError('000002', '0A000', `Unsupported feature '${site.name} with START or END'.`);
    const at = moment(value, site.name);
    const width = datePart(constant(unit, site.name)).interval(castSql(length, NUMBER));
    const sql = `CAST(time_bucket(${width}, ${at.sql}, TIMESTAMP '1970-01-01') AS ${duckType(at.type)})`;
    return bound(sql, at.type, at.nullable);
  }),
};

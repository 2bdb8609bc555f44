import { unsupported } from '../../errors.ts';
import { quoteString } from '../../syntax/tokens.ts';
import { type Bound, bound } from '../../types/bound.ts';
import { castSql } from '../../types/casts.ts';
import { isTemporal } from '../../types/common-type.ts';
import { NTZ, TEXT } from '../../types/types.ts';

const PARTS: readonly (readonly [string, string])[] = [
  ['YYYY', '%Y'],
  ['YY', '%y'],
  ['MMMM', '%B'],
  ['MON', '%b'],
  ['MM', '%m'],
  ['DD', '%d'],
  ['DY', '%a'],
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['AM', '%p'],
  ['PM', '%p'],
  ['MI', '%M'],
  ['SS', '%S'],
  ['FF3', '%g'],
  ['FF6', '%f'],
  ['FF9', '%n'],
  ['FF', '%n'],
  ['TZH:TZM', '%z'],
  ['TZHTZM', '%z'],
];

/** A Snowflake date and time format in strftime's words (docs: date-time-input-output). */
export function strftimeFormat(format: string): string {
  let result = '';
  let rest = format;
  while (rest !== '') {
    const quoted = /^"([^"]*)"/.exec(rest);
    const part = PARTS.find(([name]) => rest.slice(0, name.length).toUpperCase() === name);
    if (quoted !== null) result += (quoted[1] ?? '').replaceAll('%', '%%');
    else if (part !== undefined) result += part[1];
    else if (/^[A-Za-z]{2}/.test(rest)) throw unsupported(`date and time format '${format}'`);
    else result += rest.startsWith('%') ? '%%' : rest.charAt(0);
    rest = rest.slice(quoted?.[0].length ?? part?.[0].length ?? 1);
  }
  return result;
}

/** `TO_CHAR(value, 'format')`. */
export function textOfTime(value: Bound, format: string, name: string): Bound {
  if (!isTemporal(value.type)) throw unsupported(`${name} with a format of a number`);
  const wall = castSql(value, NTZ);
  const offset = offsetOf(value);
  const pieces = strftimeFormat(format)
    .split('%z')
    .map((piece) => (piece === '' ? `''` : `strftime(${wall}, ${quoteString(piece)})`));
  return bound(`(${pieces.join(` || ${offset} || `)})`, TEXT, value.nullable);
}

function offsetOf(value: Bound): string {
  if (value.type.kind === 'timestamp_tz') return `snow_zone((${value.sql}).minutes)`;
  return value.type.kind === 'timestamp_ltz' ? `snow_zone(snow_offset(${value.sql}))` : `'+0000'`;
}

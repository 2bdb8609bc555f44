import { sqlError } from '../errors.ts';
import { child, type Fields, fieldsIf, type Node, recordOf, required } from '../syntax/syntax.ts';
import { type Bound, bound } from '../types/bound.ts';
import { castSql } from '../types/casts.ts';
import { isTemporal, wholeDigits } from '../types/common-type.ts';
import {
  COUNT,
  DATE,
  duckType,
  FLOAT,
  fixed,
  LTZ,
  NTZ,
  NUMBER,
  type SnowType,
  typeName,
} from '../types/types.ts';
import type { Binder } from './binder.ts';
import { datePart } from './functions/date-parts.ts';
import type { Scope } from './scope.ts';

/** `+ - * / %` and unary minus over numbers; `+ -` also over dates with days or an INTERVAL. */
export function arithmetic(binder: Binder, fields: Fields, scope: Scope, kind: string): Bound {
  if (kind === 'neg') return negated(binder.expression(required(fields, 'this'), scope));
  const left = binder.expression(required(fields, 'left'), scope);
  const interval = fieldsIf(child(fields, 'right'), 'interval');
  if (interval !== undefined) return shifted(left, interval, kind);
  const right = binder.expression(required(fields, 'right'), scope);
  if (isTemporal(left.type) || isTemporal(right.type)) return days(left, right, kind);
  return computed(kind, number(left), number(right));
}

function negated(value: Bound): Bound {
  const inner = number(value);
  return {
    ...bound(`(- ${inner.sql})`, inner.type, inner.nullable),
    ...(value.literal === undefined ? {} : { literal: `-${value.literal}` }),
  };
}

/** A text or VARIANT in arithmetic is read as a number. */
function number(value: Bound): Bound {
  if (value.type.kind === 'fixed' || value.type.kind === 'real') return value;
  if (value.type.kind === 'null') return bound('CAST(NULL AS DECIMAL(38,0))', NUMBER);
  if (value.type.kind !== 'text' && value.type.kind !== 'variant') {
    throw sqlError('001044', '42P13', `Invalid argument types for function '+': (${typeName(value.type)})`);
  }
  return bound(castSql(value, FLOAT), FLOAT, value.nullable);
}

const SIGNS: Readonly<Record<string, string>> = { add: '+', sub: '-', mul: '*' };

function computed(kind: string, left: Bound, right: Bound): Bound {
  const nullable = left.nullable || right.nullable;
  const exact = left.type.kind === 'fixed' && right.type.kind === 'fixed';
  const type = exact ? resultType(kind, left.type, right.type) : FLOAT;
  const [a, b] = exact ? [wide(left), wide(right)] : [castSql(left, FLOAT), castSql(right, FLOAT)];
  if (kind === 'mod') return bound(`snow_modulo(${a}, ${b})`, type, nullable);
  if (kind === 'div') return bound(`CAST(snow_divide(${a}, ${b}) AS ${duckType(type)})`, type, nullable);
  const sql = `(${a} ${SIGNS[kind]} ${b})`;
  const capped =
    exact && kind === 'mul' && (left.type.scale ?? 0) + (right.type.scale ?? 0) > (type.scale ?? 0);
  return bound(capped ? `CAST(${sql} AS ${duckType(type)})` : sql, type, nullable);
}

/** Full width, so that DuckDB computes with 38 digits as Snowflake does and not with those of a small literal. */
function wide(value: Bound): string {
  return `CAST(${value.sql} AS DECIMAL(38,${value.type.scale ?? 0}))`;
}

/** docs: operators-arithmetic, "Calculating the scale and precision". */
function resultType(kind: string, left: SnowType, right: SnowType): SnowType {
  const [s1, s2] = [left.scale ?? 0, right.scale ?? 0];
  const [w1, w2] = [wholeDigits(left), wholeDigits(right)];
  if (kind === 'mul') {
    const scale = Math.min(s1 + s2, Math.max(s1, s2, 12));
    return fixed(Math.min(38, w1 + w2 + scale), scale);
  }
  if (kind === 'div') {
    const scale = Math.max(s1, Math.min(s1 + 6, 12));
    return fixed(Math.min(38, Math.max(1, w1 + s2) + scale), scale);
  }
  const scale = Math.max(s1, s2);
  return fixed(Math.min(38, Math.max(w1, w2) + scale + (kind === 'mod' ? 0 : 1)), scale);
}

/** `date + days`, `date - days`, `date - date`. */
function days(left: Bound, right: Bound, kind: string): Bound {
  const nullable = left.nullable || right.nullable;
  if (left.type.kind === 'date' && right.type.kind === 'date' && kind === 'sub') {
    return bound(`(${left.sql} - ${right.sql})`, COUNT, nullable);
  }
  const date = left.type.kind === 'date' ? left : right;
  const count = date === left ? right : left;
  if (date.type.kind !== 'date' || (kind !== 'add' && (kind !== 'sub' || date === right))) {
    throw sqlError(
      '001044',
      '42P13',
      `Invalid argument types for function '${SIGNS[kind] ?? kind}': (${typeName(left.type)}, ${typeName(right.type)})`,
    );
  }
  return bound(`(${date.sql} ${SIGNS[kind]} CAST(${castSql(count, NUMBER)} AS INTEGER))`, DATE, nullable);
}

/** `value + INTERVAL '1 day, 2 hours'`. */
function shifted(value: Bound, interval: Fields, kind: string): Bound {
  const parts = intervalParts(interval).map(([count, unit]) => ({ count, part: datePart(unit) }));
  const moment = value.type.kind === 'timestamp_tz' ? bound(castSql(value, LTZ), LTZ, value.nullable) : value;
  const base = isTemporal(moment.type) ? moment : bound(castSql(moment, NTZ), NTZ, moment.nullable);
  const type = base.type.kind === 'date' && parts.some(({ part }) => part.isTime) ? NTZ : base.type;
  const steps = parts.map(({ count, part }) => ` ${SIGNS[kind]} ${part.interval(count)}`).join('');
  return bound(`CAST(${base.sql}${steps} AS ${duckType(type)})`, type, base.nullable);
}

function intervalParts(interval: Fields): readonly (readonly [string, string])[] {
  const text = String(fieldsIf(child(interval, 'this') as Node | undefined, 'literal')?.value ?? '');
  const unit = recordOf(interval.unit)?.unit;
  return text.split(',').map((piece) => {
    const match = /^\s*(-?\d+)\s*([A-Za-z]*)\s*$/.exec(piece);
    if (match?.[1] === undefined) throw sqlError('001042', '22023', `Invalid interval literal '${text}'.`);
    return [match[1], match[2] !== '' && match[2] !== undefined ? match[2] : String(unit ?? 'SECOND')];
  });
}

import { unsupported } from '../../errors.ts';
import { type Bound, bound } from '../../types/bound.ts';
import { cast, castSql } from '../../types/casts.ts';
import { duckType, FLOAT, fixed, NUMBER, TEXT } from '../../types/types.ts';
import { NULL_LITERAL } from '../literals.ts';
import { constant, type FunctionSpec, type Functions, numeric, scalar, special } from './signature.ts';

const real = (sql: (...args: string[]) => string, parameters = 'real') => scalar(parameters, FLOAT, sql);

/** CEIL, FLOOR, ROUND, TRUNC: to a number of decimals when given, keeping NUMBER a NUMBER. */
function rounding(sql: (value: string, scale: number) => string): FunctionSpec {
  return special(1, 2, ([value = NULL_LITERAL, places], site) => {
    const scale = places === undefined ? 0 : Number(constant(places, site.name));
    if (value.type.kind !== 'fixed') return bound(sql(castSql(value, FLOAT), scale), FLOAT, value.nullable);
    const kept = Math.max(0, Math.min(scale, value.type.scale ?? 0));
    const type = fixed(Math.min(38, (value.type.precision ?? 38) + 1), kept);
    return bound(`CAST(${sql(value.sql, scale)} AS ${duckType(type)})`, type, value.nullable);
  });
}

const power = (scale: number) => `CAST(1e${scale} AS DOUBLE)`;
const shifted = (name: string) => (value: string, scale: number) =>
  scale === 0 ? `${name}(${value})` : `${name}(${value} * ${power(scale)}) / ${power(scale)}`;

/** TO_NUMBER(value [, precision [, scale]]); a format model is not modelled. */
function toNumber(mode: 'strict' | 'try'): FunctionSpec {
  return special(1, 4, ([value = NULL_LITERAL, ...sizes], site) => {
    const texts = sizes.map((size) => constant(size, site.name));
    if (texts.some((text) => !/^\d+$/.test(text))) throw unsupported(`${site.name} with a format`);
    const [precision = 38, scale = 0] = texts.map(Number);
    return cast(mode === 'try' ? cast(value, TEXT) : value, fixed(precision, scale), mode);
  });
}

const toDouble = (mode: 'strict' | 'try') =>
  special(1, 1, ([value = NULL_LITERAL]) => cast(mode === 'try' ? cast(value, TEXT) : value, FLOAT, mode));

const whole = (args: readonly Bound[]) => (args.every((arg) => arg.type.kind === 'fixed') ? NUMBER : FLOAT);

export const NUMERIC: Functions = {
  ABS: scalar('number', numeric(), (x) => `abs(${x})`),
  SIGN: scalar('number', NUMBER, (x) => `sign(${x})`),
  CEIL: rounding(shifted('ceil')),
  FLOOR: rounding(shifted('floor')),
  ROUND: rounding((value, scale) => `round(${value}, ${scale})`),
  TRUNCATE: rounding(shifted('trunc')),
  MOD: scalar(
    'number number',
    (args) => (whole(args) === FLOAT ? FLOAT : numeric()(args)),
    (a, b) => `snow_modulo(${a}, ${b})`,
  ),
  DIV0: scalar('number number', FLOAT, (a, b) => `CASE WHEN ${b} = 0 THEN 0 ELSE ${a} / ${b} END`),
  SQRT: real((x) => `sqrt(${x})`),
  SQUARE: real((x) => `(${x} * ${x})`),
  CBRT: real((x) => `cbrt(${x})`),
  POWER: real((x, y) => `power(${x}, ${y})`, 'real real'),
  EXP: real((x) => `exp(${x})`),
  LN: real((x) => `ln(${x})`),
  LOG: real((base, x) => `(ln(${x}) / ln(${base}))`, 'real real'),
  PI: real(() => 'pi()', ''),
  RANDOM: scalar('integer?', NUMBER, () => 'CAST((random() - 0.5) * 18446744073709549568 AS BIGINT)'),
  UNIFORM: scalar(
    'number number any',
    NUMBER,
    (low, high) => `CAST(floor(random() * (${high} - ${low} + 1)) + ${low} AS BIGINT)`,
  ),
  BITAND: scalar('integer integer', NUMBER, (a, b) => `(${a} & ${b})`),
  BITOR: scalar('integer integer', NUMBER, (a, b) => `(${a} | ${b})`),
  BITXOR: scalar('integer integer', NUMBER, (a, b) => `xor(${a}, ${b})`),
  TO_NUMBER: toNumber('strict'),
  TO_DECIMAL: toNumber('strict'),
  TO_NUMERIC: toNumber('strict'),
  TRY_TO_NUMBER: toNumber('try'),
  TRY_TO_DECIMAL: toNumber('try'),
  TRY_TO_NUMERIC: toNumber('try'),
  TO_DOUBLE: toDouble('strict'),
  TRY_TO_DOUBLE: toDouble('try'),
};

import { sqlError } from '../../errors.ts';
import { type Bound, bound } from '../../types/bound.ts';
import { castSql } from '../../types/casts.ts';
import {
  ARRAY,
  BOOLEAN,
  COUNT,
  duckType,
  FLOAT,
  fixed,
  NUMBER,
  OBJECT,
  type SnowType,
  TEXT,
  VARIANT,
} from '../../types/types.ts';
import { NULL_LITERAL } from '../literals.ts';
import { rowHash } from './row-hash.ts';
import { argument, type CallSite, constant, type FunctionSpec, type Functions } from './signature.ts';

function spec(least: number, most: number, bind: FunctionSpec['bind']): FunctionSpec {
  return { role: 'aggregate', least, most, bind };
}

/** `name([DISTINCT] args [ORDER BY …]) [FILTER …] [OVER …]`. */
function call(name: string, args: string, site: CallSite, filter = ''): string {
  const distinct = site.distinct ? 'DISTINCT ' : '';
  const order = site.order === '' ? '' : ` ${site.order}`;
  const where = filter === '' ? '' : ` FILTER (WHERE ${filter})`;
  return `${name}(${distinct}${args}${order})${where}${site.over === '' ? '' : ` ${site.over}`}`;
}

type Typing = SnowType | ((arg: Bound) => SnowType);

/** An aggregate of one argument of a kind, cast to its Snowflake type. */
function simple(name: string, kind: string, typing: Typing, least = 1): FunctionSpec {
  return spec(least, 1, (args, site) => {
    const [arg = NULL_LITERAL] = args;
    const type = typeof typing === 'function' ? typing(arg) : typing;
    const sql = call(name, argument(arg, kind, site.name, args), site);
    return bound(
      type.kind === 'text' || type.kind === 'variant' ? sql : `CAST(${sql} AS ${duckType(type)})`,
      type,
    );
  });
}

const same = (arg: Bound) => arg.type;
const summed = (arg: Bound) => (arg.type.kind === 'fixed' ? fixed(38, arg.type.scale ?? 0) : FLOAT);
const averaged = (arg: Bound) =>
  arg.type.kind === 'fixed' ? fixed(38, Math.min(37, Math.max(6, (arg.type.scale ?? 0) + 6))) : FLOAT;

const count = spec(1, Number.POSITIVE_INFINITY, (args, site) => {
  const [first = NULL_LITERAL] = args;
  if (args.length === 1) return bound(call('count', first.sql, site), COUNT, false);
  // A row counts when none of its values is NULL.
  const complete = args.map((arg) => `${arg.sql} IS NOT NULL`).join(' AND ');
  const row = site.distinct ? `row(${args.map((arg) => arg.sql).join(', ')})` : '1';
  return bound(call('count', row, site, complete), COUNT, false);
});

const arrayAgg = spec(1, 1, ([value = NULL_LITERAL], site) => {
  const list = call('list', castSql(value, VARIANT), site, `${value.sql} IS NOT NULL`);
  return bound(`coalesce(to_json(${list}), CAST('[]' AS JSON))`, ARRAY, false);
});

const objectAgg = spec(2, 2, ([key = NULL_LITERAL, value = NULL_LITERAL], site) => {
  const pair = `struct_pack(k := ${castSql(key, TEXT)}, v := ${castSql(value, VARIANT)})`;
  const list = call('list', pair, site, `${key.sql} IS NOT NULL AND ${value.sql} IS NOT NULL`);
  return bound(`snow_from_entries(${list})`, OBJECT, false);
});

const listAgg = spec(1, 2, ([value = NULL_LITERAL, glue], site) => {
  const separator = glue === undefined ? `''` : castSql(glue, TEXT);
  return bound(
    `coalesce(${call('string_agg', `${castSql(value, TEXT)}, ${separator}`, site)}, '')`,
    TEXT,
    false,
  );
});

const by = (name: string) =>
  spec(2, 2, ([value = NULL_LITERAL, key = NULL_LITERAL], site) =>
    bound(call(name, `${value.sql}, ${key.sql}`, site, `${key.sql} IS NOT NULL`), value.type),
  );

/** PERCENTILE_…(p) WITHIN GROUP (ORDER BY value): the value is what is ordered by. */
const percentile = (name: string) =>
  spec(1, 1, ([fraction], site) => {
    if (site.ordered === undefined)
      throw sqlError('002076', '42601', `Missing WITHIN GROUP clause for function [${site.name}].`);
    const p = constant(fraction, site.name);
    const type = name === 'quantile_cont' ? FLOAT : site.ordered.type;
    return bound(`${name}(${site.ordered.sql}, ${p})${site.over === '' ? '' : ` ${site.over}`}`, type);
  });

export const AGGREGATE: Functions = {
  COUNT: count,
  COUNT_IF: spec(1, 1, ([test = NULL_LITERAL], site) =>
    bound(call('count_if', castSql(test, BOOLEAN), site), COUNT, false),
  ),
  SUM: simple('sum', 'number', summed),
  AVG: simple('avg', 'number', averaged),
  MIN: simple('min', 'any', same),
  MAX: simple('max', 'any', same),
  ANY_VALUE: simple('any_value', 'any', same),
  MODE: simple('mode', 'any', same),
  MEDIAN: simple('median', 'number', averaged),
  STDDEV: simple('stddev_samp', 'real', FLOAT),
  STDDEV_SAMP: simple('stddev_samp', 'real', FLOAT),
  STDDEV_POP: simple('stddev_pop', 'real', FLOAT),
  VARIANCE: simple('var_samp', 'real', FLOAT),
  VAR_SAMP: simple('var_samp', 'real', FLOAT),
  VAR_POP: simple('var_pop', 'real', FLOAT),
  BOOLAND_AGG: simple('bool_and', 'boolean', BOOLEAN),
  BOOLOR_AGG: simple('bool_or', 'boolean', BOOLEAN),
  BITAND_AGG: simple('bit_and', 'integer', NUMBER),
  BITOR_AGG: simple('bit_or', 'integer', NUMBER),
  APPROX_COUNT_DISTINCT: simple('approx_count_distinct', 'any', COUNT),
  HASH_AGG: spec(1, Number.POSITIVE_INFINITY, (args, site) =>
    bound(call('bit_xor', rowHash(args), site), NUMBER),
  ),
  ARRAY_AGG: arrayAgg,
  ARRAY_UNIQUE_AGG: spec(1, 1, (args, site) => arrayAgg.bind(args, { ...site, distinct: true })),
  OBJECT_AGG: objectAgg,
  LISTAGG: listAgg,
  MAX_BY: by('arg_max'),
  MIN_BY: by('arg_min'),
  PERCENTILE_CONT: percentile('quantile_cont'),
  PERCENTILE_DISC: percentile('quantile_disc'),
};

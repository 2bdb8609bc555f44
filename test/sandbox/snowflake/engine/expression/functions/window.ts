import { type Bound, bound } from '../../types/bound.ts';
import { castSql } from '../../types/casts.ts';
import { commonType } from '../../types/common-type.ts';
import { COUNT, FLOAT, NUMBER } from '../../types/types.ts';
import { NULL_LITERAL } from '../literals.ts';
import type { CallSite, FunctionSpec, Functions } from './signature.ts';

function spec(least: number, most: number, bind: FunctionSpec['bind']): FunctionSpec {
  return { role: 'window', least, most, bind };
}

const numbering = (name: string) =>
  spec(0, 0, (_args, site) => bound(`${name}() ${site.over}`, COUNT, false));
const share = (name: string) => spec(0, 0, (_args, site) => bound(`${name}() ${site.over}`, FLOAT, false));
const nulls = (site: CallSite) => (site.ignoreNulls ? ' IGNORE NULLS' : '');

/** LAG and LEAD: the default, when given, decides the type with the value. */
const neighbour = (name: string) =>
  spec(1, 3, ([value = NULL_LITERAL, offset, otherwise], site) => {
    const type = commonType([value.type, ...(otherwise === undefined ? [] : [otherwise.type])]);
    const steps = offset === undefined ? '1' : `CAST(${castSql(offset, NUMBER)} AS BIGINT)`;
    const last = otherwise === undefined ? '' : `, ${castSql(otherwise, type)}`;
    return bound(`${name}(${castSql(value, type)}, ${steps}${last}${nulls(site)}) ${site.over}`, type);
  });

const edge = (name: string) =>
  spec(1, 1, ([value = NULL_LITERAL], site) =>
    bound(`${name}(${value.sql}${nulls(site)}) ${site.over}`, value.type),
  );

export const WINDOW: Functions = {
  ROW_NUMBER: numbering('row_number'),
  RANK: numbering('rank'),
  DENSE_RANK: numbering('dense_rank'),
  PERCENT_RANK: share('percent_rank'),
  CUME_DIST: share('cume_dist'),
  NTILE: spec(1, 1, ([buckets = NULL_LITERAL], site) =>
    bound(`ntile(CAST(${castSql(buckets, NUMBER)} AS BIGINT)) ${site.over}`, COUNT, false),
  ),
  LAG: neighbour('lag'),
  LEAD: neighbour('lead'),
  FIRST_VALUE: edge('first_value'),
  LAST_VALUE: edge('last_value'),
  NTH_VALUE: spec(2, 2, ([value = NULL_LITERAL, n = NULL_LITERAL], site) =>
    bound(
      `nth_value(${value.sql}, CAST(${castSql(n, NUMBER)} AS BIGINT)${nulls(site)}) ${site.over}`,
      value.type,
    ),
  ),
  RATIO_TO_REPORT: spec(1, 1, ([value = NULL_LITERAL]: readonly Bound[], site) => {
    const part = castSql(value, FLOAT);
    return bound(`(${part} / sum(${part}) ${site.over})`, FLOAT);
  }),
};

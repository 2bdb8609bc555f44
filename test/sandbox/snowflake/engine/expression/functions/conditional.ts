import { type Bound, bound } from '../../types/bound.ts';
import { cast, castSql } from '../../types/casts.ts';
import { commonType, comparisonType } from '../../types/common-type.ts';
import { BOOLEAN, TEXT } from '../../types/types.ts';
import { NULL_LITERAL, numberLiteral } from '../literals.ts';
import { type Functions, scalar, special } from './signature.ts';

const truth = (value: Bound) => castSql(value, BOOLEAN);

/** Both values converted to where Snowflake compares them. */
function pair(left: Bound, right: Bound): readonly [string, string] {
  const type = comparisonType(left.type, right.type);
  if (type.kind === 'null') return [left.sql, right.sql];
  return [castSql(left, type), castSql(right, type)];
}

function choose(test: string, yes: Bound, no: Bound): Bound {
  const type = commonType([yes.type, no.type]);
  return bound(
    `CASE WHEN ${test} THEN ${castSql(yes, type)} ELSE ${castSql(no, type)} END`,
    type,
    yes.nullable || no.nullable,
  );
}

function coalesce(args: readonly Bound[]): Bound {
  const type = commonType(args.map((arg) => arg.type));
  return bound(
    `coalesce(${args.map((arg) => castSql(arg, type)).join(', ')})`,
    type,
    args.every((arg) => arg.nullable),
  );
}

function extreme(name: string): (args: readonly Bound[]) => Bound {
  return (args) => {
    const type = commonType(args.map((arg) => arg.type));
    const values = args.map((arg) => castSql(arg, type));
    const nulls = values.map((value) => `${value} IS NULL`).join(' OR ');
    const sql = `CASE WHEN ${nulls} THEN NULL ELSE ${name}(${values.join(', ')}) END`;
    return bound(
      sql,
      type,
      args.some((arg) => arg.nullable),
    );
  };
}

function decode([value = NULL_LITERAL, ...rest]: readonly Bound[]): Bound {
  const pairs: { search: Bound; result: Bound }[] = [];
  let otherwise = NULL_LITERAL;
  for (let index = 0; index < rest.length; index += 2) {
    const [search = NULL_LITERAL, result] = rest.slice(index, index + 2);
    if (result === undefined) otherwise = search;
    else pairs.push({ search, result });
  }
  const results = [...pairs.map((entry) => entry.result), otherwise];
  const type = commonType(results.map((result) => result.type));
  const branches = pairs.map(({ search, result }) => {
    const [left, right] = pair(value, search);
    return `WHEN ${left} IS NOT DISTINCT FROM ${right} THEN ${castSql(result, type)}`;
  });
  return bound(`CASE ${branches.join(' ')} ELSE ${castSql(otherwise, type)} END`, type);
}

const MANY = Number.POSITIVE_INFINITY;

export const CONDITIONAL: Functions = {
  IFF: special(3, 3, ([test = NULL_LITERAL, yes = NULL_LITERAL, no = NULL_LITERAL]) =>
    choose(truth(test), yes, no),
  ),
  COALESCE: special(1, MANY, coalesce),
  NVL: special(2, 2, coalesce),
  IFNULL: special(2, 2, coalesce),
  NVL2: special(3, 3, ([test = NULL_LITERAL, yes = NULL_LITERAL, no = NULL_LITERAL]) =>
    choose(`${test.sql} IS NOT NULL`, yes, no),
  ),
  NULLIF: special(2, 2, ([left = NULL_LITERAL, right = NULL_LITERAL]) => {
    const [a, b] = pair(left, right);
    return bound(`CASE WHEN ${a} = ${b} THEN NULL ELSE ${left.sql} END`, left.type);
  }),
  ZEROIFNULL: special(1, 1, ([value = NULL_LITERAL]) => coalesce([value, numberLiteral('0')])),
  NULLIFZERO: special(1, 1, ([value = NULL_LITERAL]) => bound(`nullif(${value.sql}, 0)`, value.type)),
  DECODE: special(3, MANY, decode),
  EQUAL_NULL: special(2, 2, ([left = NULL_LITERAL, right = NULL_LITERAL]) => {
    const [a, b] = pair(left, right);
    return bound(`(${a} IS NOT DISTINCT FROM ${b})`, BOOLEAN, false);
  }),
  GREATEST: special(1, MANY, extreme('greatest')),
  LEAST: special(1, MANY, extreme('least')),
  BOOLAND: scalar('boolean boolean', BOOLEAN, (a, b) => `(${a} AND ${b})`),
  BOOLOR: scalar('boolean boolean', BOOLEAN, (a, b) => `(${a} OR ${b})`),
  BOOLXOR: scalar('boolean boolean', BOOLEAN, (a, b) => `(${a} <> ${b})`),
  BOOLNOT: scalar('boolean', BOOLEAN, (a) => `(NOT ${a})`),
  TO_BOOLEAN: special(1, 1, ([value = NULL_LITERAL]) => cast(value, BOOLEAN)),
  TRY_TO_BOOLEAN: special(1, 1, ([value = NULL_LITERAL]) => cast(cast(value, TEXT), BOOLEAN, 'try')),
};

import { invalidArguments, sqlError } from '../errors.ts';
import type { Binder } from '../expression/binder.ts';
import { SEMI_STRUCTURED } from '../expression/functions/semi-structured.ts';
import type { Scope } from '../expression/scope.ts';
import { fieldsIf, identifier, type Node, required } from '../syntax/syntax.ts';
import { quoteString } from '../syntax/tokens.ts';
import type { Bound, BoundColumn } from '../types/bound.ts';
import { isSemiStructured } from '../types/casts.ts';
import { NUMBER, TEXT, typeName, VARIANT } from '../types/types.ts';

/** doc: functions/flatten, "Output". */
export const FLATTEN_COLUMNS: readonly BoundColumn[] = [
  { name: 'SEQ', type: NUMBER, nullable: false },
  { name: 'KEY', type: TEXT, nullable: true },
  { name: 'PATH', type: TEXT, nullable: true },
  { name: 'INDEX', type: NUMBER, nullable: true },
  { name: 'VALUE', type: VARIANT, nullable: true },
  { name: 'THIS', type: VARIANT, nullable: true },
];

const PARAMETERS = ['INPUT', 'PATH', 'OUTER', 'RECURSIVE', 'MODE'];

/** `FLATTEN(input => …, path => …, outer => …, recursive => …, mode => …)` as a query with the six columns. */
export function bindFlatten(
  binder: Binder,
  args: readonly Node[],
  scope: Scope,
): { sql: string; outer: boolean } {
  const given = new Map<string, Bound>();
  for (const [index, arg] of args.entries()) {
    const named = fieldsIf(arg, 'named_argument');
    const name = named === undefined ? PARAMETERS[index] : identifier(named.name);
    if (name === undefined || !PARAMETERS.includes(name))
      throw sqlError('001044', '42P13', `Invalid argument name '${name}' for function 'FLATTEN'`);
    given.set(name, binder.expression(named === undefined ? arg : required(named, 'value'), scope));
  }
  const input = given.get('INPUT');
  if (input === undefined)
    throw sqlError('000938', '22023', 'not enough arguments for function [FLATTEN], expected 1, got 0');
  if (!isSemiStructured(input.type)) throw invalidArguments('FLATTEN', [typeName(input.type)]);
  const path = given.get('PATH')?.literal ?? '';
  const mode = (given.get('MODE')?.literal ?? 'BOTH').toUpperCase();
  const recursive = given.get('RECURSIVE')?.literal === 'true';
  return {
    sql: query(at(input, path, given.get('PATH')), path, mode, recursive),
    outer: given.get('OUTER')?.literal === 'true',
  };
}

function at(input: Bound, path: string, argument: Bound | undefined): string {
  const getPath = SEMI_STRUCTURED.GET_PATH;
  if (path === '' || argument === undefined || getPath === undefined) return input.sql;
  const site = {
    name: 'FLATTEN',
    distinct: false,
    ignoreNulls: false,
    order: '',
    ordered: undefined,
    over: '',
  };
  return getPath.bind([input, argument], site).sql;
}

const KINDS: Readonly<Record<string, string>> = {
  BOTH: `'ARRAY', 'OBJECT'`,
  ARRAY: `'ARRAY'`,
  OBJECT: `'OBJECT'`,
};

function query(value: string, base: string, mode: string, recursive: boolean): string {
  const kinds = KINDS[mode];
  if (kinds === undefined)
    throw sqlError('001044', '42P13', `Invalid value '${mode}' for argument MODE of FLATTEN`);
  const walk = recursive ? 'json_tree' : 'json_each';
  // `path` is where the element's parent is; both are written as DuckDB does: $.a[0].b.
  const parent = `json_extract(i.v, e.path)`;
  const inArray = `json_type(${parent}) = 'ARRAY'`;
  const relative = `replace(regexp_replace(e.fullkey, '^\\$\\.?', ''), '"', '')`;
  const prefix = quoteString(base);
  const path =
    base === ''
      ? relative
      : `${prefix} || CASE WHEN e.fullkey LIKE '$[%' THEN '' ELSE '.' END || ${relative}`;
  return `SELECT abs(snow_hash(i.v)) AS "SEQ", CASE WHEN ${inArray} THEN NULL ELSE e.key END AS "KEY", ${path} AS "PATH",
    CASE WHEN ${inArray} THEN CAST(e.key AS DECIMAL(38,0)) END AS "INDEX", e.value AS "VALUE", ${parent} AS "THIS"
    FROM (SELECT ${value} AS v) AS i, LATERAL (SELECT * FROM ${walk}(i.v)) AS e
    WHERE e.fullkey <> '$' AND json_type(${parent}) IN (${kinds})`;
}

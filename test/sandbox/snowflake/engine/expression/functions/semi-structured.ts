import { invalidArguments, sqlError } from '../../errors.ts';
import { quoteString } from '../../syntax/tokens.ts';
import { type Bound, bound } from '../../types/bound.ts';
import { cast, castSql, isSemiStructured } from '../../types/casts.ts';
import {
  ARRAY,
  BOOLEAN,
  COUNT,
  FLOAT,
  fixed,
  NUMBER,
  OBJECT,
  type SnowType,
  TEXT,
  typeName,
  VARIANT,
} from '../../types/types.ts';
import { NULL_LITERAL } from '../literals.ts';
import { constant, type FunctionSpec, type Functions, scalar, special } from './signature.ts';

const asVariant = (value: Bound) => castSql(value, VARIANT);
/** An element inside an array or object is never SQL NULL: it becomes JSON null. */
const asElement = (value: Bound) =>
  value.type.kind === 'null' ? `CAST('null' AS JSON)` : `coalesce(${asVariant(value)}, CAST('null' AS JSON))`;

function entries(args: readonly Bound[], name: string): string {
  if (args.length % 2 !== 0)
    throw invalidArguments(
      name,
      args.map((arg) => typeName(arg.type)),
    );
  const pairs: string[] = [];
  for (let index = 0; index < args.length; index += 2) {
    const [key = NULL_LITERAL, value = NULL_LITERAL] = args.slice(index, index + 2);
    pairs.push(`struct_pack(k := ${castSql(key, TEXT)}, v := ${asVariant(value)})`);
  }
  return `[${pairs.join(', ')}]`;
}

function construct(keepNulls: boolean): FunctionSpec {
  return special(0, Number.POSITIVE_INFINITY, (args, site) => {
    if (args.length === 0) return bound(`CAST('{}' AS JSON)`, OBJECT, false);
    const keep = keepNulls ? 'e.k IS NOT NULL' : 'e.k IS NOT NULL AND e.v IS NOT NULL';
    return bound(
      `snow_from_entries(list_filter(${entries(args, site.name)}, lambda e: ${keep}))`,
      OBJECT,
      false,
    );
  });
}

const array = (sql: (...args: string[]) => string, parameters = 'array') => scalar(parameters, ARRAY, sql);
/** A function of two arrays, of which either may be NULL: then so is what it gives. */
const arrays = (sql: (a: string, b: string) => string) =>
  array(
    (a = '', b = '') => `CASE WHEN (${a}) IS NOT NULL AND (${b}) IS NOT NULL THEN ${sql(a, b)} END`,
    'array array',
  );
const elements = (sql = '') => `snow_elements(${sql})`;
const list = (sql: string) => `to_json(${sql})`;

/** Elements of `a` by how many copies of them there are up to each, compared with how many `b` has. */
const copies = (a: string, is: '<=' | '>', b: string) => {
  const count = (of: string) => `len(list_filter(${of}, lambda x: x = e))`;
  return list(
    `list_filter(${elements(a)}, lambda e, i: ${count(`${elements(a)}[1:i]`)} ${is} ${count(elements(b))})`,
  );
};

/** AS_…: the value when it is of that type, else NULL. */
function as(type: SnowType, ...kinds: readonly string[]): FunctionSpec {
  return special(1, 3, ([value = NULL_LITERAL, ...sizes], site) => {
    const [precision = 38, scale = 0] = sizes.map((size) => Number(constant(size, site.name)));
    const to = type === NUMBER ? fixed(precision, scale) : type;
    const test = kinds.map(quoteString).join(', ');
    const inner = castSql(bound(asVariant(value), VARIANT), to, 'try');
    return bound(`CASE WHEN snow_typeof(${asVariant(value)}) IN (${test}) THEN ${inner} END`, to);
  });
}

const is = (...kinds: readonly string[]) =>
  scalar('variant', BOOLEAN, (v) => `(snow_typeof(${v}) IN (${kinds.map(quoteString).join(', ')}))`);

const path = special(2, 2, ([value = NULL_LITERAL, where], site) => {
  const keys = constant(where, site.name).match(/[^.[\]"']+|"[^"]*"|'[^']*'/g) ?? [];
  const sql = keys.reduce((inner, key) => {
    if (/^\d+$/.test(key)) return `snow_at(${inner}, ${key})`;
    return `snow_get(${inner}, ${quoteString(key.replace(/^["']|["']$/g, ''))})`;
  }, asVariant(value));
  return bound(sql, VARIANT);
});

const DECIMAL_KINDS = ['INTEGER', 'DECIMAL'];

export const SEMI_STRUCTURED: Functions = {
  PARSE_JSON: scalar('text', VARIANT, (x) => `snow_parse_json(${x})`),
  TRY_PARSE_JSON: special(1, 1, ([value = NULL_LITERAL]) =>
    bound(`snow_try_parse_json(${castSql(value, TEXT)})`, VARIANT),
  ),
  CHECK_JSON: scalar('text', TEXT, (x) => `CASE WHEN TRY_CAST(${x} AS JSON) IS NULL THEN 'invalid JSON' END`),
  TO_JSON: scalar('variant', TEXT, (v) => `CAST(${v} AS VARCHAR)`),
  TO_VARIANT: special(1, 1, ([value = NULL_LITERAL]) => cast(value, VARIANT)),
  TO_OBJECT: special(1, 1, ([value = NULL_LITERAL]) => cast(value, OBJECT)),
  TO_ARRAY: special(1, 1, ([value = NULL_LITERAL]) => cast(value, ARRAY)),
  TYPEOF: scalar('variant', TEXT, (v) => `snow_typeof(${v})`),
  IS_NULL_VALUE: scalar('variant', BOOLEAN, (v) => `(json_type(${v}) = 'NULL')`),
  STRIP_NULL_VALUE: scalar('variant', VARIANT, (v) => `CASE WHEN json_type(${v}) <> 'NULL' THEN ${v} END`),
  IS_ARRAY: is('ARRAY'),
  IS_OBJECT: is('OBJECT'),
  IS_VARCHAR: is('VARCHAR'),
  IS_CHAR: is('VARCHAR'),
  IS_BOOLEAN: is('BOOLEAN'),
  IS_INTEGER: is('INTEGER'),
  IS_DECIMAL: is('INTEGER', 'DECIMAL'),
  IS_DOUBLE: is('INTEGER', 'DECIMAL', 'DOUBLE'),
  AS_VARCHAR: as(TEXT, 'VARCHAR'),
  AS_CHAR: as(TEXT, 'VARCHAR'),
  AS_BOOLEAN: as(BOOLEAN, 'BOOLEAN'),
  AS_INTEGER: as(NUMBER, 'INTEGER'),
  AS_NUMBER: as(NUMBER, ...DECIMAL_KINDS),
  AS_DECIMAL: as(NUMBER, ...DECIMAL_KINDS),
  AS_DOUBLE: as(FLOAT, ...DECIMAL_KINDS, 'DOUBLE'),
  AS_REAL: as(FLOAT, ...DECIMAL_KINDS, 'DOUBLE'),
  AS_OBJECT: as(OBJECT, 'OBJECT'),
  AS_ARRAY: as(ARRAY, 'ARRAY'),
  OBJECT_CONSTRUCT: construct(false),
  OBJECT_CONSTRUCT_KEEP_NULL: construct(true),
  OBJECT_KEYS: scalar('object', ARRAY, (v) => list(`json_keys(${v})`)),
  OBJECT_INSERT: special(
    3,
    4,
    ([object = NULL_LITERAL, key = NULL_LITERAL, value = NULL_LITERAL, update]) => {
      const name = castSql(key, TEXT);
      const others = `list_filter(snow_entries(${object.sql}), lambda e: e.k <> ${name})`;
      const added = `snow_from_entries(list_concat(${others}, [struct_pack(k := ${name}, v := ${asVariant(value)})]))`;
      if (update?.literal === 'true') return bound(added, OBJECT);
      const fail = `snow_fail('100135', '22000', 'Object already has key ' || ${name})`;
      return bound(
        `CASE WHEN list_contains(json_keys(${object.sql}), ${name}) THEN ${fail} ELSE ${added} END`,
        OBJECT,
      );
    },
  ),
  OBJECT_DELETE: scalar(
    'object text text*',
    OBJECT,
    (v, ...keys) =>
      `snow_from_entries(list_filter(snow_entries(${v}), lambda e: e.k NOT IN (${keys.join(', ')})))`,
  ),
  OBJECT_PICK: scalar(
    'object text text*',
    OBJECT,
    (v, ...keys) =>
      `snow_from_entries(list_filter(snow_entries(${v}), lambda e: e.k IN (${keys.join(', ')})))`,
  ),
  ARRAY_CONSTRUCT: special(0, Number.POSITIVE_INFINITY, (args) =>
    bound(
      args.length === 0 ? `CAST('[]' AS JSON)` : list(`[${args.map(asElement).join(', ')}]`),
      ARRAY,
      false,
    ),
  ),
  ARRAY_CONSTRUCT_COMPACT: scalar('variant*', ARRAY, (...values) =>
    list(`list_filter([${values.join(', ')}], lambda e: e IS NOT NULL)`),
  ),
  ARRAY_SIZE: scalar(
    'array',
    NUMBER,
    (v) => `CASE WHEN json_type(${v}) = 'ARRAY' THEN json_array_length(${v}) END`,
  ),
  ARRAY_CONTAINS: special(2, 2, ([value = NULL_LITERAL, within = NULL_LITERAL], site) => {
    if (!isSemiStructured(value.type)) {
      throw sqlError(
        '001044',
        '42P13',
        `Invalid argument types for function '${site.name}': (${typeName(value.type)}, ${typeName(within.type)})`,
      );
    }
    return bound(`list_contains(${elements(within.sql)}, ${asVariant(value)})`, BOOLEAN);
  }),
  ARRAY_POSITION: special(2, 2, ([value = NULL_LITERAL, within = NULL_LITERAL]) =>
    bound(`(nullif(list_position(${elements(within.sql)}, ${asVariant(value)}), 0) - 1)`, COUNT),
  ),
  ARRAY_CAT: arrays((a, b) => list(`list_concat(${elements(a)}, ${elements(b)})`)),
  ARRAY_APPEND: special(2, 2, ([into = NULL_LITERAL, value = NULL_LITERAL]) =>
    bound(list(`list_append(${elements(into.sql)}, ${asElement(value)})`), ARRAY),
  ),
  ARRAY_PREPEND: special(2, 2, ([into = NULL_LITERAL, value = NULL_LITERAL]) =>
    bound(list(`list_prepend(${asElement(value)}, ${elements(into.sql)})`), ARRAY),
  ),
  ARRAY_TO_STRING: scalar(
    'array text',
    TEXT,
    (v, glue) =>
      `array_to_string(list_transform(${elements(v)}, lambda e: coalesce(e ->> '$', '')), ${glue})`,
  ),
  ARRAY_DISTINCT: array((v) => list(`list_distinct(${elements(v)})`)),
  ARRAY_COMPACT: array((v) => list(`list_filter(${elements(v)}, lambda e: json_type(e) <> 'NULL')`)),
  ARRAY_SLICE: array(
    (v, from, to) => list(`${elements(v)}[(${from}) + 1 : (${to})]`),
    'array integer integer',
  ),
  ARRAY_SORT: array((v) => list(`list_sort(${elements(v)})`)),
  ARRAY_REVERSE: array((v) => list(`list_reverse(${elements(v)})`)),
  ARRAY_FLATTEN: array((v) => list(`flatten(list_transform(${elements(v)}, lambda e: snow_elements(e)))`)),
  // Arrays are multisets to them: as often as the other array has an element, so many copies of it are matched.
  ARRAY_INTERSECTION: arrays((a, b) => copies(a, '<=', b)),
  ARRAY_EXCEPT: arrays((a, b) => copies(a, '>', b)),
  ARRAYS_OVERLAP: scalar('array array', BOOLEAN, (a, b) => `list_has_any(${elements(a)}, ${elements(b)})`),
  GET_PATH: path,
};

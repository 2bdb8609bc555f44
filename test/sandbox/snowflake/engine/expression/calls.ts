import { unsupported } from '../errors.ts';
import { child, children, fieldsOf, kindOf, type Node, recordOf, textField } from '../syntax/syntax.ts';

/** A function call in one shape, whichever of the parser's many node kinds it came as. */
export interface Call {
  readonly name: string;
  readonly args: readonly Node[];
  readonly distinct: boolean;
  readonly ignoreNulls: boolean;
}

/**
 * The parser's own node kinds for functions: the Snowflake name, then the fields that hold the arguments in
 * Snowflake's order; `...field` is a list.
 */
const KINDS: Readonly<Record<string, string>> = {
  abs: 'ABS this',
  ceil: 'CEIL this decimals',
  floor: 'FLOOR this decimals',
  mod_func: 'MOD this expression',
  sqrt: 'SQRT this',
  power: 'POWER this expression',
  exp: 'EXP this',
  ln: 'LN this',
  log: 'LOG base this',
  random: 'RANDOM',
  pi: 'PI',
  upper: 'UPPER this',
  lower: 'LOWER this',
  length: 'LENGTH this',
  trim: 'TRIM this characters',
  substring: 'SUBSTR this start length',
  initcap: 'INITCAP this',
  contains: 'CONTAINS this expression',
  starts_with: 'STARTSWITH this expression',
  ends_with: 'ENDSWITH this expression',
  str_position: 'POSITION substr this position',
  regexp_like: 'REGEXP_LIKE this pattern flags',
  if_func: 'IFF condition true_value false_value',
  coalesce: 'COALESCE ...expressions',
  nvl: 'NVL this expression',
  nvl2: 'NVL2 this true_value false_value',
  to_number: 'TO_NUMBER this format precision scale',
  to_json: 'TO_JSON this',
  parse_json: 'PARSE_JSON this',
  typeof: 'TYPEOF this',
  date_diff: 'DATEDIFF unit expression this',
  extract: 'DATE_PART field this',
  year: 'YEAR this',
  month: 'MONTH this',
  day: 'DAY this',
  hour: 'HOUR this',
  minute: 'MINUTE this',
  second: 'SECOND this',
  quarter: 'QUARTER this',
  day_of_month: 'DAYOFMONTH this',
  day_of_week: 'DAYOFWEEK this',
  day_of_year: 'DAYOFYEAR this',
  week_of_year: 'WEEKOFYEAR this',
  last_day: 'LAST_DAY this unit',
  next_day: 'NEXT_DAY this expression',
  add_months: 'ADD_MONTHS this expression',
  months_between: 'MONTHS_BETWEEN this expression',
  array_size: 'ARRAY_SIZE this',
  array_length: 'ARRAY_LENGTH this',
  array_contains: 'ARRAY_CONTAINS this expression',
  array_append: 'ARRAY_APPEND this expression',
  array_prepend: 'ARRAY_PREPEND this expression',
  array_distinct: 'ARRAY_DISTINCT this',
  array_compact: 'ARRAY_COMPACT this',
  array_except: 'ARRAY_EXCEPT this expression',
  array_position: 'ARRAY_POSITION this expression',
  array_remove: 'ARRAY_REMOVE this expression',
  array_reverse: 'ARRAY_REVERSE this',
  array_func: 'ARRAY_CONSTRUCT ...expressions',
  count: 'COUNT this',
  sum: 'SUM this',
  avg: 'AVG this',
  min: 'MIN this',
  max: 'MAX this',
  count_if: 'COUNT_IF this',
  any_value: 'ANY_VALUE this',
  array_agg: 'ARRAY_AGG this',
  list_agg: 'LISTAGG this separator',
  string_agg: 'STRING_AGG this separator',
  mode: 'MODE this',
  median: 'MEDIAN this',
  stddev: 'STDDEV this',
  stddev_pop: 'STDDEV_POP this',
  stddev_samp: 'STDDEV_SAMP this',
  variance: 'VARIANCE this',
  var_pop: 'VAR_POP this',
  var_samp: 'VAR_SAMP this',
  approx_count_distinct: 'APPROX_COUNT_DISTINCT this',
  row_number: 'ROW_NUMBER',
  rank: 'RANK',
  dense_rank: 'DENSE_RANK',
  percent_rank: 'PERCENT_RANK',
  cume_dist: 'CUME_DIST',
  n_tile: 'NTILE num_buckets',
  lag: 'LAG this offset default',
  lead: 'LEAD this offset default',
  first_value: 'FIRST_VALUE this',
  last_value: 'LAST_VALUE this',
  nth_value: 'NTH_VALUE this offset',
  current_schemas: 'CURRENT_SCHEMAS',
};

/** The call a node is, or undefined when it is something else. */
export function callOf(node: Node): Call | undefined {
  const kind = kindOf(node);
  const fields = fieldsOf(node);
  // The parser takes it from other dialects; Snowflake has COUNT_IF and IFF instead.
  if (fields.filter !== null && typeof fields.filter === 'object')
    throw unsupported('FILTER of an aggregate');
  const flags = { distinct: fields.distinct === true, ignoreNulls: fields.ignore_nulls === true };
  if (kind === 'function' || kind === 'aggregate_function') {
    return {
      name: (textField(fields, 'name') ?? '').toUpperCase(),
      args: children(fields, 'args'),
      ...flags,
    };
  }
  if (kind === 'map_func') {
    const values = children(fields, 'values');
    return {
      name: 'OBJECT_CONSTRUCT',
      args: children(fields, 'keys').flatMap((key, index) => [key, values[index] ?? { null: null }]),
      ...flags,
    };
  }
  const shape = KINDS[kind]?.split(' ');
  if (shape === undefined) return undefined;
  const [name = '', ...argumentFields] = shape;
  const safe = kind === 'to_number' && fields.safe !== undefined && fields.safe !== null;
  return {
    name: safe ? `TRY_${name}` : name,
    args:
      fields.star === true ? [{ star: {} }] : argumentFields.flatMap((field) => argumentsIn(fields, field)),
    ...flags,
  };
}

function argumentsIn(fields: Readonly<Record<string, unknown>>, field: string): readonly Node[] {
  if (field.startsWith('...')) return children(fields, field.slice(3));
  const value = fields[field];
  if (typeof value === 'string') return [{ var: { this: value } }];
  const unit = textField(recordOf(value) ?? {}, 'Custom');
  if (unit !== undefined) return [{ var: { this: unit } }];
  const node = child(fields, field);
  return node === undefined ? [] : [node];
}

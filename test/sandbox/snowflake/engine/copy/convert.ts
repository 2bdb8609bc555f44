import { sqlError } from '../errors.ts';
import type { FileFormat } from '../stage/file-format.ts';
import { quoteString } from '../syntax/tokens.ts';
import { castSql, isSemiStructured } from '../types/casts.ts';
import { duckType, NTZ, type SnowType, TEXT, typeName } from '../types/types.ts';
import type { TargetColumn } from './copy-target.ts';

/** A value on its way into a column: SQL for it as text, NULL when absent, and for VARIANT as JSON. */
export interface SourceValue {
  readonly text: string;
  readonly json: string;
}

/** What to do with the text of a value before and while it becomes a column's. */
export interface ConversionRules {
  readonly format: FileFormat;
  readonly truncate: boolean;
  /** NULL_IF and TRIM_SPACE apply to separate columns only, not to whole documents or transformations. */
  readonly cleaned: boolean;
  /** Values of semi-structured columns come as text that has to be parsed, as in CSV. */
  readonly parsed: boolean;
}

/** SQL for what a column's value is made of: text, or JSON for the semi-structured types; NULL when absent. */
export function sourceOf(column: TargetColumn, value: SourceValue, rules: ConversionRules): string {
  if (isSemiStructured(column.type) && rules.parsed) return value.text;
  if (column.type.kind === 'variant') return value.json;
  // JSON null is a value of a VARIANT only.
  if (isSemiStructured(column.type))
    return `CASE WHEN json_type(${value.json}) <> 'NULL' THEN ${value.json} END`;
  return rules.cleaned ? cleaned(value.text, rules.format) : value.text;
}

/** SQL for the column's value made of a source; NULL when it does not convert. */
export function convert(column: TargetColumn, source: string, rules: ConversionRules): string {
  const json = rules.parsed ? `TRY_CAST(${source} AS JSON)` : source;
  switch (column.type.kind) {
    case 'variant':
      return json;
    case 'object':
      return `CASE WHEN json_type(${json}) = 'OBJECT' THEN ${json} END`;
    case 'array':
      return `CASE WHEN json_type(${json}) = 'ARRAY' THEN ${json}
        WHEN ${json} IS NOT NULL THEN json_array(${json}) END`;
    default:
      return typed(column, source, rules);
  }
}

/** Code, SQLSTATE and words for a text that is none of the column's type. */
export function conversionError(column: TargetColumn, text: string): readonly [string, string, string] {
  switch (column.type.kind) {
    case 'fixed':
      return NUMERIC.test(text)
        ? ['100039', '22003', `Numeric value '${text}' is out of range`]
        : ['100038', '22018', `Numeric value '${text}' is not recognized`];
    case 'real':
      return ['100038', '22018', `Numeric value '${text}' is not recognized`];
    case 'boolean':
      return ['100037', '22018', `Boolean value '${text}' is not recognized`];
    case 'date':
      return ['100040', '22007', `Date '${text}' is not recognized`];
    case 'time':
      return ['100108', '22007', `Time '${text}' is not recognized`];
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return ['100035', '22007', `Timestamp '${text}' is not recognized`];
    case 'text':
      return [
        '100078',
        '22000',
        `User character length limit (${column.type.length}) exceeded by string '${text}'`,
      ];
    case 'variant':
      return ['100069', '22P02', `Error parsing JSON: ${text}`];
    case 'binary':
      return ['100115', '22000', `The following string is not a legal hex-encoded value: '${text}'`];
    default:
      return ['100071', '22000', `Failed to cast variant value ${text} to ${typeName(column.type)}`];
  }
}

const NUMERIC = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

function cleaned(text: string, format: FileFormat): string {
  const trimmed = format.trimSpace ? `trim(${text}, ' \t')` : text;
  return format.nullIf.reduce((value, nothing) => `nullif(${value}, ${quoteString(nothing)})`, trimmed);
}

function typed(column: TargetColumn, text: string, rules: ConversionRules): string {
  const { type } = column;
  const { format } = rules;
  switch (type.kind) {
    case 'text':
      return rules.truncate
        ? `left(${text}, ${type.length})`
        : `CASE WHEN length(${text}) <= ${type.length} THEN ${text} END`;
    case 'fixed':
      return number(text, type);
    case 'real':
      return `TRY_CAST(${text} AS DOUBLE)`;
    case 'boolean':
      return `CASE WHEN lower(${text}) IN ('true', 't', 'yes', 'y', 'on', '1') THEN true
        WHEN lower(${text}) IN ('false', 'f', 'no', 'n', 'off', '0') THEN false END`;
    case 'binary':
      return binary(text, format.binaryFormat);
    case 'date':
      return `CAST(${timestamp(text, NTZ, format.dateFormat)} AS DATE)`;
    case 'time':
      return format.timeFormat === 'AUTO'
        ? guarded(text, `TRY_CAST(${text} AS TIME)`)
        : `CAST(${parsed(text, format.timeFormat)} AS TIME)`;
    default:
      return timestamp(text, type, format.timestampFormat);
  }
}

/** A timestamp by an explicit format, or by Snowflake's own detection. */
function timestamp(text: string, type: SnowType, format: string): string {
  const instant = format === 'AUTO' ? text : `strftime(${parsed(text, format)}, '%Y-%m-%dT%H:%M:%S.%f')`;
  const conversion = castSql({ sql: instant, type: TEXT, nullable: true }, type, 'try');
  return format === 'AUTO' ? guarded(text, conversion) : conversion;
}

function parsed(text: string, format: string): string {
  return `try_strptime(${text}, ${quoteString(strptimeFormat(format))})`;
}

/**
 * Short integers go through BIGINT, which DuckDB reads 60 times faster than a wide DECIMAL. It would also let
 * underscores stand between digits.
 */
function number(text: string, type: SnowType): string {
  const wide = duckType(type);
  const digits = Math.min((type.precision ?? 0) - (type.scale ?? 0), 18);
  const short = `WHEN regexp_full_match(${text}, '-?[0-9]{1,${digits}}') THEN CAST(CAST(${text} AS BIGINT) AS ${wide})`;
  return `CASE ${digits < 1 ? '' : short} WHEN NOT contains(${text}, '_') THEN TRY_CAST(${text} AS ${wide}) END`;
}

/** DuckDB also reads `infinity`, `epoch` and time zone names as instants; Snowflake does not. */
function guarded(text: string, conversion: string): string {
  return `CASE WHEN regexp_full_match(${text}, '[-+0-9:. TZ]+') THEN ${conversion} END`;
}

function binary(text: string, format: FileFormat['binaryFormat']): string {
  if (format === 'UTF8') return `encode(${text})`;
  return format === 'BASE64' ? `TRY(from_base64(${text}))` : `TRY(unhex(${text}))`;
}

/** Snowflake's format elements, longest first, and strptime's. doc: date-time-input-output. */
const ELEMENTS: readonly (readonly [string, string])[] = [
  ['TZHTZM', '%z'],
  ['TZH:TZM', '%z'],
  ['YYYY', '%Y'],
  ['MMMM', '%B'],
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['MON', '%b'],
  ['DY', '%a'],
  ['YY', '%y'],
  ['MM', '%m'],
  ['DD', '%d'],
  ['AM', '%p'],
  ['PM', '%p'],
  ['MI', '%M'],
  ['SS', '%S'],
  ['FF', '%f'],
  ['T', 'T'],
];

function strptimeFormat(format: string): string {
  let rest = format;
  let result = '';
  while (rest !== '') {
    const quoted = /^"([^"]*)"/.exec(rest);
    const element = ELEMENTS.find(([name]) => rest.toUpperCase().startsWith(name));
    const taken = quoted?.[0] ?? element?.[0] ?? rest.charAt(0);
    if (quoted === null && element === undefined && /[A-Za-z%]/.test(taken)) {
      throw sqlError('001008', '22023', `invalid value [${format}] for parameter 'TIMESTAMP_FORMAT'`);
    }
    result += quoted?.[1] ?? element?.[1] ?? taken;
    rest = rest.slice(taken.length);
    if (element?.[0] === 'FF') rest = rest.replace(/^\d/, '');
  }
  return result;
}

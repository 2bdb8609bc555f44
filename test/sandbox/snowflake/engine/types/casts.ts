import { sqlError } from '../errors.ts';
import type { Bound } from './bound.ts';
import { duckType, type SnowType, TEXT, typeName } from './types.ts';

/** How a conversion treats a value that does not convert: an error, or NULL as TRY_CAST does. */
export type CastMode = 'strict' | 'try';

/** The DuckDB expression that gives `value` the type `to`; 001065 when Snowflake has no such conversion. */
export function castSql(value: Bound, to: SnowType, mode: CastMode = 'strict'): string {
  if (value.type.kind === 'null') return `CAST(NULL AS ${duckType(to)})`;
  const conversion = CONVERSIONS[to.kind]?.[value.type.kind];
  if (conversion === undefined) {
    throw sqlError(
      '001065',
      '22023',
      `invalid type [CAST(${typeName(value.type)} AS ${typeName(to)})] for parameter 'TO_${to.kind.toUpperCase()}'`,
    );
  }
  return conversion(value.sql, to, value.type, mode === 'try' ? 'TRY_CAST' : 'CAST');
}

/** Whether Snowflake converts without being asked to, as an argument or in an assignment. */
export function converts(from: SnowType, to: SnowType): boolean {
  return from.kind === 'null' || CONVERSIONS[to.kind]?.[from.kind] !== undefined;
}

/** `value` as `to`, typed. */
export function cast(value: Bound, to: SnowType, mode: CastMode = 'strict'): Bound {
  const nullable = value.nullable || mode === 'try' || isSemiStructured(value.type);
  return { sql: castSql(value, to, mode), type: to, nullable };
}

export function isSemiStructured(type: SnowType): boolean {
  return type.kind === 'variant' || type.kind === 'object' || type.kind === 'array';
}

type Conversion = (sql: string, to: SnowType, from: SnowType, cast: 'CAST' | 'TRY_CAST') => string;
type Conversions = { readonly [kind in SnowType['kind']]?: Conversion };

const same: Conversion = (sql) => sql;
const plain: Conversion = (sql, to, _from, cast) => `${cast}(${sql} AS ${duckType(to)})`;
const viaVariant =
  (kind: string): Conversion =>
  (sql, to, _from, cast) =>
    cast === 'TRY_CAST'
      ? `TRY_CAST((${sql} ->> '$') AS ${duckType(to)})`
      : `coalesce(TRY_CAST((${sql} ->> '$') AS ${duckType(to)}), snow_variant_fail(${sql}, '${kind}'))`;

/** A conversion to text ends by fitting its declared length. */
const fitted =
  (toText: Conversion): Conversion =>
  (sql, to, from, cast) => {
    const text = toText(sql, to, from, cast);
    const length = to.length ?? 0;
    const most = from.kind === 'text' ? (from.length ?? 0) : (TEXT.length ?? 0);
    if (length >= most) return text;
    return cast === 'CAST'
      ? `snow_fit(${text}, ${length})`
      : `CASE WHEN length(${text}) <= ${length} THEN ${text} END`;
  };

const jsonOfText: Conversion = (sql) => `to_json(CAST(${sql} AS VARCHAR))`;
const textual = (kind: SnowType['kind']): Conversion => {
  const toText = TO_TEXT[kind];
  if (toText === undefined) throw new Error(`No text form of ${kind}`);
  return (sql, _to, from, cast) => toText(sql, TEXT, from, cast);
};

const TO_TEXT: Conversions = {
  text: fitted(same),
  fixed: fitted((sql, _to, from) => `CAST(CAST(${sql} AS ${duckType(from)}) AS VARCHAR)`),
  real: fitted((sql) => `regexp_replace(CAST(${sql} AS VARCHAR), '\\.0$', '')`),
  boolean: fitted((sql) => `CAST(${sql} AS VARCHAR)`),
  date: fitted((sql) => `CAST(${sql} AS VARCHAR)`),
  time: fitted((sql) => `left(CAST(${sql} AS VARCHAR), 8)`),
  timestamp_ntz: fitted((sql) => `strftime(${sql}, '%Y-%m-%d %H:%M:%S.%g')`),
  timestamp_ltz: fitted((sql) => `snow_ltz_text(${sql})`),
  timestamp_tz: fitted((sql) => `snow_tz_text(${sql})`),
  variant: fitted((sql) => `(${sql} ->> '$')`),
  object: fitted((sql) => `CAST(${sql} AS VARCHAR)`),
  array: fitted((sql) => `CAST(${sql} AS VARCHAR)`),
  binary: fitted((sql) => `hex(${sql})`),
};

const TO_VARIANT: Conversions = {
  text: (sql) => `to_json(${sql})`,
  fixed: (sql) => `snow_number_json(${sql})`,
  real: (sql) => `to_json(${sql})`,
  boolean: (sql) => `to_json(${sql})`,
  date: jsonOfText,
  time: jsonOfText,
  timestamp_ntz: (sql, _to, from, cast) => `to_json(${textual('timestamp_ntz')(sql, TEXT, from, cast)})`,
  timestamp_ltz: (sql, _to, from, cast) => `to_json(${textual('timestamp_ltz')(sql, TEXT, from, cast)})`,
  timestamp_tz: (sql, _to, from, cast) => `to_json(${textual('timestamp_tz')(sql, TEXT, from, cast)})`,
  variant: same,
  object: same,
  array: same,
  binary: (sql) => `to_json(hex(${sql}))`,
};

/** A macro that raises what Snowflake raises, and its `try` sister that gives NULL. */
const raising =
  (strict: string, lenient: string, argument: (sql: string) => string = (sql) => sql): Conversion =>
  (sql, _to, _from, cast) =>
    `${cast === 'CAST' ? strict : lenient}(${argument(sql)})`;

const fromEpoch = (sql: string) => `snow_epoch(${sql})`;
const variantText = (sql: string) => `(${sql} ->> '$')`;

type Text = (sql: string) => string;
const itself: Text = (sql) => sql;

const toDate =
  (text: Text): Conversion =>
  (sql, _to, _from, cast) =>
    cast === 'CAST' ? `snow_text_date(${text(sql)})` : `CAST(snow_try_text_ntz(${text(sql)}) AS DATE)`;
const toTime =
  (text: Text): Conversion =>
  (sql, _to, _from, cast) =>
    cast === 'CAST' ? `snow_text_time(${text(sql)})` : `TRY_CAST(${text(sql)} AS TIME)`;

const CONVERSIONS: { readonly [kind in SnowType['kind']]?: Conversions } = {
  text: TO_TEXT,
  variant: TO_VARIANT,
  array: {
    array: same,
    variant: (sql) => `snow_array(${sql})`,
    object: (sql) => `json_array(${sql})`,
    text: (sql) => `json_array(${sql})`,
    fixed: (sql) => `json_array(${sql})`,
    boolean: (sql) => `json_array(${sql})`,
  },
  object: { object: same, variant: (sql) => `snow_object(${sql})` },
  fixed: {
    text: plain,
    real: plain,
    fixed: (sql, to, from, cast) =>
      from.precision === to.precision && from.scale === to.scale ? sql : plain(sql, to, from, cast),
    boolean: (sql, to, from, cast) => plain(`CAST(${sql} AS INTEGER)`, to, from, cast),
    variant: viaVariant('FIXED'),
  },
  real: {
    text: plain,
    fixed: plain,
    real: same,
    boolean: (sql, to, from, cast) => plain(`CAST(${sql} AS INTEGER)`, to, from, cast),
    variant: viaVariant('REAL'),
  },
  boolean: {
    text: raising('snow_boolean', 'snow_try_boolean'),
    fixed: (sql) => `(${sql} <> 0)`,
    real: (sql) => `(${sql} <> 0)`,
    boolean: same,
    variant: viaVariant('BOOLEAN'),
  },
  date: {
    text: toDate(itself),
    date: same,
    timestamp_ntz: plain,
    timestamp_ltz: plain,
    timestamp_tz: (sql) => `CAST(snow_wall(${sql}) AS DATE)`,
    variant: toDate(variantText),
  },
  time: {
    text: toTime(itself),
    time: same,
    timestamp_ntz: plain,
    timestamp_ltz: (sql, to, from, cast) => plain(`CAST(${sql} AS TIMESTAMP)`, to, from, cast),
    timestamp_tz: (sql) => `CAST(snow_wall(${sql}) AS TIME)`,
    variant: toTime(variantText),
  },
  timestamp_ntz: {
    text: raising('snow_text_ntz', 'snow_try_text_ntz'),
    fixed: (sql) => `timezone('UTC', ${fromEpoch(sql)})`,
    date: plain,
    timestamp_ntz: same,
    timestamp_ltz: plain,
    timestamp_tz: (sql) => `snow_wall(${sql})`,
    variant: raising('snow_text_ntz', 'snow_try_text_ntz', variantText),
  },
  timestamp_ltz: {
    text: raising('snow_text_ltz', 'snow_try_text_ltz'),
    fixed: fromEpoch,
    date: plain,
    timestamp_ntz: plain,
    timestamp_ltz: same,
    timestamp_tz: (sql) => `(${sql}).instant`,
    variant: raising('snow_text_ltz', 'snow_try_text_ltz', variantText),
  },
  timestamp_tz: {
    text: raising('snow_text_tz', 'snow_try_text_tz'),
    fixed: (sql) => `snow_tz(${fromEpoch(sql)}, 0)`,
    date: (sql) => `snow_tz(CAST(${sql} AS TIMESTAMPTZ), snow_offset(CAST(${sql} AS TIMESTAMPTZ)))`,
    timestamp_ntz: (sql) => `snow_tz(CAST(${sql} AS TIMESTAMPTZ), snow_offset(CAST(${sql} AS TIMESTAMPTZ)))`,
    timestamp_ltz: (sql) => `snow_tz(${sql}, snow_offset(${sql}))`,
    timestamp_tz: same,
    variant: raising('snow_text_tz', 'snow_try_text_tz', variantText),
  },
  binary: { binary: same, text: (sql) => `unhex(${sql})`, variant: (sql) => `unhex(${variantText(sql)})` },
};

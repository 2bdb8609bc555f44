/**
 * DuckDB macros the translated SQL calls. They live in the file's `main` schema, so that a view made through
 * the sandbox answers in any DuckDB client too. `error()` texts are `code|sqlState|message`, read back by
 * `duck-errors.ts`.
 */
export const MACROS: readonly string[] = [
  macro('snow_fail(code, state, message)', `error(code || '|' || state || '|' || message)`),
  macro(
    'snow_fit(x, n)',
    `CASE WHEN length(x) > n THEN snow_fail('100078', '22000',
      'String ''' || x || ''' is too long and would be truncated') ELSE x END`,
  ),
  macro(
    'snow_boolean(x)',
    `CASE WHEN lower(trim(x)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN true
      WHEN lower(trim(x)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN false
      WHEN x IS NULL THEN NULL
      ELSE snow_fail('100037', '22018', 'Boolean value ''' || x || ''' is not recognized') END`,
  ),
  macro(
    'snow_try_boolean(x)',
    `CASE WHEN lower(trim(x)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN true
      WHEN lower(trim(x)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN false END`,
  ),
  macro(
    'snow_divide(a, b)',
    `CASE WHEN b = 0 THEN snow_fail('100051', '22012', 'Division by zero') ELSE a / b END`,
  ),
  macro(
    'snow_modulo(a, b)',
    `CASE WHEN b = 0 THEN snow_fail('100051', '22012', 'Division by zero') ELSE a % b END`,
  ),

  // A text with no more than an integer in it is an epoch in seconds, or in ms, us, ns by its magnitude.
  macro(
    'snow_epoch(n)',
    `make_timestamptz(CASE WHEN abs(n) < 31536000000 THEN CAST(n * 1000000 AS BIGINT)
      WHEN abs(n) < 31536000000000 THEN CAST(n * 1000 AS BIGINT)
      WHEN abs(n) < 31536000000000000 THEN CAST(n AS BIGINT) ELSE CAST(n / 1000 AS BIGINT) END)`,
  ),
  ...(['CAST', 'TRY_CAST'] as const).flatMap((cast) => {
    const prefix = cast === 'CAST' ? 'snow_text' : 'snow_try_text';
    const isEpoch = `regexp_full_match(x, '-?\\d{5,}')`;
    const epoch = `snow_epoch(${cast}(x AS DECIMAL(38,0)))`;
    return [
      macro(
        `${prefix}_ltz(x)`,
        `CASE WHEN ${isEpoch} THEN ${epoch}
          ELSE ${cast}(regexp_replace(x, '(:\\d\\d(?:\\.\\d+)?)\\s*([+-]\\d\\d):?(\\d\\d)$', '\\1\\2:\\3') AS TIMESTAMPTZ) END`,
      ),
      macro(
        `${prefix}_ntz(x)`,
        `CASE WHEN ${isEpoch} THEN timezone('UTC', ${epoch})
          ELSE ${cast}(regexp_replace(x, '(:\\d\\d(?:\\.\\d+)?)\\s*(Z|[+-]\\d\\d:?\\d\\d)$', '\\1') AS TIMESTAMP) END`,
      ),
    ];
  }),
  macro(
    'snow_text_date(x)',
    `CASE WHEN x IS NULL THEN NULL WHEN snow_try_text_ntz(x) IS NULL THEN
      snow_fail('100040', '22007', 'Date ''' || x || ''' is not recognized') ELSE CAST(snow_text_ntz(x) AS DATE) END`,
  ),
  macro(
    'snow_text_time(x)',
    `CASE WHEN x IS NULL THEN NULL WHEN TRY_CAST(x AS TIME) IS NULL THEN
      snow_fail('100108', '22007', 'Time ''' || x || ''' is not recognized') ELSE CAST(x AS TIME) END`,
  ),
  macro('snow_offset(t)', `CAST(date_diff('minute', timezone('UTC', t), CAST(t AS TIMESTAMP)) AS INTEGER)`),
  macro(
    'snow_tz(t, m)',
    `CASE WHEN t IS NULL THEN NULL ELSE struct_pack(instant := t, minutes := CAST(m AS INTEGER)) END`,
  ),
  macro(
    'snow_text_minutes(x, t)',
    `CASE
      WHEN regexp_matches(x, ':\\d\\d(\\.\\d+)?\\s*[+-]\\d\\d:?\\d\\d$') THEN
        CAST(regexp_extract(x, '([+-]\\d\\d):?(\\d\\d)$', 1) AS INTEGER) * 60
        + CAST(regexp_extract(x, '([+-])(\\d\\d):?(\\d\\d)$', 1) || regexp_extract(x, '(\\d\\d)$', 1) AS INTEGER)
      WHEN x LIKE '%Z' THEN 0 ELSE snow_offset(t) END`,
  ),
  macro('snow_text_tz(x)', `snow_tz(snow_text_ltz(x), snow_text_minutes(x, snow_text_ltz(x)))`),
  macro('snow_try_text_tz(x)', `snow_tz(snow_try_text_ltz(x), snow_text_minutes(x, snow_try_text_ltz(x)))`),
  macro(
    'snow_zone(m)',
    `CASE WHEN m < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(m) // 60 AS VARCHAR), 2, '0')
      || lpad(CAST(abs(m) % 60 AS VARCHAR), 2, '0')`,
  ),
  macro('snow_wall(t)', `timezone('UTC', t.instant) + to_minutes(t.minutes)`),
  macro(
    'snow_ltz_text(t)',
    `strftime(CAST(t AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g ') || snow_zone(snow_offset(t))`,
  ),
  macro('snow_tz_text(t)', `strftime(snow_wall(t), '%Y-%m-%d %H:%M:%S.%g ') || snow_zone(t.minutes)`),
  macro('snow_weeks(a, b)', `date_diff('day', date_trunc('week', a), date_trunc('week', b)) // 7`),

  macro(
    'snow_repeats_key(x)',
    `(SELECT bool_or(n > 1) FROM (SELECT count(*) AS n FROM json_tree(x) WHERE fullkey <> '$' GROUP BY fullkey))`,
  ),
  macro(
    'snow_parse_json(x)',
    `CASE WHEN x IS NULL OR trim(x) = '' THEN NULL
      WHEN TRY_CAST(x AS JSON) IS NULL THEN
        snow_fail('100069', '22P02', 'Error parsing JSON: ' || x)
      WHEN snow_repeats_key(TRY_CAST(x AS JSON)) THEN
        snow_fail('100069', '22P02', 'Error parsing JSON: duplicate object attribute in ' || x)
      ELSE json(x) END`,
  ),
  macro(
    'snow_try_parse_json(x)',
    `CASE WHEN trim(x) = '' OR TRY_CAST(x AS JSON) IS NULL OR snow_repeats_key(TRY_CAST(x AS JSON)) THEN NULL
      ELSE json(x) END`,
  ),
  macro('snow_variant_text(v)', `v ->> '$'`),
  macro(
    'snow_variant_fail(v, kind)',
    `CASE WHEN (v ->> '$') IS NOT NULL THEN
      snow_fail('100071', '22000', 'Failed to cast variant value ' || CAST(v AS VARCHAR) || ' to ' || kind) END`,
  ),
  macro(
    'snow_number_json(n)',
    `CAST(CASE WHEN contains(CAST(n AS VARCHAR), '.')
      THEN rtrim(rtrim(CAST(n AS VARCHAR), '0'), '.') ELSE CAST(n AS VARCHAR) END AS JSON)`,
  ),
  macro('snow_elements(v)', `list_transform(CAST(v AS JSON[]), lambda e: coalesce(e, CAST('null' AS JSON)))`),
  macro(
    'snow_array(v)',
    `CASE WHEN v IS NULL OR json_type(v) = 'NULL' THEN NULL WHEN json_type(v) = 'ARRAY' THEN v ELSE json_array(v) END`,
  ),
  macro(
    'snow_object(v)',
    `CASE WHEN v IS NULL OR json_type(v) = 'NULL' THEN NULL WHEN json_type(v) = 'OBJECT' THEN v
      ELSE snow_variant_fail(v, 'OBJECT') END`,
  ),
  macro(
    'snow_typeof(v)',
    `CASE json_type(v) WHEN 'NULL' THEN 'NULL_VALUE' WHEN 'VARCHAR' THEN 'VARCHAR' WHEN 'BOOLEAN' THEN 'BOOLEAN'
      WHEN 'ARRAY' THEN 'ARRAY' WHEN 'OBJECT' THEN 'OBJECT'
      WHEN 'DOUBLE' THEN CASE WHEN regexp_matches(CAST(v AS VARCHAR), '[eE]') THEN 'DOUBLE'
        WHEN contains(CAST(v AS VARCHAR), '.') THEN 'DECIMAL' ELSE 'INTEGER' END
      WHEN 'UBIGINT' THEN 'INTEGER' WHEN 'BIGINT' THEN 'INTEGER' WHEN 'HUGEINT' THEN 'INTEGER' END`,
  ),
  macro(
    'snow_get(v, k)',
    `CASE json_type(v) WHEN 'OBJECT' THEN
      json_extract(v, '$."' || replace(replace(k, '\\', '\\\\'), '"', '\\"') || '"') END`,
  ),
  macro(
    'snow_at(v, i)',
    `CASE WHEN json_type(v) = 'ARRAY' AND i >= 0 THEN json_extract(v, '$[' || CAST(i AS BIGINT) || ']') END`,
  ),
  macro(
    'snow_entries(v)',
    `list_transform(json_keys(v), lambda k: struct_pack(k := k, v := snow_get(v, k)))`,
  ),
  macro('snow_from_entries(l)', `coalesce(to_json(map_from_entries(list_sort(l))), CAST('{}' AS JSON))`),
  macro('snow_hash(x)', `CAST(CAST(hash(x) AS HUGEINT) - 9223372036854775808 AS BIGINT)`),
];

function macro(signature: string, body: string): string {
  return `CREATE OR REPLACE MACRO main.${signature} AS ${body}`;
}

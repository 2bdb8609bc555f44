import { sqlError, unsupported } from '../../errors.ts';
import { quoteString } from '../../syntax/tokens.ts';
import { bound } from '../../types/bound.ts';
import { cast, castSql } from '../../types/casts.ts';
import { ARRAY, BINARY, BOOLEAN, COUNT, NUMBER, TEXT, varchar } from '../../types/types.ts';
import { NULL_LITERAL } from '../literals.ts';
import { rowHash } from './row-hash.ts';
import { constant, type Functions, scalar, special } from './signature.ts';
import { textOfTime } from './time-formats.ts';

const trimmer = (name: string) => scalar('text text?', TEXT, (x, set = "' '") => `${name}(${x}, ${set})`);
const position = scalar('text text integer?', COUNT, (needle, text, start) =>
  start === undefined
    ? `instr(${text}, ${needle})`
    : `CASE WHEN instr(substr(${text}, ${start}), ${needle}) = 0 THEN 0
        ELSE instr(substr(${text}, ${start}), ${needle}) + ${start} - 1 END`,
);
const substring = scalar('text integer integer?', TEXT, (text, start, length) => {
  // Position 0 means 1, and a negative length gives an empty string.
  const from = `CASE WHEN ${start} = 0 THEN 1 ELSE ${start} END`;
  return length === undefined
    ? `substr(${text}, ${from})`
    : `substr(${text}, ${from}, greatest(${length}, 0))`;
});

const DIGESTS: Readonly<Record<string, (text: string) => string>> = { '256': (text) => `sha256(${text})` };

const sha2 = special(1, 2, ([value = NULL_LITERAL, size]) => {
  const bits = size === undefined ? '256' : constant(size, 'SHA2');
  const digest = DIGESTS[bits];
  if (digest === undefined) throw unsupported(`SHA2 with ${bits} bits`);
  return bound(digest(castSql(value, TEXT)), varchar(64), value.nullable);
});

const toText = special(1, 2, ([value = NULL_LITERAL, format], site) => {
  if (format === undefined) return cast(value, TEXT);
  return textOfTime(value, constant(format, site.name), site.name);
});

const strtok = (text: string, set = "' '") =>
  `list_filter(regexp_split_to_array(${text}, '[' || regexp_replace(${set}, '([\\]\\\\^\\-\\[])', '\\\\\\1', 'g') || ']'), lambda e: e <> '')`;

export const TEXTUAL: Functions = {
  UPPER: scalar('text', TEXT, (x) => `upper(${x})`),
  LOWER: scalar('text', TEXT, (x) => `lower(${x})`),
  INITCAP: scalar(
    'text',
    TEXT,
    (x) => `array_to_string(list_transform(
    regexp_extract_all(lower(${x}), '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'), lambda w: upper(w[1]) || w[2:]), '')`,
  ),
  LENGTH: scalar('text', COUNT, (x) => `length(${x})`),
  OCTET_LENGTH: scalar('text', COUNT, (x) => `strlen(${x})`),
  TRIM: trimmer('trim'),
  LTRIM: trimmer('ltrim'),
  RTRIM: trimmer('rtrim'),
  REPLACE: scalar('text text text?', TEXT, (x, from, to = "''") => `replace(${x}, ${from}, ${to})`),
  REVERSE: scalar('text', TEXT, (x) => `reverse(${x})`),
  LEFT: scalar('text integer', TEXT, (x, n) => `left(${x}, greatest(${n}, 0))`),
  RIGHT: scalar('text integer', TEXT, (x, n) => `right(${x}, greatest(${n}, 0))`),
  REPEAT: scalar('text integer', TEXT, (x, n) => `repeat(${x}, ${n})`),
  SPACE: scalar('integer', TEXT, (n) => `repeat(' ', ${n})`),
  LPAD: scalar(
    'text integer text?',
    TEXT,
    (x, n, pad = "' '") => `lpad(${x}, CAST(${n} AS INTEGER), ${pad})`,
  ),
  RPAD: scalar(
    'text integer text?',
    TEXT,
    (x, n, pad = "' '") => `rpad(${x}, CAST(${n} AS INTEGER), ${pad})`,
  ),
  SUBSTR: substring,
  SUBSTRING: substring,
  CONCAT: scalar('text text*', TEXT, (...parts) => `(${parts.join(' || ')})`),
  CONCAT_WS: scalar('text text*', TEXT, (glue = "''", ...parts) => `(${parts.join(` || ${glue} || `)})`),
  ASCII: scalar('text', COUNT, (x) => `ascii(${x})`),
  UNICODE: scalar('text', COUNT, (x) => `unicode(${x})`),
  CHR: scalar('integer', TEXT, (n) => `chr(CAST(${n} AS INTEGER))`),
  CHAR: scalar('integer', TEXT, (n) => `chr(CAST(${n} AS INTEGER))`),
  TRANSLATE: scalar('text text text', TEXT, (x, from, to) => `translate(${x}, ${from}, ${to})`),
  CONTAINS: scalar('text text', BOOLEAN, (x, part) => `contains(${x}, ${part})`),
  STARTSWITH: scalar('text text', BOOLEAN, (x, part) => `starts_with(${x}, ${part})`),
  ENDSWITH: scalar('text text', BOOLEAN, (x, part) => `suffix(${x}, ${part})`),
  POSITION: position,
  CHARINDEX: position,
  SPLIT: scalar('text text', ARRAY, (x, glue) => `to_json(string_split(${x}, ${glue}))`),
  SPLIT_PART: scalar(
    'text text integer',
    TEXT,
    (x, glue, n) => `split_part(${x}, ${glue}, CAST(CASE WHEN ${n} = 0 THEN 1 ELSE ${n} END AS INTEGER))`,
  ),
  STRTOK: scalar('text text? integer?', TEXT, (x = '', set, n = '1') => `${strtok(x, set)}[${n}]`),
  STRTOK_TO_ARRAY: scalar('text text?', ARRAY, (x = '', set) => `to_json(${strtok(x, set)})`),
  MD5: scalar('text', varchar(32), (x) => `md5(${x})`),
  MD5_HEX: scalar('text', varchar(32), (x) => `md5(${x})`),
  SHA1: scalar('text', varchar(40), (x) => `sha1(${x})`),
  SHA1_HEX: scalar('text', varchar(40), (x) => `sha1(${x})`),
  SHA2: sha2,
  SHA2_HEX: sha2,
  HASH: special(1, Number.POSITIVE_INFINITY, (args) => bound(rowHash(args), NUMBER, false)),
  HEX_ENCODE: scalar('text', TEXT, (x) => `hex(encode(${x}))`),
  HEX_DECODE_STRING: scalar('text', TEXT, (x) => `decode(unhex(${x}))`),
  BASE64_ENCODE: scalar('text', TEXT, (x) => `base64(encode(${x}))`),
  BASE64_DECODE_STRING: scalar('text', TEXT, (x) => `decode(from_base64(${x}))`),
  TRY_BASE64_DECODE_STRING: scalar('text', TEXT, (x) => `TRY(decode(from_base64(${x})))`),
  UUID_STRING: scalar('', varchar(36), () => 'CAST(uuid() AS VARCHAR)'),
  EDITDISTANCE: scalar('text text', COUNT, (a, b) => `levenshtein(${a}, ${b})`),
  TO_CHAR: toText,
  TO_VARCHAR: toText,
  TO_BINARY: special(1, 2, ([value = NULL_LITERAL, format]) => {
    const kind = format === undefined ? 'HEX' : constant(format, 'TO_BINARY').toUpperCase();
    const text = castSql(value, TEXT);
    if (kind === 'HEX') return bound(`unhex(${text})`, BINARY, value.nullable);
    if (kind === 'BASE64') return bound(`from_base64(${text})`, BINARY, value.nullable);
    if (kind === 'UTF-8' || kind === 'UTF8') return bound(`encode(${text})`, BINARY, value.nullable);
    throw sqlError('100102', '22000', `Unknown binary format ${quoteString(kind)}`);
  }),
};

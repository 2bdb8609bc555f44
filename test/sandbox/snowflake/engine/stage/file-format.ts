import { unsupported } from '../errors.ts';
import {
  choiceOf,
  countOf,
  invalidValue,
  type Options,
  type OptionValue,
  truthOf,
  unknownOption,
} from '../syntax/option-list.ts';

/** How staged files are to be read, every option with its default filled in (docs: create-file-format). */
export interface FileFormat {
  readonly type: 'JSON' | 'CSV' | 'PARQUET';
  readonly compression: Compression;
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly timestampFormat: string;
  readonly binaryFormat: 'HEX' | 'BASE64' | 'UTF8';
  readonly trimSpace: boolean;
  readonly multiLine: boolean;
  readonly nullIf: readonly string[];
  readonly replaceInvalidCharacters: boolean;
  readonly skipByteOrderMark: boolean;
  readonly allowDuplicate: boolean;
  readonly stripOuterArray: boolean;
  readonly stripNullValues: boolean;
  readonly recordDelimiter: string;
  readonly fieldDelimiter: string;
  readonly parseHeader: boolean;
  readonly skipHeader: number;
  readonly skipBlankLines: boolean;
  readonly escape: string;
  readonly escapeUnenclosedField: string;
  readonly fieldOptionallyEnclosedBy: string;
  readonly errorOnColumnCountMismatch: boolean;
  readonly emptyFieldAsNull: boolean;
}

export type Compression = (typeof COMPRESSIONS)[number];

const COMPRESSIONS = ['AUTO', 'GZIP', 'BROTLI', 'ZSTD', 'DEFLATE', 'RAW_DEFLATE', 'SNAPPY', 'NONE'] as const;
const TYPES = ['JSON', 'CSV', 'PARQUET'] as const;

/** Checks the options of a file format against its TYPE (CSV when none is given) and fills in the defaults. */
export function fileFormatOf(options: Options): FileFormat {
  const type = typeOf(options.TYPE ?? 'CSV');
  const format: Writable<FileFormat> = {
    type,
    compression: 'AUTO',
    dateFormat: 'AUTO',
    timeFormat: 'AUTO',
    timestampFormat: 'AUTO',
    binaryFormat: 'HEX',
    trimSpace: false,
    multiLine: true,
    nullIf: ['\\N'],
    replaceInvalidCharacters: false,
    skipByteOrderMark: true,
    allowDuplicate: false,
    stripOuterArray: false,
    stripNullValues: false,
    recordDelimiter: '\n',
    fieldDelimiter: ',',
    parseHeader: false,
    skipHeader: 0,
    skipBlankLines: false,
    escape: '',
    escapeUnenclosedField: '\\',
    fieldOptionallyEnclosedBy: '',
    errorOnColumnCountMismatch: true,
    emptyFieldAsNull: true,
  };
  for (const [name, value] of Object.entries(options)) {
    if (name === 'TYPE') continue;
    const setter = OPTIONS_OF[type][name];
    if (setter === undefined) throw unknownOption(name);
    setter(format, value, name);
  }
  if (format.parseHeader && format.skipHeader > 0)
    throw invalidValue('SKIP_HEADER', String(format.skipHeader));
  return format;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Setter = (format: Writable<FileFormat>, value: OptionValue, name: string) => void;

const COMMON: Readonly<Record<string, Setter>> = {
  COMPRESSION: (format, value, name) => {
    if (String(value).toUpperCase() === 'BZ2') throw unsupported(`${name} = BZ2`);
    format.compression = choiceOf(name, value, COMPRESSIONS);
  },
  TRIM_SPACE: flag('trimSpace'),
  REPLACE_INVALID_CHARACTERS: flag('replaceInvalidCharacters'),
  NULL_IF: (format, value) => {
    format.nullIf = typeof value === 'string' ? [value] : value;
  },
};

const TEXTUAL: Readonly<Record<string, Setter>> = {
  ...COMMON,
  DATE_FORMAT: pattern('dateFormat'),
  TIME_FORMAT: pattern('timeFormat'),
  TIMESTAMP_FORMAT: pattern('timestampFormat'),
  BINARY_FORMAT: (format, value, name) => {
    format.binaryFormat = choiceOf(name, value, ['HEX', 'BASE64', 'UTF8']);
  },
  MULTI_LINE: flag('multiLine'),
  SKIP_BYTE_ORDER_MARK: flag('skipByteOrderMark'),
};

const OPTIONS_OF: Readonly<Record<FileFormat['type'], Readonly<Record<string, Setter>>>> = {
  JSON: {
    ...TEXTUAL,
    IGNORE_UTF8_ERRORS: flag('replaceInvalidCharacters'),
    ALLOW_DUPLICATE: flag('allowDuplicate'),
    STRIP_OUTER_ARRAY: flag('stripOuterArray'),
    STRIP_NULL_VALUES: flag('stripNullValues'),
    ENABLE_OCTAL: only('FALSE'),
  },
  CSV: {
    ...TEXTUAL,
    RECORD_DELIMITER: delimiter('recordDelimiter'),
    FIELD_DELIMITER: delimiter('fieldDelimiter'),
    PARSE_HEADER: flag('parseHeader'),
    SKIP_HEADER: (format, value, name) => {
      format.skipHeader = countOf(name, value);
    },
    SKIP_BLANK_LINES: flag('skipBlankLines'),
    ESCAPE: delimiter('escape'),
    ESCAPE_UNENCLOSED_FIELD: delimiter('escapeUnenclosedField'),
    FIELD_OPTIONALLY_ENCLOSED_BY: delimiter('fieldOptionallyEnclosedBy'),
    ERROR_ON_COLUMN_COUNT_MISMATCH: flag('errorOnColumnCountMismatch'),
    EMPTY_FIELD_AS_NULL: flag('emptyFieldAsNull'),
    ENCODING: only('UTF8', 'UTF-8'),
  },
  PARQUET: {
    ...COMMON,
    BINARY_AS_TEXT: only('TRUE'),
    USE_LOGICAL_TYPE: only('TRUE', 'FALSE'),
    USE_VECTORIZED_SCANNER: only('TRUE', 'FALSE'),
  },
};

type FlagName = { [K in keyof FileFormat]: FileFormat[K] extends boolean ? K : never }[keyof FileFormat];

function flag(field: FlagName): Setter {
  return (format, value, name) => {
    format[field] = truthOf(name, value);
  };
}

function pattern(field: 'dateFormat' | 'timeFormat' | 'timestampFormat'): Setter {
  return (format, value, name) => {
    if (typeof value !== 'string' || value === '') throw invalidValue(name, value);
    format[field] = value.toUpperCase() === 'AUTO' ? 'AUTO' : value;
  };
}

type DelimiterName =
  | 'recordDelimiter'
  | 'fieldDelimiter'
  | 'escape'
  | 'escapeUnenclosedField'
  | 'fieldOptionallyEnclosedBy';

/** A character or string, `NONE`, or a hexadecimal or octal code as the docs allow: `0x7c`, `\x7c`, `\174`. */
function delimiter(field: DelimiterName): Setter {
  return (format, value, name) => {
    if (typeof value !== 'string') throw invalidValue(name, value);
    const code = /^(?:0x|\\x)([0-9a-f]{2})$/i.exec(value)?.[1];
    const octal = /^\\([0-7]{1,3})$/.exec(value)?.[1];
    if (value.toUpperCase() === 'NONE') format[field] = '';
    else if (code !== undefined) format[field] = String.fromCharCode(Number.parseInt(code, 16));
    else if (octal !== undefined) format[field] = String.fromCharCode(Number.parseInt(octal, 8));
    else format[field] = value === '\\t' ? '\t' : value;
  };
}

/** An option of which the sandbox does only what these values say. */
function only(...supported: readonly string[]): Setter {
  return (_, value, name) => {
    if (!supported.includes(String(value).toUpperCase())) throw unsupported(`${name} = ${String(value)}`);
  };
}

function typeOf(value: OptionValue): FileFormat['type'] {
  const text = String(value).toUpperCase();
  const type = TYPES.find((candidate) => candidate === text);
  if (type !== undefined) return type;
  if (['AVRO', 'ORC', 'XML'].includes(text)) throw unsupported(`TYPE = ${text}`);
  throw invalidValue('TYPE', value);
}

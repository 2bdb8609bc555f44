import type { ColumnMeta, WireType } from '../../contract.ts';
import { sqlError } from '../errors.ts';

/** A Snowflake data type. `null` is the type of a bare NULL; precision, scale and length are set where the kind has them. */
export interface SnowType {
  readonly kind: WireType | 'null';
  readonly precision?: number;
  readonly scale?: number;
  readonly length?: number;
}

const MAX_TEXT = 16_777_216;
const MAX_BINARY = 8_388_608;

export const fixed = (precision: number, scale: number): SnowType => ({ kind: 'fixed', precision, scale });
export const varchar = (length: number): SnowType => ({ kind: 'text', length });

export const NUMBER = fixed(38, 0);
export const COUNT = fixed(18, 0);
export const FLOAT: SnowType = { kind: 'real' };
export const TEXT = varchar(MAX_TEXT);
export const BOOLEAN: SnowType = { kind: 'boolean' };
export const DATE: SnowType = { kind: 'date' };
export const TIME: SnowType = { kind: 'time', scale: 9 };
export const NTZ: SnowType = { kind: 'timestamp_ntz', scale: 9 };
export const LTZ: SnowType = { kind: 'timestamp_ltz', scale: 9 };
export const TZ: SnowType = { kind: 'timestamp_tz', scale: 9 };
export const VARIANT: SnowType = { kind: 'variant' };
export const OBJECT: SnowType = { kind: 'object' };
export const ARRAY: SnowType = { kind: 'array' };
export const BINARY: SnowType = { kind: 'binary', length: MAX_BINARY };
export const NULL: SnowType = { kind: 'null' };

const INTEGER_NAMES = ['INT', 'INTEGER', 'BIGINT', 'SMALLINT', 'TINYINT', 'BYTEINT'];
const DECIMAL_NAMES = ['NUMBER', 'DECIMAL', 'NUMERIC', 'DEC'];
const FLOAT_NAMES = ['FLOAT', 'FLOAT4', 'FLOAT8', 'DOUBLE', 'DOUBLE PRECISION', 'REAL'];
const TEXT_NAMES = ['VARCHAR', 'STRING', 'TEXT', 'NVARCHAR', 'NVARCHAR2', 'CHAR VARYING', 'NCHAR VARYING'];
const CHAR_NAMES = ['CHAR', 'CHARACTER', 'NCHAR'];

const PLAIN: Readonly<Record<string, SnowType>> = {
  BOOLEAN,
  BOOL: BOOLEAN,
  DATE,
  VARIANT,
  OBJECT,
  ARRAY,
  ...Object.fromEntries(INTEGER_NAMES.map((name) => [name, NUMBER])),
  ...Object.fromEntries(FLOAT_NAMES.map((name) => [name, FLOAT])),
};

const SCALED: Readonly<Record<string, SnowType>> = {
  TIME,
  DATETIME: NTZ,
  TIMESTAMP: NTZ,
  TIMESTAMP_NTZ: NTZ,
  TIMESTAMPNTZ: NTZ,
  'TIMESTAMP WITHOUT TIME ZONE': NTZ,
  TIMESTAMP_LTZ: LTZ,
  TIMESTAMPLTZ: LTZ,
  'TIMESTAMP WITH LOCAL TIME ZONE': LTZ,
  TIMESTAMP_TZ: TZ,
  TIMESTAMPTZ: TZ,
  'TIMESTAMP WITH TIME ZONE': TZ,
};

/** The type a name and its parenthesized numbers mean, as in `NUMBER(10,2)`; 002040 when there is no such type. */
export function namedType(name: string, sizes: readonly number[] = []): SnowType {
  const upper = name.toUpperCase();
  const [first, second] = sizes;
  const plain = PLAIN[upper];
  if (plain !== undefined && first === undefined) return plain;
  const scaled = SCALED[upper];
  if (scaled !== undefined) return { kind: scaled.kind, scale: checked(first ?? 9, 0, 9, 'scale') };
  if (DECIMAL_NAMES.includes(upper)) {
    const precision = checked(first ?? 38, 1, 38, 'precision');
    return fixed(precision, checked(second ?? 0, 0, Math.min(37, precision), 'scale'));
  }
  if (TEXT_NAMES.includes(upper)) return varchar(checked(first ?? MAX_TEXT, 1, MAX_TEXT, 'length'));
  if (CHAR_NAMES.includes(upper)) return varchar(checked(first ?? 1, 1, MAX_TEXT, 'length'));
  if (upper === 'BINARY' || upper === 'VARBINARY') {
    return { kind: 'binary', length: checked(first ?? MAX_BINARY, 1, MAX_BINARY, 'length') };
  }
  throw sqlError('002040', '42601', `Unsupported data type '${upper}'.`);
}

function checked(value: number, low: number, high: number, what: string): number {
  if (value >= low && value <= high) return value;
  throw sqlError(
    '002017',
    '42601',
    `Invalid data type ${what} '${value}': must be between ${low} and ${high}.`,
  );
}

/** Reads back what {@link typeName} wrote, or a type as a user wrote it: `NUMBER(10, 2)`, `TIMESTAMP_LTZ`. */
export function parseType(text: string): SnowType {
  const match = /^\s*([A-Za-z][\w ]*?)\s*(?:\(([\d\s,]*)\))?\s*$/.exec(text);
  if (match?.[1] === undefined) throw sqlError('002040', '42601', `Unsupported data type '${text}'.`);
  const sizes = match[2] === undefined ? [] : match[2].split(',').map((size) => Number(size.trim()));
  return namedType(match[1].replace(/\s+/g, ' '), sizes);
}

/** Snowflake's own complete words for a type, as DESCRIBE TABLE has them. */
export function typeName(type: SnowType): string {
  switch (type.kind) {
    case 'fixed':
      return `NUMBER(${type.precision},${type.scale})`;
    case 'text':
      return `VARCHAR(${type.length})`;
    case 'binary':
      return `BINARY(${type.length})`;
    case 'real':
      return 'FLOAT';
    case 'null':
      return typeName(TEXT);
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return `${type.kind.toUpperCase()}(${type.scale})`;
    default:
      return type.kind.toUpperCase();
  }
}

/** The DuckDB type that carries a Snowflake type. VARIANT, OBJECT and ARRAY are JSON columns. */
export function duckType(type: SnowType): string {
  switch (type.kind) {
    case 'fixed':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'real':
      return 'DOUBLE';
    case 'timestamp_ntz':
      return 'TIMESTAMP';
    case 'timestamp_ltz':
      return 'TIMESTAMPTZ';
    case 'timestamp_tz':
      return 'STRUCT(instant TIMESTAMPTZ, minutes INTEGER)';
    case 'variant':
    case 'object':
    case 'array':
      return 'JSON';
    case 'binary':
      return 'BLOB';
    case 'text':
    case 'null':
      return 'VARCHAR';
    default:
      return type.kind.toUpperCase();
  }
}

/** The entry of `data.rowtype` for a column. A bare NULL travels as text. */
export function columnMeta(name: string, type: SnowType, nullable: boolean): ColumnMeta {
  return {
    name,
    type: type.kind === 'null' ? 'text' : type.kind,
    nullable,
    precision: type.precision ?? null,
    scale: type.scale ?? null,
    length: type.length ?? (type.kind === 'null' ? MAX_TEXT : null),
  };
}

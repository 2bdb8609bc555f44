import type { Bind } from '../../contract.ts';
import { sqlError, unsupported } from '../errors.ts';
import type { Fields } from '../syntax/syntax.ts';
import { quoteString } from '../syntax/tokens.ts';
import { type Bound, bound } from '../types/bound.ts';
import { cast } from '../types/casts.ts';
import {
  BINARY,
  BOOLEAN,
  DATE,
  FLOAT,
  fixed,
  LTZ,
  NTZ,
  NULL,
  NUMBER,
  TEXT,
  TIME,
  TZ,
  VARIANT,
  varchar,
} from '../types/types.ts';
import type { Binder } from './binder.ts';

export const NULL_LITERAL: Bound = { sql: 'NULL', type: NULL, nullable: true };

export function textLiteral(value: string): Bound {
  const type = varchar(Math.max(1, [...value].length));
  return { sql: quoteString(value), type, nullable: false, literal: value };
}

export function booleanLiteral(value: boolean): Bound {
  return { sql: value ? 'true' : 'false', type: BOOLEAN, nullable: false, literal: String(value) };
}

/** `1`, `1.50`, `1e3`: NUMBER with the digits it has, FLOAT with an exponent. */
export function numberLiteral(text: string): Bound {
  if (/e/i.test(text)) return { sql: `CAST(${text} AS DOUBLE)`, type: FLOAT, nullable: false, literal: text };
  const [whole = '', fraction = ''] = text.split('.');
  const digits = whole.replace(/^0+/, '').length + fraction.length;
  if (digits > 38) throw sqlError('001007', '22003', `Number out of representable range: '${text}'`);
  const type = fixed(Math.max(1, digits), fraction.length);
  const plain = fraction === '' && digits < 10;
  return {
    sql: plain ? text : `CAST('${text}' AS DECIMAL(38,${fraction.length}))`,
    type,
    nullable: false,
    literal: text,
  };
}

/** A literal node: number, string, `DATE '…'`, `X'…'`. */
export function literal(fields: Fields): Bound {
  const text = String(fields.value ?? '');
  switch (fields.literal_type) {
    case 'number':
      return numberLiteral(text);
    case 'string':
    case 'dollar_string':
      return textLiteral(text);
    case 'date':
      return cast(textLiteral(text), DATE);
    case 'time':
      return cast(textLiteral(text), TIME);
    case 'timestamp':
      return cast(textLiteral(text), NTZ);
    case 'hex_string':
      return { sql: `unhex('${text}')`, type: BINARY, nullable: false };
    default:
      throw unsupported(`literal of kind ${String(fields.literal_type)}`);
  }
}

/** The bind at a position, as a typed DuckDB parameter. */
export function bindValue(binder: Binder, position: string): Bound {
  const bind = binder.binds[position];
  if (bind === undefined) throw sqlError('002049', '42601', `Bind variable :${position} not set.`);
  binder.parameters.push(position);
  return typedBind(bind, binder.parameter(binder.parameters.length));
}

function typedBind(bind: Bind, parameter: string): Bound {
  const text = bound(`CAST(${parameter} AS VARCHAR)`, TEXT);
  const scale = Math.max(0, ...bindTexts(bind).map((value) => value.split('.')[1]?.length ?? 0));
  const nanos = `CAST(CAST(${text.sql} AS HUGEINT) // 1000 AS BIGINT)`;
  const instant = `make_timestamptz(${nanos})`;
  switch (bind.type.toUpperCase()) {
    case 'TEXT':
    case 'ANY':
      return bound(text.sql, TEXT);
    case 'FIXED':
      return bound(`CAST(${text.sql} AS DECIMAL(38,${scale}))`, scale === 0 ? NUMBER : fixed(38, scale));
    case 'REAL':
      return cast(text, FLOAT);
    case 'BOOLEAN':
      return cast(text, BOOLEAN);
    case 'DATE':
      return bound(`CAST(make_timestamp(CAST(${text.sql} AS BIGINT) * 1000) AS DATE)`, DATE);
    case 'TIME':
      return bound(`CAST(make_timestamp(${nanos}) AS TIME)`, TIME);
    case 'TIMESTAMP_NTZ':
      return bound(`make_timestamp(${nanos})`, NTZ);
    case 'TIMESTAMP_LTZ':
      return bound(instant, LTZ);
    case 'TIMESTAMP_TZ': {
      const part = (index: number) => `split_part(${text.sql}, ' ', ${index})`;
      const at = `make_timestamptz(CAST(CAST(${part(1)} AS HUGEINT) // 1000 AS BIGINT))`;
      return bound(`snow_tz(${at}, CAST(${part(2)} AS INTEGER) - 1440)`, TZ);
    }
    case 'BINARY':
      return cast(text, BINARY);
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return bound(`CAST(${text.sql} AS JSON)`, VARIANT);
    default:
      throw unsupported(`bind of type ${bind.type}`);
  }
}

function bindTexts(bind: Bind): readonly string[] {
  const values = typeof bind.value === 'string' || bind.value === null ? [bind.value] : bind.value;
  return values.filter((value) => value !== null);
}

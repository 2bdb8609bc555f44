import { quoteString } from '../syntax/tokens.ts';
import type { Bound } from '../types/bound.ts';
import { castSql } from '../types/casts.ts';
import { NUMBER, TEXT } from '../types/types.ts';

/** The element of a semi-structured value at a key or an index; NULL where there is none. */
export function elementSql(value: Bound, index: Bound): string {
  if (index.type.kind === 'text') return atKey(value, index);
  if (index.type.kind === 'variant') return atKey(value, { ...index, sql: castSql(index, TEXT) });
  if (index.literal === undefined || !/^\d+$/.test(index.literal)) {
    return `snow_at(${value.sql}, ${castSql(index, NUMBER)})`;
  }
  return value.type.kind === 'object' ? 'CAST(NULL AS JSON)' : `(${value.sql} -> '$[${index.literal}]')`;
}

function atKey(value: Bound, key: Bound): string {
  if (key.literal === undefined) return `snow_get(${value.sql}, ${key.sql})`;
  const path = `$."${key.literal.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return `(${value.sql} -> ${quoteString(path)})`;
}

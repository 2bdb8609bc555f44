import { sqlError } from '../errors.ts';
import type { Bound } from './bound.ts';
import { castSql, converts, isSemiStructured } from './casts.ts';
import { type SnowType, typeName } from './types.ts';

/** `value` as it is stored in a column. Only a semi-structured value goes into a semi-structured column: error 002023. */
export function assigned(value: Bound, column: { readonly name: string; readonly type: SnowType }): string {
  const { type } = column;
  const suits = value.type.kind === 'null' || type.kind === 'variant' || value.type.kind === type.kind;
  const fits = isSemiStructured(type)
    ? suits && (value.type.kind === 'null' || isSemiStructured(value.type))
    : converts(value.type, type);
  if (fits) return castSql(value, type);
  throw sqlError(
    '002023',
    '22000',
    `Expression type does not match column data type, expecting ${typeName(type)} but got ${typeName(value.type)} for column ${column.name}`,
  );
}

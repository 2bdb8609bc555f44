import { sqlError } from '../errors.ts';
import { FLOAT, fixed, LTZ, NTZ, NULL, type SnowType, TEXT, typeName, VARIANT, varchar } from './types.ts';

/** The type CASE, COALESCE, IN and set operations give values of several types; 001037-like error when none. */
export function commonType(types: readonly SnowType[]): SnowType {
  return types.reduce(pairType, NULL);
}

function pairType(left: SnowType, right: SnowType): SnowType {
  if (left.kind === 'null') return right;
  if (right.kind === 'null') return left;
  if (left.kind === right.kind) return wider(left, right);
  const kinds = new Set([left.kind, right.kind]);
  if (kinds.has('variant') || (kinds.has('object') && kinds.has('array'))) return VARIANT;
  if (kinds.has('real') && (kinds.has('fixed') || kinds.has('text'))) return FLOAT;
  if (isTemporal(left) && isTemporal(right)) {
    if (kinds.has('timestamp_ltz') || kinds.has('timestamp_tz')) return LTZ;
    if (!kinds.has('time')) return NTZ;
  }
  // A text meets another scalar on the other's ground, and fails there when it holds something else.
  const other = left.kind === 'text' ? right : right.kind === 'text' ? left : undefined;
  if (other !== undefined) return other.kind === 'fixed' ? fixed(38, other.scale ?? 0) : other;
  throw sqlError('001007', '22023', `invalid type combination [${typeName(left)}, ${typeName(right)}]`);
}

function wider(left: SnowType, right: SnowType): SnowType {
  if (left.kind === 'fixed') {
    const scale = Math.max(left.scale ?? 0, right.scale ?? 0);
    return fixed(Math.min(38, Math.max(wholeDigits(left), wholeDigits(right)) + scale), scale);
  }
  if (left.kind === 'text') return varchar(Math.max(left.length ?? 0, right.length ?? 0));
  return left;
}

export function wholeDigits(type: SnowType): number {
  return (type.precision ?? 38) - (type.scale ?? 0);
}

export function isTemporal(type: SnowType): boolean {
  return type.kind === 'date' || type.kind === 'time' || type.kind.startsWith('timestamp');
}

/** The type two compared values meet at: a VARIANT goes to the other side's type. */
export function comparisonType(left: SnowType, right: SnowType): SnowType {
  if (left.kind === 'variant' && isScalar(right)) return meetingVariant(right);
  if (right.kind === 'variant' && isScalar(left)) return meetingVariant(left);
  const type = pairType(left, right);
  return type.kind === 'timestamp_tz' ? LTZ : type;
}

function meetingVariant(type: SnowType): SnowType {
  if (type.kind === 'text') return TEXT;
  return type.kind === 'fixed' ? fixed(38, Math.max(9, type.scale ?? 0)) : type;
}

function isScalar(type: SnowType): boolean {
  return !['variant', 'object', 'array', 'null'].includes(type.kind);
}

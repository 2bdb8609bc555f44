import type { Bound } from '../../types/bound.ts';

/** A 64-bit hash of values; numbers that are equal hash alike whatever their types. */
export function rowHash(args: readonly Bound[]): string {
  const values = args.map((arg) =>
    arg.type.kind === 'fixed' ? `CAST(snow_number_json(${arg.sql}) AS VARCHAR)` : arg.sql,
  );
  return `snow_hash(row(${values.join(', ')}))`;
}

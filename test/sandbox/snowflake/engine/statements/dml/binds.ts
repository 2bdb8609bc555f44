import type { StatementRequest } from '../../../contract.ts';
import { sqlError } from '../../errors.ts';

/** The values of the DuckDB parameters, one list per run: one, or as many as an array bind has rows. */
export function bindRows(
  request: StatementRequest,
  parameters: readonly string[],
): readonly (readonly (string | null)[])[] {
  const columns = parameters.map((position) => request.bindings?.[position]?.value ?? null);
  const lengths = columns.filter((value) => Array.isArray(value)).map((value) => value.length);
  const rows = lengths[0] ?? 1;
  if (lengths.some((length) => length !== rows)) {
    throw sqlError('002049', '42601', 'Array binds differ in length.');
  }
  return Array.from({ length: rows }, (_, row) =>
    columns.map((value) => (typeof value === 'string' || value === null ? value : (value[row] ?? null))),
  );
}

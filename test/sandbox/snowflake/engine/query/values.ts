import { sqlError } from '../errors.ts';
import type { Binder } from '../expression/binder.ts';
import { emptyScope, type Scope } from '../expression/scope.ts';
import { children, type Fields } from '../syntax/syntax.ts';
import { quoteIdentifier } from '../syntax/tokens.ts';
import type { BoundQuery } from '../types/bound.ts';
import { castSql } from '../types/casts.ts';
import { commonType } from '../types/common-type.ts';

/** Columns under the names of an alias list, when there is one. */
export function renamed(
  columns: BoundQuery['columns'],
  names: readonly string[],
  what: string,
): BoundQuery['columns'] {
  if (names.length === 0) return columns;
  if (names.length !== columns.length) {
    throw sqlError(
      '002020',
      '21S01',
      `Column list of '${what}' has ${names.length} names for ${columns.length} columns.`,
    );
  }
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}

/** `VALUES (…), (…)`: columns COLUMN1, COLUMN2, … with the types all rows meet at. */
export function bindValues(binder: Binder, fields: Fields, parent: Scope | undefined): BoundQuery {
  binder.readsData = true;
  const scope = emptyScope(parent);
  const rows = children(fields, 'expressions').map((row) =>
    children(row, 'expressions').map((value) => binder.expression(value, scope)),
  );
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width))
    throw sqlError('002020', '21S01', 'Mismatched column counts in VALUES clause.');
  const columns = Array.from({ length: width }, (_, index) => {
    const values = rows.flatMap((row) => row[index] ?? []);
    return {
      name: `COLUMN${index + 1}`,
      type: commonType(values.map((value) => value.type)),
      nullable: values.some((value) => value.nullable),
    };
  });
  const list = rows.map(
    (row) => `(${row.map((value, index) => castSql(value, columns[index]?.type ?? value.type)).join(', ')})`,
  );
  const names = columns.map((column) => quoteIdentifier(column.name)).join(', ');
  return { sql: `SELECT * FROM (VALUES ${list.join(', ')}) AS v(${names})`, columns };
}

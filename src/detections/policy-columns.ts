import type { Collector, TableEntry } from '../aws/catalogue/entry.ts';

/** Columns that hold one policy document, whatever it is of. */
export const DOCUMENT_COLUMNS: readonly string[] = [
  'CONTENT',
  'DOCUMENT',
  'INLINE_POLICY',
  'PERMISSION_POLICY',
  'POLICY',
  'POLICY_DOCUMENT',
  'SESSION_POLICY',
  'TRUST_POLICY',
];

/** Column that holds several, each with its name. */
export const NAMED_DOCUMENTS = 'INLINE_POLICIES';

/** Columns that list attached policies, each as `{Arn, Name}`. */
export const ATTACHED_COLUMNS: readonly string[] = ['ATTACHED_POLICIES', 'MANAGED_POLICIES'];

/** Columns among the names that a table has, as values of any shape. */
export function columnsAmong({ columns }: TableEntry, names: readonly string[]): readonly string[] {
  return names.filter((name) => columns[name]?.type === 'VARIANT');
}

/** Names of the collectors with a table that has one of the columns, as a value of any shape. */
export function collectorsWith(
  collectors: readonly Collector[],
  columns: readonly string[],
): readonly string[] {
  return collectors
    .filter(({ tables }) => tables.some((table) => columnsAmong(table, columns).length > 0))
    .map(({ name }) => name);
}

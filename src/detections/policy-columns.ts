import type { Collector, PolicyKind, TableEntry } from '../aws/catalogue/entry.ts';

/** Columns that list attached policies, each as `{Arn, Name}`. */
const ATTACHED_COLUMNS: readonly string[] = ['ATTACHED_POLICIES', 'MANAGED_POLICIES'];

/** Columns of a table that list attached policies. */
export function attachedColumns({ columns }: TableEntry): readonly string[] {
  return ATTACHED_COLUMNS.filter((name) => columns[name]?.type === 'VARIANT');
}

/** Columns of a table that hold policy documents. */
export function documentColumns({
  columns,
}: TableEntry): readonly { readonly name: string; readonly policies: PolicyKind }[] {
  return Object.entries(columns).flatMap(([name, { policies }]) => (policies ? [{ name, policies }] : []));
}

/** Names of the collectors with a table that has some of such columns. */
export function collectorsWith(
  collectors: readonly Collector[],
  columnsOf: (table: TableEntry) => readonly unknown[],
): readonly string[] {
  return collectors
    .filter(({ tables }) => tables.some((table) => columnsOf(table).length > 0))
    .map(({ name }) => name);
}

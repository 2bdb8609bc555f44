import { catalogue } from '../aws/catalogue/index.ts';
import { TABLES, VIEWS } from '../setup/schema/schema-objects.ts';
import type { View } from '../snowflake/ddl.ts';
import { isPart } from '../snowflake/view-parts.ts';
import type { Table } from '../table.ts';
import { markdownTable } from './markdown.ts';

/** Tables of the ledger that people ask. */
const LEDGER = ['CONNECTOR_RUNS', 'CONNECTOR_UNITS', 'CONNECTOR_COVERAGE'];

/** Columns of the views and tables that are of no single collector, each with a heading of its own. */
export function viewsList(): string {
  return [...VIEWS.filter(isOfNoTable), ...TABLES.filter(({ name }) => LEDGER.includes(name))]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(section)
    .join('\n');
}

/** A table has a page of its own, which names the view of its changes; a part is of the view that has it. */
function isOfNoTable({ name }: View): boolean {
  if (isPart({ name })) return false;
  const tables = catalogue.flatMap((collector) => collector.tables.map((table) => table.name));
  return !tables.some((table) => name === table || name === `${table}_CHANGES`);
}

function section({ name, comment, columns }: View | Table): string {
  const rows = columns.map((column) => [column.name, column.comment.replaceAll('|', '\\|')]);
  return `## ${name}\n\n${comment}\n\n${markdownTable(['column', 'what it is'], rows)}`;
}

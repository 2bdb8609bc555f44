import { type Collector, SOURCE_ACCOUNT, type TableEntry } from '../../aws/catalogue/entry.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';

/** A table with the collector that fills it. */
export interface CollectedTable {
  readonly collector: Collector;
  readonly entry: TableEntry;
}

/** The units that cannot be seen, and with them every resource that is known in part only, by its current row. */
export function blindSpots(units: View, tables: readonly CollectedTable[]): View {
  const columns = units.columns.map(({ name }) => name);
  const detailed = tables.filter(({ entry: { details = [] } }) => details.length > 0);
  return {
    name: 'CONNECTOR_BLIND_SPOTS',
    comment: 'What cannot be seen now, why, and since when. REGION * stands for all regions of the account.',
    columns: [
      ...units.columns,
      { name: 'RESOURCE_TABLE', comment: 'Of a resource that is known in part: the view that has its row.' },
      { name: 'RESOURCE_ID', comment: 'The resource; NULL where a whole unit cannot be seen.' },
      { name: 'BLIND_TO', comment: 'Reads of the resource that were refused or failed.' },
    ],
    select: (name) =>
      [
        `SELECT ${columns.map((column) => `b.${column}`).join(', ')},\n` +
          '  NULL::STRING AS RESOURCE_TABLE, NULL::STRING AS RESOURCE_ID, NULL::ARRAY AS BLIND_TO\n' +
          `FROM ${name(units.name)} b`,
        ...detailed.map((table) => blindRows(table, columns, name)),
      ].join('\nUNION ALL\n'),
  };
}

/** Resources of one table that are blind to something; `SINCE` is the snapshot that shows it. */
function blindRows(
  { collector, entry }: CollectedTable,
  columns: readonly string[],
  name: (object: string) => string,
): string {
  const known: Readonly<Record<string, string>> = {
    CONNECTION: 's.CONNECTION',
    COLLECTOR: literal(collector.name),
    ACCOUNT_ID: `s.${entry.account === undefined ? 'ACCOUNT_ID' : SOURCE_ACCOUNT}`,
    REGION: 's.REGION',
    STATUS: literal('blind'),
    CODE: literal('rows_blind'),
    REASON: "'Not read: ' || ARRAY_TO_STRING(s.BLIND_TO, ', ')",
    SINCE: 's.SNAPSHOT_AT',
    RUN_ID: 's.RUN_ID',
    RUN_AT: 's.SNAPSHOT_AT',
  };
  return (
    `SELECT ${columns.map((column) => `${known[column] ?? 'NULL'} AS ${column}`).join(', ')},\n` +
    `  ${literal(entry.name)} AS RESOURCE_TABLE, s.RESOURCE_ID, s.BLIND_TO\n` +
    `FROM ${name(entry.name)} s WHERE ARRAY_SIZE(s.BLIND_TO) > 0`
  );
}

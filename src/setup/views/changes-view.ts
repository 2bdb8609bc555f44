import { type Collector, SOURCE_ACCOUNT, type TableEntry } from '../../aws/catalogue/entry.ts';
import { landingTable } from '../../load/landing.ts';
import { pickColumns, selectedColumn, viewColumns } from '../../load/view-columns.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import type { Column } from '../../table.ts';
import { CONCLUSIVE_UNITS } from './conclusive-units.ts';

/** Columns of landing tables that say nothing of the resource. */
const UNTYPED = ['RUN_ID', 'SNAPSHOT_AT', 'ROW_HASH', 'BLIND_TO', 'RAW'];

/**
 * Row `s` as the program would have read it that read `p`. Where that could read more, for it is newer, its own row may
 * tell how it would have been read by the one that read `s`.
 */
const READ_ALIKE: Readonly<Record<'s' | 'p', string>> = {
  s: 's.AS_READ_BEFORE',
  p: 'IFF(p.AS_READ_BEFORE:Readable::STRING = s.READABLE, p.AS_READ_BEFORE, NULL)',
};

const hashOf = (side: 's' | 'p') => `COALESCE(GET(${READ_ALIKE[side]}, 'Hash')::STRING, ${side}.ROW_HASH)`;

/** Part of a row's member `m` that counts, in whatever order its lists came. */
const counting = (side: 's' | 'p') =>
  `TO_JSON(COALESCE(GET(GET(${READ_ALIKE[side]}, 'Members'), m::STRING), GET(${side}.MEMBER_HASHES, m::STRING), GET(${side}.RAW, m::STRING)))`;

/** Names of the members of a row that both programs could read. */
const membersOf = (side: 's' | 'p') =>
  `ARRAY_EXCEPT(OBJECT_KEYS(${side}.RAW), COALESCE(GET(${READ_ALIKE[side]}, 'Unread')::ARRAY, []))`;

/**
 * Names of the members that differ between the rows `s` and `p`, sorted. By a lambda: Snowflake does not evaluate
 * every subquery over FLATTEN that asks for columns of the row around it.
 */
function changedMembers({ volatile }: TableEntry): string {
  const counts = volatile.length > 0 ? ` AND m::STRING NOT IN (${volatile.map(literal).join(', ')})` : '';
  const members = `ARRAY_DISTINCT(ARRAY_CAT(${membersOf('s')}, ${membersOf('p')}))`;
  return `ARRAY_SORT(FILTER(${members}, m -> NOT EQUAL_NULL(${counting('s')}, ${counting('p')})${counts}))`;
}

/**
 * Differences between the rows of a unit and those before them. A question about a time touches the runs of that time
 * only.
 */
export function changesView(collector: Collector, entry: TableEntry): View {
  const landing = landingTable(entry);
  const named = ['CONNECTION', 'ACCOUNT_ID', SOURCE_ACCOUNT, 'REGION', 'RESOURCE_ID'];
  const columns = pickColumns(viewColumns(entry), named);
  const typed = viewColumns(entry).filter(({ name }) => !named.includes(name) && !UNTYPED.includes(name));
  const same = (left: string, right: string) =>
    ['CONNECTION', 'ACCOUNT_ID', 'REGION']
      .map((column) => `${left}.${column} = ${right}.${column}`)
      .join(' AND ');
  const of = (side: string, chosen: readonly Column[]) =>
    chosen.map((column) => selectedColumn(entry, column, side));
  const changed = `u.COLLECTOR = ${literal(collector.name)} AND u.PREVIOUS_RUN_ID IS NOT NULL`;
  return {
    name: `${entry.name}_CHANGES`,
    comment: `${entry.doc} What was added, removed or modified between one conclusive read and the next.`,
    columns: [
      ...columns,
      { name: 'CHANGE', comment: 'ADDED, REMOVED or MODIFIED.' },
      {
        name: 'CHANGED_MEMBERS',
        comment:
          'Of what was MODIFIED the members of RAW that differ, sorted; NULL where either row is of a version that did not tell.',
      },
      { name: 'CHANGED_AT', comment: 'Start of the run that found the change.' },
      { name: 'RUN_ID', comment: 'Run that found the change.' },
      { name: 'PREVIOUS_RUN_ID', comment: 'Run that first found the older state.' },
      { name: 'RAW', comment: 'The resource now; NULL when it was removed.' },
      { name: 'PREVIOUS_RAW', comment: 'The resource before; NULL when it was added.' },
      ...typed.map((column) => ({ ...column, comment: `${column.comment} As it is now, or was last.` })),
    ],
    select: (name) =>
      `SELECT ${of('s', columns).join(', ')}, IFF(p.RESOURCE_ID IS NULL, 'ADDED', 'MODIFIED') AS CHANGE,\n` +
      `  IFF(s.MEMBER_HASHES IS NULL OR p.MEMBER_HASHES IS NULL, NULL, ${changedMembers(entry)}) AS CHANGED_MEMBERS,\n` +
      `  u.SNAPSHOT_AT AS CHANGED_AT, u.RUN_ID, u.PREVIOUS_RUN_ID, s.RAW, ${['p.RAW AS PREVIOUS_RAW', ...of('s', typed)].join(', ')}\n` +
      `FROM ${name(CONCLUSIVE_UNITS)} u\n` +
      `JOIN ${name(landing.name)} s ON ${same('s', 'u')} AND s.RUN_ID = u.RUN_ID\n` +
      `LEFT JOIN ${name(landing.name)} p ON ${same('p', 'u')} AND p.RUN_ID = u.PREVIOUS_RUN_ID AND p.RESOURCE_ID = s.RESOURCE_ID\n` +
      `WHERE ${changed} AND (p.RESOURCE_ID IS NULL OR ${hashOf('p')} <> ${hashOf('s')})\n` +
      'UNION ALL\n' +
      `SELECT ${of('p', columns).join(', ')}, 'REMOVED', NULL, u.SNAPSHOT_AT, u.RUN_ID, u.PREVIOUS_RUN_ID, NULL, ${['p.RAW', ...of('p', typed)].join(', ')}\n` +
      `FROM ${name(CONCLUSIVE_UNITS)} u\n` +
      `JOIN ${name(landing.name)} p ON ${same('p', 'u')} AND p.RUN_ID = u.PREVIOUS_RUN_ID\n` +
      `LEFT JOIN ${name(landing.name)} s ON ${same('s', 'u')} AND s.RUN_ID = u.RUN_ID AND s.RESOURCE_ID = p.RESOURCE_ID\n` +
      `WHERE ${changed} AND s.RESOURCE_ID IS NULL`,
  };
}

import type { Collector, TableEntry, TableKind } from '../../aws/catalogue/entry.ts';
import { policyTables, statementsView } from '../../detections/policy-statements.ts';
import { blindUnits } from '../../ledger/blind-units.ts';
import { LEASES, UNITS } from '../../ledger/ledger-tables.ts';
import { landingTable } from '../../load/landing.ts';
import { pickColumns, selectedColumn, viewColumns } from '../../load/view-columns.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import type { Column } from '../../table.ts';
import { blindSpots } from './blind-rows.ts';
import { changesView } from './changes-view.ts';
import { CONCLUSIVE_UNITS, conclusiveUnits } from './conclusive-units.ts';
import { freshnessView } from './freshness-view.ts';
import { historyView } from './history-view.ts';
import { policyViews } from './policy-documents.ts';

/** Sources of current state. */
const CURRENT_UNITS = 'CONNECTOR_CURRENT_UNITS';

/** Every view there is, in an order in which each can be made. */
export function allViews(collectors: readonly Collector[]): readonly View[] {
  const tables = collectors.flatMap((collector) => collector.tables.map((entry) => ({ collector, entry })));
  return [
    currentUnits,
    conclusiveUnits,
    historyView,
    ...tables.map(({ collector, entry }) => VIEWS[entry.kind](collector, entry)),
    blindUnits,
    blindSpots(blindUnits, tables),
    ...(tables.length > 0 ? [freshnessView(tables)] : []),
    ...policyTables(collectors).map(statementsView),
    ...policyViews(tables),
    ...tables
      .filter(({ entry }) => entry.kind === 'state')
      .map(({ collector, entry }) => changesView(collector, entry)),
  ];
}

/** The unit of each collector, account and region that holds now. */
const currentUnits: View = {
  name: CURRENT_UNITS,
  comment:
    'Of each collector, account and region the unit that holds now, whichever connection read it: its RUN_ID is of the rows that are current.',
  columns: [
    ...pickColumns(UNITS.columns, ['CONNECTION', 'COLLECTOR', 'ACCOUNT_ID', 'REGION']),
    { name: 'RUN_ID', comment: 'Run whose rows are current.' },
    { name: 'SEEN_AT', comment: 'Start of the latest run that found them so.' },
    { name: 'STATUS', comment: 'What that run found: ok, absent or skipped.' },
    ...pickColumns(UNITS.columns, ['LATEST_AT', 'LATEST_STATUS']),
  ],
  select: (name) =>
    'SELECT u.CONNECTION, u.COLLECTOR, u.ACCOUNT_ID, u.REGION, u.CONCLUSIVE_RUN_ID AS RUN_ID,\n' +
    '  u.CONCLUSIVE_AT AS SEEN_AT, u.CONCLUSIVE_STATUS AS STATUS, u.LATEST_AT, u.LATEST_STATUS\n' +
    `FROM ${name(UNITS.name)} u\n` +
    `LEFT JOIN ${name(LEASES.name)} l ON l.CONNECTION = u.CONNECTION\n` +
    'WHERE u.CONCLUSIVE_RUN_ID IS NOT NULL AND l.ENDED_AT IS NULL\n' +
    // What a connection leaves out says nothing of the account to another that reads it.
    'QUALIFY ROW_NUMBER() OVER (PARTITION BY u.COLLECTOR, u.ACCOUNT_ID, u.REGION\n' +
    '  ORDER BY IFF(u.LEFT_OUT, 1, 0), u.CONCLUSIVE_AT DESC, u.CONNECTION) = 1',
};

/** Current state of an entry: the rows of the latest conclusive unit. This is what detections read. */
function currentView(collector: Collector, entry: TableEntry): View {
  const landing = landingTable(entry);
  return {
    name: entry.name,
    comment: `${entry.doc} Current state: per account and region, what the latest conclusive read found.`,
    columns: [...viewColumns(entry), SEEN_AT],
    select: (name) =>
      `SELECT ${viewColumns(entry)
        .map((column) => selectedColumn(entry, column))
        .join(', ')}, u.SEEN_AT\n` +
      `FROM ${name(landing.name)} s\n` +
      `JOIN ${name(CURRENT_UNITS)} u ON u.CONNECTION = s.CONNECTION AND u.COLLECTOR = ${literal(collector.name)}\n` +
      '  AND u.ACCOUNT_ID = s.ACCOUNT_ID AND u.REGION = s.REGION AND u.RUN_ID = s.RUN_ID',
  };
}

const SEEN_AT: Column = {
  name: 'SEEN_AT',
  type: 'TIMESTAMP_LTZ',
  comment:
    'Start of the latest run that found the row; SNAPSHOT_AT is of the first that found its unit like this.',
};

/** Leaves out the rows of connections that have ended. */
function lives(name: (object: string) => string): string {
  return `LEFT JOIN ${name(LEASES.name)} e ON e.CONNECTION = s.CONNECTION\nWHERE e.ENDED_AT IS NULL`;
}

/** Events of an entry: every row of every unit that was read, each event once. This is what detections read. */
function eventsView(collector: Collector, entry: TableEntry): View {
  const landing = landingTable(entry);
  return {
    name: entry.name,
    comment: `${entry.doc} Every event that the connections that live have ever read, once: as it was read last.`,
    columns: viewColumns(entry),
    select: (name) =>
      `SELECT ${viewColumns(entry)
        .map((column) => selectedColumn(entry, column))
        .join(', ')}\n` +
      `FROM ${name(landing.name)} s\n` +
      `JOIN ${name(CONCLUSIVE_UNITS)} u ON u.CONNECTION = s.CONNECTION AND u.COLLECTOR = ${literal(collector.name)}\n` +
      "  AND u.ACCOUNT_ID = s.ACCOUNT_ID AND u.REGION = s.REGION AND u.RUN_ID = s.RUN_ID AND u.STATUS = 'ok'\n" +
      `${lives(name)}\n` +
      'QUALIFY ROW_NUMBER() OVER (PARTITION BY s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID ORDER BY s.RUN_ID DESC) = 1',
  };
}

/**
 * Reference view, the same for every account: the latest row of each thing, whichever account showed it. The row stays
 * when that account no longer shows the thing, for another may still refer to it.
 */
function referenceView(collector: Collector, entry: TableEntry): View {
  const landing = landingTable(entry);
  return {
    name: entry.name,
    comment: `${entry.doc} The latest of each that any account showed to a connection that lives.`,
    columns: viewColumns(entry),
    select: (name) =>
      `SELECT ${viewColumns(entry)
        .map((column) => selectedColumn(entry, column))
        .join(', ')}\n` +
      `FROM ${name(landing.name)} s\n` +
      // What runs before it left without being published, the next run has deleted before it read.
      `JOIN (SELECT u.CONNECTION, MAX(u.LATEST_RUN_ID) AS RUN_ID FROM ${name(UNITS.name)} u\n` +
      `  WHERE u.COLLECTOR = ${literal(collector.name)} GROUP BY u.CONNECTION) l ON l.CONNECTION = s.CONNECTION AND s.RUN_ID <= l.RUN_ID\n` +
      `${lives(name)}\n` +
      'QUALIFY ROW_NUMBER() OVER (PARTITION BY s.RESOURCE_ID ORDER BY s.RUN_ID DESC) = 1',
  };
}

const VIEWS: Readonly<Record<TableKind, (collector: Collector, entry: TableEntry) => View>> = {
  state: currentView,
  events: eventsView,
  reference: referenceView,
};

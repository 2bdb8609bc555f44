import {
  type Collector,
  SOURCE_ACCOUNT,
  type TableEntry,
  type TableKind,
} from '../../aws/catalogue/entry.ts';
import { policyTables, statementsView } from '../../detections/policy-statements.ts';
import { COVERAGE, LEASES, RUNS, UNITS } from '../../ledger/ledger-tables.ts';
import { ANY_REGION } from '../../ledger/units.ts';
import { landingTable } from '../../load/landing.ts';
import { selectedColumn, viewColumns } from '../../load/view-columns.ts';
import type { View } from '../../snowflake/ddl.ts';
import { literal } from '../../snowflake/identifiers.ts';
import type { Column } from '../../table.ts';
import { withBlindRows } from './blind-rows.ts';
import { freshnessView } from './freshness-view.ts';

/** The conclusive units of published runs: what changes and events are made of. */
const CONCLUSIVE_UNITS = 'CONNECTOR_CONCLUSIVE_UNITS';

/** What current state is made of. */
const CURRENT_UNITS = 'CONNECTOR_CURRENT_UNITS';

const OF_ACCOUNT = 'PARTITION BY u.CONNECTION, u.COLLECTOR, u.ACCOUNT_ID';

const UNIT = ['CONNECTION', 'COLLECTOR', 'ACCOUNT_ID', 'REGION'] as const;

/** Every view there is, in an order in which each can be made. */
export function allViews(collectors: readonly Collector[]): readonly View[] {
  const tables = collectors.flatMap((collector) => collector.tables.map((entry) => ({ collector, entry })));
  return [
    currentUnits,
    conclusiveUnits,
    ...tables.map(({ collector, entry }) => VIEWS[entry.kind](collector, entry)),
    withBlindRows(blindUnits, tables),
    ...(tables.length > 0 ? [freshnessView(tables)] : []),
    ...policyTables(collectors).map(statementsView),
    ...tables
      .filter(({ entry }) => entry.kind === 'state')
      .map(({ collector, entry }) => changesView(collector, entry)),
  ];
}

const conclusiveUnits: View = {
  name: CONCLUSIVE_UNITS,
  comment:
    'Conclusive units (ok, absent, skipped) of published runs. IS_LATEST marks the one that holds now, whichever connection read it.',
  columns: [
    ...pick(COVERAGE.columns, [...UNIT, 'RUN_ID', 'SNAPSHOT_AT', 'STATUS']),
    {
      name: 'IS_LATEST',
      comment:
        'True for one row of each collector, account and region: the newest of the connections that live; what one of them leaves out counts only where none reads it.',
    },
    { name: 'PREVIOUS_RUN_ID', comment: 'Run of the one before; NULL for the first.' },
  ],
  select: (name) =>
    'WITH units AS (\n' +
    '  SELECT c.CONNECTION, c.COLLECTOR, c.ACCOUNT_ID, c.REGION, c.RUN_ID, c.SNAPSHOT_AT, c.STATUS,\n' +
    `    ROW_NUMBER() OVER (${unitWindow('DESC')}) AS RECENCY,\n` +
    `    LAG(c.RUN_ID) OVER (${unitWindow('ASC')}) AS PREVIOUS_RUN_ID,\n` +
    // What a connection leaves out says nothing of the account to another that reads it.
    "    IFF(c.STATUS = 'skipped' OR c.CODE = 'no_longer_planned', 1, 0) AS LEFT_OUT,\n" +
    '    IFF(l.ENDED_AT IS NULL, 0, 1) AS ENDED\n' +
    `  FROM ${name(COVERAGE.name)} c\n` +
    `  JOIN ${name(RUNS.name)} r ON r.RUN_ID = c.RUN_ID AND r.PUBLISHED_AT IS NOT NULL\n` +
    `  LEFT JOIN ${name(LEASES.name)} l ON l.CONNECTION = c.CONNECTION\n` +
    "  WHERE c.STATUS IN ('ok', 'absent', 'skipped')\n" +
    ')\n' +
    'SELECT u.CONNECTION, u.COLLECTOR, u.ACCOUNT_ID, u.REGION, u.RUN_ID, u.SNAPSHOT_AT, u.STATUS,\n' +
    '  u.ENDED = 0 AND u.RECENCY = 1 AND ROW_NUMBER() OVER (PARTITION BY u.COLLECTOR, u.ACCOUNT_ID, u.REGION\n' +
    '    ORDER BY u.ENDED, IFF(u.RECENCY = 1, 0, 1), u.LEFT_OUT, u.RUN_ID DESC, u.CONNECTION) = 1 AS IS_LATEST,\n' +
    '  u.PREVIOUS_RUN_ID\n' +
    'FROM units u',
};

function unitWindow(direction: 'ASC' | 'DESC'): string {
  return `PARTITION BY ${UNIT.map((column) => `c.${column}`).join(', ')} ORDER BY c.RUN_ID ${direction}`;
}

/** The unit of each collector, account and region that holds now. */
const currentUnits: View = {
  name: CURRENT_UNITS,
  comment:
    'Of each collector, account and region the unit that holds now, whichever connection read it: its RUN_ID is of the rows that are current.',
  columns: [
    ...pick(UNITS.columns, UNIT),
    { name: 'RUN_ID', comment: 'Latest conclusive run.' },
    { name: 'SNAPSHOT_AT', comment: 'Start of that run.' },
    { name: 'STATUS', comment: 'ok, absent or skipped.' },
    ...pick(UNITS.columns, ['LATEST_AT', 'LATEST_STATUS']),
  ],
  select: (name) =>
    'SELECT u.CONNECTION, u.COLLECTOR, u.ACCOUNT_ID, u.REGION, u.CONCLUSIVE_RUN_ID AS RUN_ID,\n' +
    '  u.CONCLUSIVE_AT AS SNAPSHOT_AT, u.CONCLUSIVE_STATUS AS STATUS, u.LATEST_AT, u.LATEST_STATUS\n' +
    `FROM ${name(UNITS.name)} u\n` +
    `LEFT JOIN ${name(LEASES.name)} l ON l.CONNECTION = u.CONNECTION\n` +
    'WHERE u.CONCLUSIVE_RUN_ID IS NOT NULL AND l.ENDED_AT IS NULL\n' +
    // What a connection leaves out says nothing of the account to another that reads it.
    'QUALIFY ROW_NUMBER() OVER (PARTITION BY u.COLLECTOR, u.ACCOUNT_ID, u.REGION\n' +
    '  ORDER BY IFF(u.LEFT_OUT, 1, 0), u.CONCLUSIVE_RUN_ID DESC, u.CONNECTION) = 1',
};

/** The units that cannot be seen now, by tables that the loader may read. */
export const blindUnits: View = {
  name: 'CONNECTOR_BLIND_SPOTS',
  comment: 'What cannot be seen now, why, and since when. REGION * stands for all regions of the account.',
  columns: [
    ...pick(UNITS.columns, [...UNIT, 'ACCOUNT_NAME']),
    ...pick(COVERAGE.columns, ['STATUS', 'CODE', 'REASON']),
    { name: 'SINCE', comment: 'First run that could not see it.' },
    {
      name: 'LAST_SEEN_AT',
      comment: 'Last run that could; NULL means never. What it saw is what views show.',
    },
    { name: 'RUN_ID', comment: 'Latest run that could not see it.' },
  ],
  select: (name) =>
    'WITH units AS (\n' +
    '  SELECT u.CONNECTION, u.COLLECTOR, u.ACCOUNT_ID, u.REGION, u.ACCOUNT_NAME, u.LATEST_STATUS, u.CODE, u.REASON,\n' +
    `    u.BLIND_SINCE, u.LATEST_RUN_ID, IFF(u.REGION = ${literal(ANY_REGION)}, MAX(u.LAST_OK_AT) OVER (${OF_ACCOUNT}), u.LAST_OK_AT) AS LAST_SEEN_AT,\n` +
    `    MAX(IFF(u.REGION = ${literal(ANY_REGION)}, NULL, u.LATEST_RUN_ID)) OVER (${OF_ACCOUNT}) AS ENTERED_RUN_ID\n` +
    `  FROM ${name(UNITS.name)} u\n` +
    `  LEFT JOIN ${name(LEASES.name)} e ON e.CONNECTION = u.CONNECTION\n` +
    // A connection that has ended is to see nothing.
    '  WHERE e.ENDED_AT IS NULL\n' +
    ')\n' +
    'SELECT u.CONNECTION, u.COLLECTOR, u.ACCOUNT_ID, u.REGION, u.ACCOUNT_NAME, u.LATEST_STATUS AS STATUS, u.CODE, u.REASON,\n' +
    '  u.BLIND_SINCE AS SINCE, u.LAST_SEEN_AT, u.LATEST_RUN_ID AS RUN_ID\n' +
    'FROM units u\n' +
    "WHERE u.LATEST_STATUS IN ('denied', 'failed')\n" +
    // Once the account has been entered, be it by a narrowed run, its regions speak for themselves.
    `  AND (u.REGION <> ${literal(ANY_REGION)} OR u.ENTERED_RUN_ID IS NULL OR u.ENTERED_RUN_ID <= u.LATEST_RUN_ID)`,
};

/** Current state of an entry: the rows of the latest conclusive unit. This is what detections read. */
function currentView(collector: Collector, entry: TableEntry): View {
  const landing = landingTable(entry);
  return {
    name: entry.name,
    comment: `${entry.doc} Current state: per account and region, what the latest conclusive read found.`,
    columns: viewColumns(entry),
    select: (name) =>
      `SELECT ${viewColumns(entry)
        .map((column) => selectedColumn(entry, column))
        .join(', ')}\n` +
      `FROM ${name(landing.name)} s\n` +
      `JOIN ${name(CURRENT_UNITS)} u ON u.CONNECTION = s.CONNECTION AND u.COLLECTOR = ${literal(collector.name)}\n` +
      '  AND u.ACCOUNT_ID = s.ACCOUNT_ID AND u.REGION = s.REGION AND u.RUN_ID = s.RUN_ID',
  };
}

/** Leaves out the rows of connections that have ended. */
function lives(name: (object: string) => string): string {
  return `LEFT JOIN ${name(LEASES.name)} e ON e.CONNECTION = s.CONNECTION\nWHERE e.ENDED_AT IS NULL\n`;
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
      lives(name) +
      'QUALIFY ROW_NUMBER() OVER (PARTITION BY s.ACCOUNT_ID, s.REGION, s.RESOURCE_ID ORDER BY s.RUN_ID DESC) = 1',
  };
}

/**
 * What is the same for every account: the latest row of each thing, whichever account showed it. It stays when that
 * account no longer does, for another may still refer to it.
 */
function referenceView(_: Collector, entry: TableEntry): View {
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
      `JOIN ${name(RUNS.name)} r ON r.RUN_ID = s.RUN_ID AND r.PUBLISHED_AT IS NOT NULL\n` +
      lives(name) +
      'QUALIFY ROW_NUMBER() OVER (PARTITION BY s.RESOURCE_ID ORDER BY s.RUN_ID DESC) = 1',
  };
}

const VIEWS: Readonly<Record<TableKind, (collector: Collector, entry: TableEntry) => View>> = {
  state: currentView,
  events: eventsView,
  reference: referenceView,
};

/** What differs between consecutive conclusive reads of a unit. */
function changesView(collector: Collector, entry: TableEntry): View {
  const landing = landingTable(entry);
  const named = ['CONNECTION', 'ACCOUNT_ID', SOURCE_ACCOUNT, 'REGION', 'RESOURCE_ID'];
  const columns = pick(viewColumns(entry), named);
  const same = (left: string, right: string) =>
    ['CONNECTION', 'ACCOUNT_ID', 'REGION']
      .map((column) => `${left}.${column} = ${right}.${column}`)
      .join(' AND ');
  const of = (side: string) => columns.map((column) => selectedColumn(entry, column, side)).join(', ');
  return {
    name: `${entry.name}_CHANGES`,
    comment: `${entry.doc} What was added, removed or modified between one conclusive read and the next.`,
    columns: [
      ...columns,
      { name: 'CHANGE', comment: 'ADDED, REMOVED or MODIFIED.' },
      { name: 'CHANGED_AT', comment: 'Start of the run that found the change.' },
      { name: 'RUN_ID', comment: 'Run that found the change.' },
      { name: 'PREVIOUS_RUN_ID', comment: 'Run that last found the older state.' },
      { name: 'RAW', comment: 'The resource now; NULL when it was removed.' },
      { name: 'PREVIOUS_RAW', comment: 'The resource before; NULL when it was added.' },
    ],
    select: (name) =>
      'WITH units AS (\n' +
      '  SELECT c.CONNECTION, c.ACCOUNT_ID, c.REGION, c.RUN_ID, c.SNAPSHOT_AT, c.PREVIOUS_RUN_ID\n' +
      `  FROM ${name(CONCLUSIVE_UNITS)} c\n` +
      `  WHERE c.COLLECTOR = ${literal(collector.name)} AND c.PREVIOUS_RUN_ID IS NOT NULL\n` +
      ')\n' +
      `SELECT ${of('s')}, IFF(p.RESOURCE_ID IS NULL, 'ADDED', 'MODIFIED') AS CHANGE,\n` +
      '  u.SNAPSHOT_AT AS CHANGED_AT, u.RUN_ID, u.PREVIOUS_RUN_ID, s.RAW, p.RAW AS PREVIOUS_RAW\n' +
      'FROM units u\n' +
      `JOIN ${name(landing.name)} s ON ${same('s', 'u')} AND s.RUN_ID = u.RUN_ID\n` +
      `LEFT JOIN ${name(landing.name)} p ON ${same('p', 'u')} AND p.RUN_ID = u.PREVIOUS_RUN_ID AND p.RESOURCE_ID = s.RESOURCE_ID\n` +
      'WHERE p.RESOURCE_ID IS NULL OR p.ROW_HASH <> s.ROW_HASH\n' +
      'UNION ALL\n' +
      `SELECT ${of('p')}, 'REMOVED', u.SNAPSHOT_AT, u.RUN_ID, u.PREVIOUS_RUN_ID, NULL, p.RAW\n` +
      'FROM units u\n' +
      `JOIN ${name(landing.name)} p ON ${same('p', 'u')} AND p.RUN_ID = u.PREVIOUS_RUN_ID\n` +
      `LEFT JOIN ${name(landing.name)} s ON ${same('s', 'u')} AND s.RUN_ID = u.RUN_ID AND s.RESOURCE_ID = p.RESOURCE_ID\n` +
      'WHERE s.RESOURCE_ID IS NULL',
  };
}

function pick(columns: readonly Column[], names: readonly string[]): Column[] {
  return names.flatMap((name) => columns.filter((column) => column.name === name));
}

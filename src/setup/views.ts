import type { Collector, TableEntry, TableKind } from '../aws/catalogue/entry.ts';
import { COVERAGE, LEASES, RUNS } from '../ledger/ledger-tables.ts';
import { ANY_REGION } from '../ledger/units.ts';
import { landingTable } from '../load/landing.ts';
import type { View } from '../snowflake/ddl.ts';
import { literal } from '../snowflake/identifiers.ts';
import type { Column } from '../table.ts';

/** The conclusive units of published runs: what current state and changes are made of. */
const CONCLUSIVE_UNITS = 'CONNECTOR_CONCLUSIVE_UNITS';

const UNIT = ['CONNECTION', 'COLLECTOR', 'ACCOUNT_ID', 'REGION'] as const;

/** Every view there is, in an order in which each can be made. */
export function allViews(collectors: readonly Collector[]): readonly View[] {
  const tables = collectors.flatMap((collector) => collector.tables.map((entry) => ({ collector, entry })));
  return [
    conclusiveUnits,
    blindSpots,
    ...tables.map(({ collector, entry }) => VIEWS[entry.kind](collector, entry)),
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

const blindSpots: View = {
  name: 'CONNECTOR_BLIND_SPOTS',
  comment: 'What cannot be seen now, why, and since when. REGION * stands for all regions of the account.',
  columns: [
    ...pick(COVERAGE.columns, [...UNIT, 'ACCOUNT_NAME', 'STATUS', 'CODE', 'REASON']),
    { name: 'SINCE', comment: 'First run that could not see it.' },
    {
      name: 'LAST_SEEN_AT',
      comment: 'Last run that could; NULL means never. What it saw is what views show.',
    },
    { name: 'RUN_ID', comment: 'Latest run that could not see it.' },
  ],
  select: (name) =>
    'WITH history AS (\n' +
    '  SELECT c.CONNECTION, c.COLLECTOR, c.ACCOUNT_ID, c.REGION, c.ACCOUNT_NAME, c.STATUS, c.CODE, c.REASON,\n' +
    '    c.RUN_ID, c.SNAPSHOT_AT, ROW_NUMBER() OVER (' +
    `${unitWindow('DESC')}) AS RECENCY\n` +
    `  FROM ${name(COVERAGE.name)} c\n` +
    `  JOIN ${name(RUNS.name)} r ON r.RUN_ID = c.RUN_ID AND r.PUBLISHED_AT IS NOT NULL\n` +
    `  LEFT JOIN ${name(LEASES.name)} e ON e.CONNECTION = c.CONNECTION\n` +
    // A connection that has ended is to see nothing.
    '  WHERE e.ENDED_AT IS NULL\n' +
    '), entered AS (\n' +
    '  SELECT h.CONNECTION, h.COLLECTOR, h.ACCOUNT_ID, MAX(h.RUN_ID) AS RUN_ID FROM history h\n' +
    `  WHERE h.REGION <> ${literal(ANY_REGION)} GROUP BY h.CONNECTION, h.COLLECTOR, h.ACCOUNT_ID\n` +
    '), blind AS (\n' +
    '  SELECT h.* FROM history h LEFT JOIN entered n ON n.CONNECTION = h.CONNECTION\n' +
    '    AND n.COLLECTOR = h.COLLECTOR AND n.ACCOUNT_ID = h.ACCOUNT_ID\n' +
    "  WHERE h.RECENCY = 1 AND h.STATUS IN ('denied', 'failed')\n" +
    // Once the account has been entered, be it by a narrowed run, its regions speak for themselves.
    `    AND (h.REGION <> ${literal(ANY_REGION)} OR n.RUN_ID IS NULL OR n.RUN_ID <= h.RUN_ID)\n` +
    '), last_seen AS (\n' +
    '  SELECT b.CONNECTION, b.COLLECTOR, b.ACCOUNT_ID, b.REGION, MAX(h.SNAPSHOT_AT) AS LAST_SEEN_AT\n' +
    '  FROM blind b JOIN history h ON h.CONNECTION = b.CONNECTION AND h.COLLECTOR = b.COLLECTOR\n' +
    `    AND h.ACCOUNT_ID = b.ACCOUNT_ID AND (h.REGION = b.REGION OR b.REGION = ${literal(ANY_REGION)})\n` +
    "    AND h.STATUS = 'ok'\n" +
    '  GROUP BY b.CONNECTION, b.COLLECTOR, b.ACCOUNT_ID, b.REGION\n' +
    '), since AS (\n' +
    '  SELECT b.CONNECTION, b.COLLECTOR, b.ACCOUNT_ID, b.REGION, MIN(h.SNAPSHOT_AT) AS SINCE\n' +
    '  FROM blind b JOIN history h ON h.CONNECTION = b.CONNECTION AND h.COLLECTOR = b.COLLECTOR\n' +
    '    AND h.ACCOUNT_ID = b.ACCOUNT_ID AND h.REGION = b.REGION\n' +
    '  LEFT JOIN last_seen l ON l.CONNECTION = b.CONNECTION AND l.COLLECTOR = b.COLLECTOR\n' +
    '    AND l.ACCOUNT_ID = b.ACCOUNT_ID AND l.REGION = b.REGION\n' +
    "  WHERE h.STATUS IN ('denied', 'failed') AND (l.LAST_SEEN_AT IS NULL OR h.SNAPSHOT_AT > l.LAST_SEEN_AT)\n" +
    '  GROUP BY b.CONNECTION, b.COLLECTOR, b.ACCOUNT_ID, b.REGION\n' +
    ')\n' +
    'SELECT b.CONNECTION, b.COLLECTOR, b.ACCOUNT_ID, b.REGION, b.ACCOUNT_NAME, b.STATUS, b.CODE, b.REASON,\n' +
    '  s.SINCE, l.LAST_SEEN_AT, b.RUN_ID\n' +
    'FROM blind b\n' +
    'LEFT JOIN since s ON s.CONNECTION = b.CONNECTION AND s.COLLECTOR = b.COLLECTOR\n' +
    '  AND s.ACCOUNT_ID = b.ACCOUNT_ID AND s.REGION = b.REGION\n' +
    'LEFT JOIN last_seen l ON l.CONNECTION = b.CONNECTION AND l.COLLECTOR = b.COLLECTOR\n' +
    '  AND l.ACCOUNT_ID = b.ACCOUNT_ID AND l.REGION = b.REGION',
};

/** Current state of an entry: the rows of the latest conclusive unit. This is what detections read. */
function currentView(collector: Collector, entry: TableEntry): View {
  const landing = landingTable(entry);
  return {
    name: entry.name,
    comment: `${entry.doc} Current state: per account and region, what the latest conclusive read found.`,
    columns: landing.columns,
    select: (name) =>
      `SELECT ${landing.columns.map(selected).join(', ')}\n` +
      `FROM ${name(landing.name)} s\n` +
      `JOIN ${name(CONCLUSIVE_UNITS)} u ON u.CONNECTION = s.CONNECTION AND u.COLLECTOR = ${literal(collector.name)}\n` +
      '  AND u.ACCOUNT_ID = s.ACCOUNT_ID AND u.REGION = s.REGION AND u.RUN_ID = s.RUN_ID AND u.IS_LATEST',
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
    columns: landing.columns,
    select: (name) =>
      `SELECT ${landing.columns.map(selected).join(', ')}\n` +
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
    columns: landing.columns,
    select: (name) =>
      `SELECT ${landing.columns.map(selected).join(', ')}\n` +
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
  const columns = ['CONNECTION', 'ACCOUNT_ID', 'REGION', 'RESOURCE_ID'];
  const same = (left: string, right: string) =>
    ['CONNECTION', 'ACCOUNT_ID', 'REGION']
      .map((column) => `${left}.${column} = ${right}.${column}`)
      .join(' AND ');
  const selected = (side: string) => columns.map((column) => `${side}.${column}`).join(', ');
  return {
    name: `${entry.name}_CHANGES`,
    comment: `${entry.doc} What was added, removed or modified between one conclusive read and the next.`,
    columns: [
      ...pick(landing.columns, columns),
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
      `SELECT ${selected('s')}, IFF(p.RESOURCE_ID IS NULL, 'ADDED', 'MODIFIED') AS CHANGE,\n` +
      '  u.SNAPSHOT_AT AS CHANGED_AT, u.RUN_ID, u.PREVIOUS_RUN_ID, s.RAW, p.RAW AS PREVIOUS_RAW\n' +
      'FROM units u\n' +
      `JOIN ${name(landing.name)} s ON ${same('s', 'u')} AND s.RUN_ID = u.RUN_ID\n` +
      `LEFT JOIN ${name(landing.name)} p ON ${same('p', 'u')} AND p.RUN_ID = u.PREVIOUS_RUN_ID AND p.RESOURCE_ID = s.RESOURCE_ID\n` +
      'WHERE p.RESOURCE_ID IS NULL OR p.ROW_HASH <> s.ROW_HASH\n' +
      'UNION ALL\n' +
      `SELECT ${selected('p')}, 'REMOVED', u.SNAPSHOT_AT, u.RUN_ID, u.PREVIOUS_RUN_ID, NULL, p.RAW\n` +
      'FROM units u\n' +
      `JOIN ${name(landing.name)} p ON ${same('p', 'u')} AND p.RUN_ID = u.PREVIOUS_RUN_ID\n` +
      `LEFT JOIN ${name(landing.name)} s ON ${same('s', 'u')} AND s.RUN_ID = u.RUN_ID AND s.RESOURCE_ID = p.RESOURCE_ID\n` +
      'WHERE s.RESOURCE_ID IS NULL',
  };
}

function pick(columns: readonly Column[], names: readonly string[]): Column[] {
  return names.flatMap((name) => columns.filter((column) => column.name === name));
}

/** Columns that were called otherwise in rows of older versions, by where those rows have the value still. */
const RENAMED: ReadonlyMap<string, string> = new Map([['IS_SET', 'RAW:Exists::BOOLEAN']]);

function selected({ name }: Column): string {
  const before = RENAMED.get(name);
  return before === undefined ? `s.${name}` : `COALESCE(s.${name}, s.${before}) AS ${name}`;
}

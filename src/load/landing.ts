import type { TableEntry, TableKind } from '../aws/catalogue/entry.ts';
import { bugError } from '../errors.ts';
import type { Column, Table } from '../table.ts';
import { asReadBefore, type EarlierReading, withBlindness } from './as-read-before.ts';
import { hasChanges, type ItemWriter } from './item-writer.ts';
import { memberText, rowText } from './json-text.ts';
import { jsonValue } from './json-value.ts';

/** Columns that the rows of one unit have in common. */
export interface UnitStamp {
  readonly accountId: string;
  readonly region: string;
}

/** Columns that the rows of one run have in common. */
export interface RunStamp {
  readonly connection: string;
  readonly runId: string;
  readonly snapshotAt: string;
}

const KEYS: readonly Column[] = [
  { name: 'CONNECTION', type: 'STRING', required: true, comment: 'Connection that read the row.' },
  { name: 'RUN_ID', type: 'STRING', required: true, comment: 'Run that read the row.' },
  { name: 'SNAPSHOT_AT', type: 'TIMESTAMP_LTZ', required: true, comment: 'Start of that run.' },
  { name: 'ACCOUNT_ID', type: 'STRING', required: true, comment: 'Account the row was read in.' },
  { name: 'REGION', type: 'STRING', required: true, comment: 'Region the row was read in, or global.' },
  { name: 'RESOURCE_ID', type: 'STRING', required: true, comment: 'What names the resource in its unit.' },
  { name: 'ROW_HASH', type: 'STRING', required: true, comment: 'Changes when the resource does.' },
];

/** The column of tables whose rows are read in several parts. An empty array says that nothing is missing. */
const BLIND_TO: Column = {
  name: 'BLIND_TO',
  type: 'ARRAY',
  comment:
    'Reads of the row that were refused or failed, such as PolicyStatus: what they tell is unknown, not off.',
};

/**
 * The column by which changes tell what has changed. Most members are compared in RAW, which costs nothing. Where RAW cannot
 * tell, for lists come in another order and what is volatile has moved, checksums can: they are made of the texts that
 * ROW_HASH is made of, so that they never disagree. With one for each member a row would be nearly twice as large.
 */
const MEMBER_HASHES: Column = {
  name: 'MEMBER_HASHES',
  type: 'VARIANT',
  comment:
    'Checksums of what counts for ROW_HASH of those members whose RAW may differ without them. NULL in rows of versions before it.',
};

/** The columns by which changes leave out what an earlier program could not read. */
const READABLE: Column = {
  name: 'READABLE',
  type: 'STRING',
  comment:
    'Hash of the names of the members that the program could read: CONNECTOR_READABLE has them. NULL in rows of versions before it.',
};
const AS_READ_BEFORE: Column = {
  name: 'AS_READ_BEFORE',
  type: 'VARIANT',
  comment:
    'Of a row with members that the program which read the rows before could not read: what compares as it would have read it.',
};

const RAW: Column = { name: 'RAW', type: 'VARIANT', comment: 'Everything AWS answered, nulls stripped.' };

/** The append-only landing table of an entry: `AWS_EC2_INSTANCES_SNAPSHOTS`. */
export function landingTable(entry: TableEntry): Table {
  const typed = Object.entries(entry.columns).map(([name, column]) => ({
    name,
    type: column.type,
    comment: column.comment,
  }));
  return {
    name: landingName(entry),
    comment: `${entry.doc} ${LANDED[entry.kind]}; read ${entry.name} ${PURPOSE[entry.kind]}.`,
    columns: [
      ...KEYS,
      ...typed,
      ...(hasDetails(entry) ? [BLIND_TO] : []),
      ...(hasChanges(entry) ? [MEMBER_HASHES, READABLE, AS_READ_BEFORE] : []),
      RAW,
    ],
  };
}

/** Columns of the landing table that its views leave out: they serve to compare rows. */
export const COMPARING: ReadonlySet<string> = new Set(
  [MEMBER_HASHES, READABLE, AS_READ_BEFORE].map(({ name }) => name),
);

const LANDED: Readonly<Record<TableKind, string>> = {
  state: 'Every snapshot ever taken',
  events: 'Every read ever made, and what overlapped',
  reference: 'Each once a run',
};

const PURPOSE: Readonly<Record<TableKind, string>> = {
  state: 'for the current state',
  events: 'for each event once',
  reference: 'for the latest of each',
};

/** Name of an entry's landing table. */
export function landingName(entry: TableEntry): string {
  return `${entry.name}_SNAPSHOTS`;
}

/** Whether the rows of a table are read in several parts, each of which may be refused by itself. */
function hasDetails({ details = [] }: TableEntry): boolean {
  return details.length > 0;
}

/** A row as a line, with the facts of the row that are asked again. */
export interface LandedItem {
  /** The row as NDJSON, without the end of the line. */
  readonly line: string;
  readonly resourceId: string;
  /** ROW_HASH. */
  readonly hash: string;
  /** Hash of all that AWS says in it, what is volatile included. */
  readonly content: string;
}

/** Members that can be read of a table's rows: the id of those of now, and what an earlier program could not read of them. */
export interface Readability {
  readonly id?: string | undefined;
  readonly before?: EarlierReading | undefined;
}

/** The columns that the rows of a unit have in common, written. */
export interface LineStart {
  /** Beginning of each line. */
  readonly text: string;
  readonly accountId: string;
}

/** The beginning of the lines of a unit's rows. */
export function lineStart(stamp: RunStamp & UnitStamp): LineStart {
  const { accountId } = stamp;
  const row = {
    CONNECTION: stamp.connection,
    RUN_ID: stamp.runId,
    SNAPSHOT_AT: stamp.snapshotAt,
    ACCOUNT_ID: accountId,
    REGION: stamp.region,
  };
  return { text: rowText(row).slice(0, -1), accountId };
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * The landing row of an item. What it is blind to counts as a part of it, with AWS's code for each. Throws a bug error
 * when AWS answered an item without what names it.
 */
export function landedItem(
  writer: ItemWriter,
  item: object,
  start: LineStart,
  blindTo: ReadonlyMap<string, string> = NOTHING,
  { id, before }: Readability = {},
): LandedItem {
  const { entry } = writer;
  const key = entry.key(item);
  if (!key) throw bugError(`an item of ${entry.name} has no ${entry.keyName}`, { where: start.accountId });
  const told = { item, blindTo };
  const { text, checksums, counting, content } = writer.write(withBlindness(told));
  const resourceId = String(jsonValue(key));
  const hash = counting.slice(0, 32);
  let line = start.text + memberText('RESOURCE_ID', resourceId) + memberText('ROW_HASH', hash);
  for (const [name, { value }] of writer.columns) line += memberText(name, value(item));
  if (hasDetails(entry)) line += memberText(BLIND_TO.name, [...blindTo.keys()]);
  if (hasChanges(entry)) {
    line += memberText(MEMBER_HASHES.name, checksums);
    line += memberText(READABLE.name, id);
    line += memberText(AS_READ_BEFORE.name, before && asReadBefore(writer, told, counting, before));
  }
  return { line: `${line},"RAW":${text}}`, resourceId, hash, content };
}

import { hash } from 'node:crypto';
import type { TableEntry, TableKind } from '../aws/catalogue/entry.ts';
import { bugError } from '../errors.ts';
import type { Column, Row, Table } from '../table.ts';
import { type CanonicalText, CanonicalWriter, JsonText } from './json-text.ts';
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
      ...(hasChanges(entry) ? [MEMBER_HASHES] : []),
      RAW,
    ],
  };
}

/** Columns of the landing table that its views leave out: they serve to compare rows. */
export const COMPARING: ReadonlySet<string> = new Set([MEMBER_HASHES.name]);

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

/** Whether rows of a table are compared with those before them. */
function hasChanges({ kind }: TableEntry): boolean {
  return kind === 'state';
}

/** Writes items of one entry. Of many rows each is made by the same one, which knows their members by then. */
export class ItemWriter {
  readonly entry: TableEntry;
  readonly #canonical: CanonicalWriter;
  readonly #whole: CanonicalWriter | undefined;

  constructor(entry: TableEntry) {
    this.entry = entry;
    this.#canonical = new CanonicalWriter(entry, { withChecksums: hasChanges(entry) });
    if (entry.volatile.length > 0) this.#whole = new CanonicalWriter({ ...entry, volatile: [] });
  }

  /** The item as JSON with checksums of members, the hash of what counts of it, and that of all of it; 64 hexadecimal digits each. */
  write(item: object): WrittenItem {
    const { text, canonical, checksums } = this.#canonical.write(item);
    const counting = hash('sha256', canonical, 'hex');
    const isWhole = this.#whole === undefined || text === canonical;
    const content = isWhole ? counting : hash('sha256', this.#whole.write(item).canonical, 'hex');
    return { text, checksums, counting, content };
  }
}

interface WrittenItem {
  readonly text: string;
  readonly checksums: CanonicalText['checksums'];
  readonly counting: string;
  readonly content: string;
}

/** A row, and the hash of all that AWS says in it, what is volatile included. */
export interface LandedItem {
  readonly row: Row;
  readonly content: string;
}

/**
 * The landing row of an item. What it is blind to counts as a part of it, with AWS's code for each. Throws a bug error
 * when AWS answered an item without what names it.
 */
export function landedItem(
  writer: ItemWriter,
  item: object,
  stamp: RunStamp & UnitStamp,
  blindTo: ReadonlyMap<string, string> = new Map(),
): LandedItem {
  const { entry } = writer;
  const resourceId = entry.key(item);
  if (!resourceId)
    throw bugError(`an item of ${entry.name} has no ${entry.keyName}`, { where: stamp.accountId });
  const told = blindTo.size > 0 ? { ...item, BlindTo: Object.fromEntries(blindTo) } : item;
  const { text, checksums, counting, content } = writer.write(told);
  const row: Record<string, unknown> = {
    CONNECTION: stamp.connection,
    RUN_ID: stamp.runId,
    SNAPSHOT_AT: stamp.snapshotAt,
    ACCOUNT_ID: stamp.accountId,
    REGION: stamp.region,
    RESOURCE_ID: jsonValue(resourceId),
    ROW_HASH: counting.slice(0, 32),
  };
  for (const [name, column] of Object.entries(entry.columns)) row[name] = jsonValue(column.value(item));
  if (hasDetails(entry)) row.BLIND_TO = [...blindTo.keys()];
  if (hasChanges(entry)) row.MEMBER_HASHES = checksums;
  row.RAW = new JsonText(text);
  return { row, content };
}

import type { TableEntry } from '../aws/catalogue/entry.ts';
import type { Connection } from '../connections/connection.ts';
import type { Connector } from '../connectors/connector.ts';
import type { Row } from '../table.ts';
import { noteBlindness, type RowBlindness } from './blindness.ts';
import { Digest, keptDigest, partsOfDigest } from './digest.ts';
import type { HeldRows } from './held-rows.ts';
import { ItemWriter } from './item-writer.ts';
import { rowText } from './json-text.ts';
import { landedItem, landingName, lineStart, type RunStamp, type UnitStamp } from './landing.ts';
import { READABLE, Readable } from './readable.ts';
import { SeenKeys } from './seen-keys.ts';
import type { FactSpool } from './spool.ts';

/** Digests of a connection's current rows: a run lands no row that it finds again. */
export interface KnownRows {
  /** Digest of a unit that holds rows; undefined for others, and where the next run is to land all. */
  digestOf(collector: string, accountId: string, region: string): string | undefined;
  /** ROW_HASH of the row of a thing that is the same for all accounts. */
  referenceOf(landing: string, resourceId: string): string | undefined;
}

/** Knowledge of the rows of a connection that has none yet. */
export const NO_ROWS: KnownRows = {
  digestOf: () => undefined,
  referenceOf: () => undefined,
};

/** Result of writing a unit. */
export interface WrittenUnit {
  /** Rows that the run is to load of it. */
  readonly landing: number;
  /** Of its rows of state; none where it has other rows too. */
  readonly digest?: string;
  /** Whether those are the rows that are current, so that none of them is loaded. */
  readonly isSame: boolean;
}

/**
 * Writes one unit's items; a resource that AWS lists twice, on pages that shifted, is written once. Events are not
 * remembered, for there may be any number: their view shows each once. Nothing is loaded of a unit that is not ended by
 * `finish`, but for what is the same for all accounts.
 */
export interface UnitWriter {
  readonly rows: number;
  /** Whether an item so far tells that somebody uses the region. */
  readonly showsUse: boolean;
  /** Reads to which rows so far are blind. */
  readonly blindness: RowBlindness;
  /** `blindTo`: what could not be read of the item, with AWS's code for each. */
  write(entry: TableEntry, item: object, blindTo?: ReadonlyMap<string, string>): Promise<void>;
  /** Ends a unit that has been read whole. */
  finish(): Promise<WrittenUnit>;
  /** Ends a unit that has not. */
  drop(): Promise<void>;
}

/** Turns collected items into landing rows, and into rows of the connection table where the connector says so. */
export class LandingWriter {
  readonly #spool: FactSpool;
  readonly #stamp: RunStamp;
  readonly #listed: TableEntry | undefined;
  readonly #listedRow: ((landed: Row) => Row) | undefined;
  readonly #known: KnownRows;
  readonly #readable: Readable;
  readonly #writers = new Map<TableEntry, ItemWriter>();

  constructor(
    spool: FactSpool,
    stamp: RunStamp,
    connection: Connection,
    listed: Connector['listed'],
    known: KnownRows = NO_ROWS,
    readable: Readable = new Readable(),
  ) {
    this.#spool = spool;
    this.#stamp = stamp;
    this.#listed = listed?.entry;
    this.#listedRow = listed?.rowOf(connection);
    this.#known = known;
    this.#readable = readable;
  }

  unit(collector: string, stamp: UnitStamp): UnitWriter {
    const seen = new SeenKeys();
    const start = lineStart({ ...this.#stamp, ...stamp });
    const held = this.#spool.hold(stamp.accountId);
    const digest = new Digest();
    const kept = this.#known.digestOf(collector, stamp.accountId, stamp.region);
    const known = kept === undefined ? undefined : partsOfDigest(kept);
    const readability = this.#readable.of(collector, known?.readableId);
    const recordReadable = async () => {
      const row = this.#readable.takeRow(collector, this.#stamp.snapshotAt);
      if (row) await this.#spool.writeReference(READABLE.name, row.READABLE, rowText(row), stamp.accountId);
    };
    let [rows, references] = [0, 0];
    let hasEvents = false;
    let showsUse = false;
    const blindness: RowBlindness = { rows: 0, details: new Map() };
    return {
      blindness,
      get rows() {
        return rows;
      },
      get showsUse() {
        return showsUse;
      },
      write: async (entry, item, blindTo) => {
        const { line, resourceId, hash, content } = landedItem(
          this.#writerOf(entry),
          item,
          start,
          blindTo,
          readability(entry.name),
        );
        if (entry.kind === 'events') hasEvents = true;
        else if (!seen.add(`${entry.name} ${resourceId}`)) return;
        rows += 1;
        if (blindTo?.size) noteBlindness(blindness, resourceId, blindTo);
        showsUse ||= entry.showsUse(item);
        const landing = landingName(entry);
        if (entry.kind === 'reference') {
          if (this.#known.referenceOf(landing, resourceId) === hash) return;
          references += 1;
          await this.#spool.writeReference(landing, resourceId, line, stamp.accountId);
          return;
        }
        if (entry.kind === 'state') digest.add(landing, resourceId, content);
        await held.write(landing, line);
        if (this.#listedRow && this.#listed === entry) {
          const listed = this.#listedRow(JSON.parse(line) as Row);
          await this.#spool.writeFacts(this.#stamp.connection, rowText(listed), stamp.accountId);
        }
      },
      finish: async () => {
        const found = hasEvents ? undefined : digest.text;
        const isSame = found !== undefined && found === known?.digest;
        await end(held, isSame);
        const readableId = rows > 0 ? this.#readable.idOf(collector) : undefined;
        if (found !== undefined && readableId !== undefined) await recordReadable();
        return {
          landing: isSame ? references : rows,
          isSame,
          ...(found === undefined ? {} : { digest: keptDigest(found, readableId) }),
        };
      },
      drop: () => held.drop(),
    };
  }

  #writerOf(entry: TableEntry): ItemWriter {
    const known = this.#writers.get(entry);
    if (known) return known;
    const writer = new ItemWriter(entry);
    this.#writers.set(entry, writer);
    return writer;
  }
}

function end(held: HeldRows, isSame: boolean): Promise<void> {
  return isSame ? held.drop() : held.release();
}

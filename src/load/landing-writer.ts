import type { TableEntry } from '../aws/catalogue/entry.ts';
import type { Connection } from '../connections/connection.ts';
import type { Connector } from '../connectors/connector.ts';
import { noteBlindness, type RowBlindness } from './blindness.ts';
import { CanonicalWriter } from './json-text.ts';
import { landingName, landingRow, type RunStamp, type UnitStamp } from './landing.ts';
import type { Spool } from './spool.ts';

/**
 * Writes one unit's items; a resource that AWS lists twice, on pages that shifted, is written once. Events are not
 * remembered, for there may be any number: their view shows each once.
 */
export interface UnitWriter {
  readonly rows: number;
  /** Whether an item so far tells that somebody uses the region. */
  readonly showsUse: boolean;
  /** What rows so far are blind to. */
  readonly blindness: RowBlindness;
  /** `blindTo`: what could not be read of the item, with AWS's code for each. */
  write(entry: TableEntry, item: object, blindTo?: ReadonlyMap<string, string>): Promise<void>;
}

/** Turns collected items into landing rows, and into rows of the connection table where the connector says so. */
export class LandingWriter {
  readonly #spool: Spool;
  readonly #stamp: RunStamp;
  readonly #connection: Connection;
  readonly #listed: Connector['listed'];
  readonly #writers = new Map<TableEntry, CanonicalWriter>();

  constructor(spool: Spool, stamp: RunStamp, connection: Connection, listed: Connector['listed']) {
    this.#connection = connection;
    this.#spool = spool;
    this.#stamp = stamp;
    this.#listed = listed;
  }

  unit(stamp: UnitStamp): UnitWriter {
    const seen = new Set<string>();
    let rows = 0;
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
        const row = landingRow(entry, item, { ...this.#stamp, ...stamp }, blindTo, this.#writerOf(entry));
        if (entry.kind !== 'events') {
          const key = `${entry.name} ${String(row.RESOURCE_ID)}`;
          if (seen.has(key)) return;
          seen.add(key);
        }
        rows += 1;
        if (blindTo?.size) noteBlindness(blindness, String(row.RESOURCE_ID), blindTo);
        showsUse ||= entry.showsUse(item);
        await this.#spool.writeFacts(landingName(entry), row);
        if (this.#listed?.entry === entry) {
          await this.#spool.writeFacts(this.#stamp.connection, this.#listed.row(row, this.#connection));
        }
      },
    };
  }

  #writerOf(entry: TableEntry): CanonicalWriter {
    const known = this.#writers.get(entry);
    if (known) return known;
    const writer = new CanonicalWriter(entry);
    this.#writers.set(entry, writer);
    return writer;
  }
}

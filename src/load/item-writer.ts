import { hash } from 'node:crypto';
import type { ColumnEntry, TableEntry } from '../aws/catalogue/entry.ts';
import { type CanonicalText, CanonicalWriter } from './json-text.ts';

/** Whether rows of a table are compared with those before them. */
export function hasChanges({ kind }: TableEntry): boolean {
  return kind === 'state';
}

/** Writes items of one entry. Of many rows each is made by the same one, which knows their members by then. */
export class ItemWriter {
  readonly entry: TableEntry;
  readonly columns: readonly (readonly [name: string, column: ColumnEntry])[];
  readonly #canonical: CanonicalWriter;
  readonly #whole: CanonicalWriter | undefined;

  constructor(entry: TableEntry) {
    this.entry = entry;
    this.columns = Object.entries(entry.columns);
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

/** An item in the texts and hashes of a row. */
export interface WrittenItem {
  readonly text: string;
  readonly checksums: CanonicalText['checksums'];
  readonly counting: string;
  readonly content: string;
}

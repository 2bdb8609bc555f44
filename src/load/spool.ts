import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import type { Secrets } from '../log/secrets.ts';
import type { Row } from '../table.ts';
import { diskError } from './disk-error.ts';
import { HeldLines } from './held-lines.ts';
import { type HeldRows, holdRows } from './held-rows.ts';
import { rowText } from './json-text.ts';

/** One compressed NDJSON file of one table in one run. */
export interface Part {
  readonly table: string;
  /** `000001.ndjson.gz` */
  readonly name: string;
  readonly path: string;
  readonly rows: number;
  /** Compressed. */
  readonly bytes: number;
}

interface OpenPart {
  readonly name: string;
  readonly path: string;
  readonly gzip: Gzip;
  readonly file: WriteStream;
  rows: number;
  /** Settles when the file is closed; rejects with what went wrong on disk. */
  readonly written: Promise<void>;
}

/** Rows are handed to gzip in pieces of this many characters. */
const BATCH_CHARACTERS = 64 * 1024;

/** The rows of one table on their way to disk; parts are cut by compressed size. */
class TableSpool {
  readonly parts: Part[] = [];
  readonly #table: string;
  readonly #directory: string;
  readonly #partBytes: number;
  #open: OpenPart | undefined;
  #batch: string[] = [];
  #batchCharacters = 0;
  #batchRows = 0;
  #draining: Promise<void> | undefined;

  constructor(table: string, directory: string, partBytes: number) {
    this.#table = table;
    this.#directory = directory;
    this.#partBytes = partBytes;
  }

  /** Takes one line, or as many as said. Resolves when there is room for the next. */
  async write(lines: string, rows = 1): Promise<void> {
    this.#batch.push(lines);
    this.#batchRows += rows;
    this.#batchCharacters += lines.length;
    if (this.#batchCharacters >= BATCH_CHARACTERS) {
      this.#draining ??= this.#flush().finally(() => {
        this.#draining = undefined;
      });
      await this.#draining;
    }
  }

  async close(): Promise<void> {
    await this.#draining;
    if (this.#batch.length > 0) await this.#flush();
    await this.#cut();
  }

  /** Lets go of the open part, whatever becomes of it. */
  async abandon(): Promise<void> {
    const part = this.#open;
    this.#open = undefined;
    part?.gzip.destroy();
    part?.file.destroy();
    await part?.written.catch(() => undefined);
  }

  async #flush(): Promise<void> {
    const [lines, rows] = [this.#batch, this.#batchRows];
    this.#batch = [];
    this.#batchCharacters = 0;
    this.#batchRows = 0;
    this.#open ??= this.#startPart();
    const part = this.#open;
    part.rows += rows;
    if (!part.gzip.write(lines.join(''))) {
      await Promise.race([new Promise<void>((resolve) => part.gzip.once('drain', resolve)), part.written]);
    }
    if (part.file.bytesWritten >= this.#partBytes) await this.#cut();
  }

  #startPart(): OpenPart {
    const name = `${String(this.parts.length + 1).padStart(6, '0')}.ndjson.gz`;
    const path = join(this.#directory, name);
    // Level 1: a tenth of the time of level 6 for a tenth more bytes; rows of one service are much alike.
    const gzip = createGzip({ level: 1 });
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    gzip.on('error', (error) => file.destroy(error));
    file.on('error', (error) => gzip.destroy(error));
    gzip.pipe(file);
    const written = finished(file);
    // Whoever waits hears of it; until then it must not count as unhandled.
    written.catch(() => undefined);
    return { name, path, gzip, file, rows: 0, written };
  }

  async #cut(): Promise<void> {
    const part = this.#open;
    if (!part) return;
    this.#open = undefined;
    part.gzip.end();
    await part.written;
    const { size } = await stat(part.path);
    this.parts.push({ table: this.#table, name: part.name, path: part.path, rows: part.rows, bytes: size });
  }
}

/** Takes out of a line what must not reach Snowflake: of our own words, and of facts. */
type LineRedaction = Pick<Secrets, 'redactRecord' | 'redactData'>;

const AS_IT_IS: LineRedaction = { redactRecord: (line) => line, redactData: (line) => line };

/** Place for rows of facts that AWS told, by the account that they were read in. */
export interface FactSpool {
  /** Place for rows that are appended once that is decided, or not at all. */
  hold(accountId: string): HeldRows;
  writeFacts(table: string, row: Row, accountId: string): Promise<void>;
  /** The same for a row of something that is the same for all accounts: it is there once, whichever of them tells it. */
  writeReference(table: string, resourceId: string, row: Row, accountId: string): Promise<void>;
}

/** The local files of one run: one open part per table. Memory does not grow with the number of rows. */
export class Spool implements FactSpool {
  readonly #directory: string;
  readonly #partBytes: number;
  readonly #redact: LineRedaction;
  readonly #tables = new Map<string, Promise<TableSpool>>();
  readonly #references = new Set<string>();
  #held = 0;

  /**
   * `directory` is the run's own; it is made at the first row and removed by {@link remove}. `redact` takes out of each
   * line what must not reach Snowflake.
   */
  constructor(directory: string, partBytes: number, redact: LineRedaction = AS_IT_IS) {
    this.#directory = directory;
    this.#partBytes = partBytes;
    this.#redact = redact;
  }

  /** Appends a row of ours to its table. Throws a config error when the disk does not take it. */
  write(table: string, row: Row): Promise<void> {
    return this.#append(table, this.#redact.redactRecord(JSON.stringify(row)));
  }

  /** The same for a row of facts that AWS told, in which key ids stand by right. */
  writeFacts(table: string, row: Row): Promise<void> {
    return this.#append(table, this.#redact.redactData(rowText(row)));
  }

  async writeReference(table: string, resourceId: string, row: Row): Promise<void> {
    if (this.#isNewReference(table, resourceId)) await this.writeFacts(table, row);
  }

  /**
   * Appends whole lines of facts that were made elsewhere, secrets taken out; with `reference` one line about that
   * resource, which is the same for all accounts.
   */
  async writeLines(table: string, lines: string, rows: number, reference?: string): Promise<void> {
    if (reference === undefined || this.#isNewReference(table, reference)) {
      await this.#appendLines(table, lines, rows);
    }
  }

  hold(): HeldRows {
    this.#held += 1;
    const lines = new HeldLines(join(this.#directory, 'held', String(this.#held)));
    return holdRows(lines, this.#directory, this.#redact, (table, line) => this.#append(table, line));
  }

  #isNewReference(table: string, resourceId: string): boolean {
    const key = `${table} ${resourceId}`;
    const isNew = !this.#references.has(key);
    this.#references.add(key);
    return isNew;
  }

  #append(table: string, line: string): Promise<void> {
    return this.#appendLines(table, `${line}\n`, 1);
  }

  async #appendLines(table: string, lines: string, rows: number): Promise<void> {
    try {
      const opened = this.#tables.get(table) ?? this.#openTable(table);
      this.#tables.set(table, opened);
      await (await opened).write(lines, rows);
    } catch (error) {
      throw diskError(error, this.#directory);
    }
  }

  /** Closes a table's open part and gives all its parts; none for a table that got no row. */
  async close(table: string): Promise<readonly Part[]> {
    try {
      const opened = await this.#tables.get(table);
      this.#tables.delete(table);
      await opened?.close();
      return opened?.parts ?? [];
    } catch (error) {
      throw diskError(error, this.#directory);
    }
  }

  /** Tables that got rows and are not closed yet. */
  tables(): readonly string[] {
    return [...this.#tables.keys()];
  }

  /** Closes what is open and removes everything the run has on disk. */
  async remove(): Promise<void> {
    for (const opened of await Promise.allSettled(this.#tables.values())) {
      if (opened.status === 'fulfilled') await opened.value.abandon();
    }
    this.#tables.clear();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #openTable(table: string): Promise<TableSpool> {
    const directory = join(this.#directory, table);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return new TableSpool(table, directory, this.#partBytes);
  }
}

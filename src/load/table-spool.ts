import { createWriteStream, type WriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';

/** One compressed NDJSON file of one table in one run. */
export interface Part {
  readonly table: string;
  /** `000001.ndjson.gz`, after the name of the attempt where there may be several. */
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

/** Characters of a piece that gzip is handed: as many as gzip's buffer takes, for with fewer no writer would wait for room. */
const BATCH_CHARACTERS = 64 * 1024;

/** The rows of one table on their way to disk; parts are cut by compressed size. */
export class TableSpool {
  readonly parts: Part[] = [];
  readonly #table: string;
  readonly #directory: string;
  readonly #partBytes: number;
  readonly #prefix: string;
  #open: OpenPart | undefined;
  #batch: (string | Buffer)[] = [];
  #batchCharacters = 0;
  #batchRows = 0;
  #draining: Promise<void> | undefined;

  /** `prefix` is what the names of its parts begin with. */
  constructor(table: string, directory: string, partBytes: number, prefix: string) {
    this.#table = table;
    this.#directory = directory;
    this.#partBytes = partBytes;
    this.#prefix = prefix;
  }

  /** Takes whole lines, as text or its UTF-8. Resolves when there is room for the next. */
  async write(lines: string | Buffer, rows: number): Promise<void> {
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
    if (!writeAll(part.gzip, lines)) await roomIn(part);
    if (part.file.bytesWritten >= this.#partBytes) await this.#cut();
  }

  #startPart(): OpenPart {
    const name = `${this.#prefix}${String(this.parts.length + 1).padStart(6, '0')}.ndjson.gz`;
    const path = join(this.#directory, name);
    // Level 1: a tenth of the time of level 6 for a tenth more bytes; rows of one service are much alike.
    const gzip = createGzip({ level: 1, memLevel: 6 });
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

/** Resolves when gzip takes more. Rejects with what went wrong on disk, or because the part is abandoned. */
async function roomIn({ gzip, written }: OpenPart): Promise<void> {
  await new Promise<void>((resolve) => {
    const hear = () => {
      gzip.off('drain', hear).off('close', hear);
      resolve();
    };
    gzip.on('drain', hear).on('close', hear);
  });
  if (gzip.destroyed) await written;
}

/** Whether there is room for more. */
function writeAll(gzip: Gzip, batch: readonly (string | Buffer)[]): boolean {
  let text = '';
  for (const lines of batch) {
    if (typeof lines === 'string') text += lines;
    else {
      if (text !== '') gzip.write(text);
      text = '';
      gzip.write(lines);
    }
  }
  if (text !== '') gzip.write(text);
  return !gzip.writableNeedDrain;
}

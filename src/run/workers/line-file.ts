import { mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from '../../load/disk-error.ts';
import type { LinesOfTable } from '../../load/held-lines.ts';
import { readBytes } from '../../load/read-bytes.ts';
import type { Spool } from '../../load/spool.ts';

/** Lines of one account in a file: each piece whole lines of one table. */
export interface LineFile {
  /** Undefined where there are none. */
  readonly path: string | undefined;
  readonly pieces: readonly Piece[];
}

interface Piece {
  readonly table: string;
  readonly rows: number;
  /** In bytes, from the beginning of the file. */
  readonly offset: number;
  readonly length: number;
  /** Resource of a line that is the same for all accounts. */
  readonly reference?: string;
}

/** Lines of a table are written in pieces of this many characters. */
const PIECE_CHARACTERS = 64 * 1024;

interface Batch {
  text: string;
  rows: number;
}

/** Lines of one account on their way to its file, which is made at the first piece. */
export class LineFileWriter {
  readonly #path: string;
  readonly #batches = new Map<string, Batch>();
  readonly #pieces: Piece[] = [];
  #file: ReturnType<typeof openFile> | undefined;
  #written: Promise<void> = Promise.resolve();
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves when there is room for the next. Throws a config error when the disk does not take it. */
  async addLines({ table, lines, rows }: LinesOfTable): Promise<void> {
    if (typeof lines !== 'string') return this.#write(table, lines, rows);
    const batch = this.#batches.get(table) ?? { text: '', rows: 0 };
    this.#batches.set(table, batch);
    batch.text += lines;
    batch.rows += rows;
    if (batch.text.length >= PIECE_CHARACTERS) await this.#flush(table, batch);
  }

  /** The same for a line that is the same for all accounts. */
  addReference(table: string, line: string, reference: string): Promise<void> {
    return this.#write(table, Buffer.from(`${line}\n`), 1, reference);
  }

  /** Ends the file. Throws a config error when the disk has not taken all of it. */
  async seal(): Promise<LineFile> {
    for (const [table, batch] of this.#batches) await this.#flush(table, batch);
    try {
      await (await this.#file)?.close();
    } catch (error) {
      throw diskError(error, this.#path);
    }
    return { path: this.#file && this.#path, pieces: this.#pieces };
  }

  async #flush(table: string, { text, rows }: Batch): Promise<void> {
    this.#batches.delete(table);
    await this.#write(table, Buffer.from(text), rows);
  }

  async #write(table: string, bytes: Buffer, rows: number, reference?: string): Promise<void> {
    const [offset, length] = [this.#offset, bytes.length];
    this.#offset += length;
    this.#pieces.push({ table, rows, offset, length, ...(reference === undefined ? {} : { reference }) });
    this.#file ??= openFile(this.#path);
    const [file, before] = [this.#file, this.#written];
    // One after the other, so that each is where its piece says; a failure fails whatever follows.
    this.#written = before.then(async () => (await file).appendFile(bytes));
    try {
      await this.#written;
    } catch (error) {
      throw diskError(error, this.#path);
    }
  }
}

async function openFile(path: string) {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return open(path, 'wx', 0o600);
}

/** Appends the lines to the spool, and removes the file. Throws a config error where the disk does not let it. */
export async function absorb({ path, pieces }: LineFile, spool: Spool): Promise<void> {
  if (path === undefined) return;
  try {
    const file = await open(path);
    try {
      for (const { table, rows, offset, length, reference } of pieces) {
        const lines = await readBytes(file, offset, length);
        if (reference === undefined) await spool.writeLines({ table, lines, rows });
        else await spool.writeReferenceLine({ table, resourceId: reference, line: lines.toString() });
      }
    } finally {
      await file.close();
    }
    await unlink(path);
  } catch (error) {
    throw diskError(error, path);
  }
}

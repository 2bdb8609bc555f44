import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readBytes } from './read-bytes.ts';

/** Whole lines of one table, each with the line end: text, or bytes of UTF-8 where lines come from a file. */
export interface LinesOfTable {
  readonly table: string;
  readonly lines: string | Buffer;
  readonly rows: number;
}

/** So many characters are held in memory; more go to disk. */
const MOST_CHARACTERS = 256 * 1024;

interface Block {
  readonly table: string;
  readonly rows: number;
  /** Of the file, where each follows the one before it. */
  readonly bytes: number;
}

/** Lines that wait until it is known whether they are to be loaded. `path` is a file of their own, made when it is needed. */
export class HeldLines {
  readonly #path: string;
  #lines = new Map<string, string[]>();
  #characters = 0;
  #spilled: Block[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes a line without its end. Resolves when there is room for the next. */
  async add(table: string, line: string): Promise<void> {
    const lines = this.#lines.get(table);
    if (lines) lines.push(line);
    else this.#lines.set(table, [line]);
    this.#characters += line.length;
    if (this.#characters > MOST_CHARACTERS) await this.#spill();
  }

  /** All of them; those of one table in the order in which they came. */
  async *read(): AsyncGenerator<LinesOfTable> {
    if (this.#spilled.length > 0) yield* readBlocks(this.#path, this.#spilled);
    for (const [table, lines] of this.#lines) yield { table, lines: textOf(lines), rows: lines.length };
  }

  async drop(): Promise<void> {
    const isSpilled = this.#spilled.length > 0;
    this.#lines = new Map();
    this.#characters = 0;
    this.#spilled = [];
    if (isSpilled) await rm(this.#path, { force: true });
  }

  async #spill(): Promise<void> {
    const held = this.#lines;
    const isFirst = this.#spilled.length === 0;
    this.#lines = new Map();
    this.#characters = 0;
    if (isFirst) await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = await open(this.#path, 'a', 0o600);
    try {
      for (const [table, lines] of held) {
        const text = textOf(lines);
        const bytes = Buffer.byteLength(text);
        // Noted first: what fails half-way has left a file that is to go.
        this.#spilled.push({ table, rows: lines.length, bytes });
        await append(file, text, bytes);
      }
    } finally {
      await file.close();
    }
  }
}

/** The lines with their ends, in one piece: V8 copies a long text that another was added to before the text is read. */
function textOf(lines: readonly string[]): string {
  return [...lines, ''].join('\n');
}

/** Appends a text of so many bytes. As text it need not be copied into a buffer that waits for collection. */
async function append(file: FileHandle, text: string, bytes: number): Promise<void> {
  const { bytesWritten } = await file.write(text);
  if (bytesWritten < bytes) await file.appendFile(Buffer.from(text).subarray(bytesWritten));
}

async function* readBlocks(path: string, blocks: readonly Block[]): AsyncGenerator<LinesOfTable> {
  const file = await open(path);
  let at = 0;
  try {
    for (const { table, rows, bytes } of blocks) {
      yield { table, lines: await readBytes(file, at, bytes), rows };
      at += bytes;
    }
  } finally {
    await file.close();
  }
}

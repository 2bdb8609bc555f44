import { appendFile, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readLines } from './read-lines.ts';

/** One line and the table it is for. */
export type HeldLine = readonly [table: string, line: string];

/** So many characters are held in memory; more go to disk. */
const MOST_CHARACTERS = 256 * 1024;

/** Lines that wait until it is known whether they are to be loaded. `path` is a file of their own, made when it is needed. */
export class HeldLines {
  readonly #path: string;
  #lines: HeldLine[] = [];
  #characters = 0;
  #isSpilled = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves when there is room for the next. */
  async add(table: string, line: string): Promise<void> {
    this.#lines.push([table, line]);
    this.#characters += line.length;
    if (this.#characters > MOST_CHARACTERS) await this.#spill();
  }

  /** All of them, in the order in which they came. */
  async *read(): AsyncGenerator<HeldLine> {
    if (this.#isSpilled) {
      for await (const held of readLines(this.#path)) {
        const end = held.indexOf(' ');
        yield [held.slice(0, end), held.slice(end + 1)];
      }
    }
    yield* this.#lines;
  }

  async drop(): Promise<void> {
    this.#lines = [];
    this.#characters = 0;
    if (this.#isSpilled) await rm(this.#path, { force: true });
    this.#isSpilled = false;
  }

  async #spill(): Promise<void> {
    const text = this.#lines.map(([table, line]) => `${table} ${line}\n`).join('');
    this.#lines = [];
    this.#characters = 0;
    if (!this.#isSpilled) await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    this.#isSpilled = true;
    await appendFile(this.#path, text, { mode: 0o600 });
  }
}

import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AccountResult } from '../ledger/units.ts';
import { diskError } from '../load/disk-error.ts';
import { readLines } from '../load/read-lines.ts';

/**
 * Outcomes of all accounts, one line each, kept on disk until the run knows which tables were loaded: only then can
 * coverage be written, and the number of units must not weigh on memory.
 */
export class Journal {
  readonly #path: string;
  #begun = false;

  constructor(path: string) {
    this.#path = path;
  }

  async append(result: AccountResult): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await appendFile(this.#path, `${JSON.stringify(result)}\n`, { mode: 0o600 });
    } catch (error) {
      throw diskError(error, this.#path);
    }
    this.#begun = true;
  }

  /** Every result appended so far, in that order. */
  async *read(): AsyncGenerator<AccountResult> {
    if (!this.#begun) return;
    for await (const line of readLines(this.#path)) yield JSON.parse(line) as AccountResult;
  }
}

import { join } from 'node:path';
import { HeldLines } from '../../load/held-lines.ts';
import { type HeldRows, holdRows } from '../../load/held-rows.ts';
import type { FactSpool } from '../../load/spool.ts';
import type { Secrets } from '../../log/secrets.ts';
import { type LineFile, LineFileWriter } from './line-file.ts';

/** Spool of a worker: the lines of each account by themselves, so that they count all or not at all. */
export class AccountLines implements FactSpool {
  readonly #directory: string;
  readonly #redact: Pick<Secrets, 'redactData'>;
  readonly #accounts = new Map<string, LineFileWriter>();
  #held = 0;

  /** `redact` takes out of each line what must not reach Snowflake. */
  constructor(directory: string, redact: Pick<Secrets, 'redactData'>) {
    this.#directory = directory;
    this.#redact = redact;
  }

  hold(accountId: string): HeldRows {
    this.#held += 1;
    const lines = new HeldLines(join(this.#directory, 'held', String(this.#held)));
    return holdRows(lines, this.#directory, this.#redact, (held) => this.#of(accountId).addLines(held));
  }

  writeFacts(table: string, line: string, accountId: string): Promise<void> {
    const lines = `${this.#redact.redactData(line)}\n`;
    return this.#of(accountId).addLines({ table, lines, rows: 1 });
  }

  writeReference(table: string, resourceId: string, line: string, accountId: string): Promise<void> {
    return this.#of(accountId).addReference(table, this.#redact.redactData(line), resourceId);
  }

  /** Ends the account's lines. */
  async seal(accountId: string): Promise<LineFile> {
    const file = await this.#of(accountId).seal();
    this.#accounts.delete(accountId);
    return file;
  }

  #of(accountId: string): LineFileWriter {
    const known = this.#accounts.get(accountId) ?? new LineFileWriter(join(this.#directory, accountId));
    this.#accounts.set(accountId, known);
    return known;
  }
}

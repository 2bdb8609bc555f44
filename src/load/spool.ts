import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Secrets } from '../log/secrets.ts';
import type { Row } from '../table.ts';
import { diskError } from './disk-error.ts';
import { HeldLines, type LinesOfTable } from './held-lines.ts';
import { type HeldRows, holdRows } from './held-rows.ts';
import { SeenKeys } from './seen-keys.ts';
import { type Part, TableSpool } from './table-spool.ts';

/** Takes out of a line what must not reach Snowflake: of our own words, and of facts. */
type LineRedaction = Pick<Secrets, 'redactRecord' | 'redactData'>;

const AS_IT_IS: LineRedaction = { redactRecord: (line) => line, redactData: (line) => line };

/** Place for rows of facts that AWS told, by the account that they were read in. A row is a line without its end. */
export interface FactSpool {
  /** Place for rows that are appended once that is decided, or not at all. */
  hold(accountId: string): HeldRows;
  writeFacts(table: string, line: string, accountId: string): Promise<void>;
  /** The same for a row of something that is the same for all accounts: it is there once, whichever of them tells it. */
  writeReference(table: string, resourceId: string, line: string, accountId: string): Promise<void>;
}

/** A row of a reference as the line of its table, line end included. */
export interface ReferenceLine {
  readonly table: string;
  readonly resourceId: string;
  readonly line: string;
}

/** Options of a spool that is one of several of a run. */
export interface SpoolSharing {
  /** Beginning of the names of its parts. */
  readonly partPrefix: string;
  /** Table that takes the rows of references, for whoever has those of the other spools too: each is to be there once. */
  readonly references: string;
}

/** The local files of one run: one open part per table. Memory does not grow with the number of rows. */
export class Spool implements FactSpool {
  readonly #directory: string;
  readonly #partBytes: number;
  readonly #redact: LineRedaction;
  readonly #sharing: SpoolSharing | undefined;
  readonly #tables = new Map<string, Promise<TableSpool>>();
  readonly #references = new SeenKeys();
  #held = 0;

  /**
   * `directory` is the run's own; it is made at the first row and removed by {@link remove}. `redact` takes out of each
   * line what must not reach Snowflake.
   */
  constructor(
    directory: string,
    partBytes: number,
    redact: LineRedaction = AS_IT_IS,
    sharing?: SpoolSharing,
  ) {
    this.#directory = directory;
    this.#partBytes = partBytes;
    this.#redact = redact;
    this.#sharing = sharing;
  }

  /** Appends a row of ours to its table. Throws a config error when the disk does not take it. */
  write(table: string, row: Row): Promise<void> {
    return this.#append(table, this.#redact.redactRecord(JSON.stringify(row)));
  }

  /** The same for a row of facts that AWS told, in which key ids stand by right. */
  writeFacts(table: string, line: string): Promise<void> {
    return this.#append(table, this.#redact.redactData(line));
  }

  async writeReference(table: string, resourceId: string, line: string): Promise<void> {
    if (!this.#isNewReference(table, resourceId)) return;
    await this.#appendReference(table, `${this.#redact.redactData(line)}\n`, resourceId);
  }

  /** Appends whole lines as they are: secrets have been taken out. Throws a config error when the disk does not take them. */
  async writeLines({ table, lines, rows }: LinesOfTable): Promise<void> {
    try {
      const opened = this.#tables.get(table) ?? this.#openTable(table);
      this.#tables.set(table, opened);
      await (await opened).write(lines, rows);
    } catch (error) {
      throw diskError(error, this.#directory);
    }
  }

  /** The same for the line, with its end, of something that is the same for all accounts. */
  async writeReferenceLine({ table, resourceId, line }: ReferenceLine): Promise<void> {
    if (this.#isNewReference(table, resourceId)) await this.#appendReference(table, line, resourceId);
  }

  hold(): HeldRows {
    this.#held += 1;
    const lines = new HeldLines(join(this.#directory, 'held', String(this.#held)));
    return holdRows(lines, this.#directory, this.#redact, (held) => this.writeLines(held));
  }

  #isNewReference(table: string, resourceId: string): boolean {
    return this.#references.add(`${table} ${resourceId}`);
  }

  #appendReference(table: string, line: string, resourceId: string): Promise<void> {
    if (!this.#sharing) return this.writeLines({ table, lines: line, rows: 1 });
    const told: ReferenceLine = { table, resourceId, line };
    return this.#append(this.#sharing.references, JSON.stringify(told));
  }

  #append(table: string, line: string): Promise<void> {
    return this.writeLines({ table, lines: `${line}\n`, rows: 1 });
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
    return new TableSpool(table, directory, this.#partBytes, this.#sharing?.partPrefix ?? '');
  }
}

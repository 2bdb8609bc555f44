import type { Secrets } from '../log/secrets.ts';
import { diskError } from './disk-error.ts';
import type { HeldLines, LinesOfTable } from './held-lines.ts';

/** Rows of facts that wait for a decision; after `release` or `drop` there are none. */
export interface HeldRows {
  /** Takes a row as its line, without the end. Throws a config error when the disk does not take it; so do the others. */
  write(table: string, line: string): Promise<void>;
  /** Appends them to their tables. */
  release(): Promise<void>;
  drop(): Promise<void>;
}

/** Rows that wait in these lines, without secrets, until `append` may take them. `directory` is named where it is full. */
export function holdRows(
  lines: HeldLines,
  directory: string,
  redact: Pick<Secrets, 'redactData'>,
  append: (lines: LinesOfTable) => Promise<void>,
): HeldRows {
  const orDiskError = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      throw diskError(error, directory);
    });
  return {
    write: (table, line) => orDiskError(lines.add(table, redact.redactData(line))),
    release: async () => {
      for await (const held of lines.read()) await append(held);
      await orDiskError(lines.drop());
    },
    drop: () => orDiskError(lines.drop()),
  };
}

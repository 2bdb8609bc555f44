import type { Secrets } from '../log/secrets.ts';
import type { Row } from '../table.ts';
import { diskError } from './disk-error.ts';
import type { HeldLines } from './held-lines.ts';
import { rowText } from './json-text.ts';

/** Rows of facts that wait for a decision; after `release` or `drop` there are none. */
export interface HeldRows {
  /** Throws a config error when the disk does not take it; so do the others. */
  write(table: string, row: Row): Promise<void>;
  /** Appends them to their tables. */
  release(): Promise<void>;
  drop(): Promise<void>;
}

/** Rows that wait in these lines, without secrets, until `append` may take them. `directory` is named where it is full. */
export function holdRows(
  lines: HeldLines,
  directory: string,
  redact: Pick<Secrets, 'redactData'>,
  append: (table: string, line: string) => Promise<void>,
): HeldRows {
  const orDiskError = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      throw diskError(error, directory);
    });
  return {
    write: (table, row) => orDiskError(lines.add(table, redact.redactData(rowText(row)))),
    release: async () => {
      for await (const [table, line] of lines.read()) await append(table, line);
      await orDiskError(lines.drop());
    },
    drop: () => orDiskError(lines.drop()),
  };
}

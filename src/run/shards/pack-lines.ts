import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { diskError } from '../../load/disk-error.ts';
import { toLine } from './whole-json.ts';

/** Writes values as lines of JSON into a compressed file; none is held longer than it takes. */
export async function packLines(path: string, values: Iterable<unknown>): Promise<void> {
  try {
    await pipeline(
      Readable.from(linesOf(values)),
      createGzip({ level: 1 }),
      createWriteStream(path, { mode: 0o600 }),
    );
  } catch (error) {
    throw diskError(error, path);
  }
}

function* linesOf(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${toLine(value)}\n`;
}

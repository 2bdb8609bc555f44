import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import type { FileFormat } from '../stage/file-format.ts';

/** One record of a staged file as JSON text, with the line it starts on (from 1). */
export interface SourceRecord {
  readonly line: number;
  readonly json: string;
}

/** A place in a file that could not be read. `fatal`: nothing after it can be read either. */
export interface SourceFault {
  readonly fault: string;
  readonly code: string;
  readonly sqlState: string;
  readonly line: number;
  readonly character: number;
  readonly fatal: boolean;
}

export type SourceItem = SourceRecord | SourceFault;

/** Whole lines of a file, the last chunk perhaps without its newline, and the number of the first line. */
export interface TextChunk {
  readonly text: string;
  readonly line: number;
  readonly last: boolean;
}

/** The text of a staged file, decompressed and decoded; what is not gzip or not UTF-8 is a fault. */
export async function* textOf(path: string, format: FileFormat): AsyncGenerator<TextChunk | SourceFault> {
  const compression = format.compression === 'AUTO' ? await detect(path) : format.compression;
  let parts: Buffer[] = [];
  let held = 0;
  let line = 1;
  let first = true;
  const gathered = (): Buffer => {
    const bytes = Buffer.concat(parts);
    const marked = first && format.skipByteOrderMark && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
    first = false;
    return marked ? bytes.subarray(3) : bytes;
  };
  try {
    for await (const part of decompressed(path, compression)) {
      parts.push(part);
      held += part.length;
      if (held < CHUNK_BYTES || !part.includes(NEWLINE)) continue;
      const bytes = gathered();
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (yield* decoded(bytes.subarray(0, end), line, format, false)) return;
      line += newlines(bytes.subarray(0, end));
      parts = [bytes.subarray(end)];
      held = bytes.length - end;
    }
  } catch (error) {
    yield corrupted(compression, line, error);
    return;
  }
  yield* decoded(gathered(), line, format, true);
}

const NEWLINE = 0x0a;
const CHUNK_BYTES = 1 << 20;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Yields the chunk as text, or its fault; answers whether reading has to stop. */
function* decoded(
  bytes: Buffer,
  line: number,
  format: FileFormat,
  last: boolean,
): Generator<TextChunk | SourceFault, boolean> {
  if (format.replaceInvalidCharacters || isUtf8(bytes)) {
    yield { text: bytes.toString('utf8'), line, last };
    return false;
  }
  yield* beforeInvalid(bytes, line);
  return true;
}

/** The good lines before the first one that is not UTF-8, then that line as a fault. */
function* beforeInvalid(bytes: Buffer, line: number): Generator<TextChunk | SourceFault> {
  let start = 0;
  let at = line;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    if (!isUtf8(bytes.subarray(start, end))) {
      if (start > 0) yield { text: bytes.toString('utf8', 0, start), line, last: false };
      const shown = printable(bytes.subarray(start, end)).trimEnd();
      yield {
        fault: `Invalid UTF8 detected in string '${shown}'`,
        code: '100144',
        sqlState: '22000',
        line: at,
        character: 1,
        fatal: true,
      };
      return;
    }
    start = end;
    at += 1;
  }
}

/** ASCII as it is, any other byte as `0xHH`. */
function printable(bytes: Buffer): string {
  const shown = [...bytes.subarray(0, 200)].map((byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `0x${byte.toString(16).toUpperCase()}`,
  );
  return shown.join('');
}

function corrupted(compression: string, line: number, cause: unknown): SourceFault {
  const words = cause instanceof Error ? cause.message : String(cause);
  return {
    fault: `Data is corrupted, not a valid ${compression} stream: ${words}`,
    code: '100076',
    sqlState: '22000',
    line,
    character: 0,
    fatal: true,
  };
}

async function* decompressed(path: string, compression: string): AsyncGenerator<Buffer> {
  const output: PassThrough | Transform = decompressor(compression);
  const moved = pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), output);
  // The reader below sees the same failure; without this it would also surface as an unhandled rejection.
  moved.catch(() => undefined);
  for await (const chunk of output) yield chunk as Buffer;
  await moved;
}

function decompressor(compression: string): Transform {
  const options = { chunkSize: 1 << 18 };
  switch (compression) {
    case 'GZIP':
      return createGunzip(options);
    case 'ZSTD':
      return createZstdDecompress(options);
    case 'BROTLI':
      return createBrotliDecompress(options);
    case 'DEFLATE':
      return createInflate(options);
    case 'RAW_DEFLATE':
      return createInflateRaw(options);
    default:
      return new PassThrough();
  }
}

/** What the first bytes say; Brotli has no signature and cannot be detected. doc: copy-into-table. */
async function detect(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return 'GZIP';
    if (head.equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))) return 'ZSTD';
    if (head[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(head[1] ?? 0)) return 'DEFLATE';
    return 'NONE';
  } finally {
    await file.close();
  }
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

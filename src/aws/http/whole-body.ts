import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { unusableBody } from './error-in-body.ts';

/** The whole body of an answer. Rejects where it breaks off, is too large, or cannot be decompressed. */
export function wholeBody(answer: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const status = answer.statusCode ?? 0;
    const pieces: Buffer[] = [];
    let bytes = 0;
    const fail = (error: Error): void => {
      reject(
        isNotDecompressed(error)
          ? unusableBody(status, `it cannot be decompressed (${error.message})`)
          : error,
      );
      answer.destroy();
    };
    const body = decompressed(answer);
    body.on('data', (piece: Buffer) => {
      bytes += piece.length;
      pieces.push(piece);
      if (bytes > MOST_BYTES)
        fail(unusableBody(status, `it has more than ${MOST_BYTES / 1_048_576} MiB`) as Error);
    });
    body.on('end', () => resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)));
    body.on('error', fail);
  });
}

/** Many times what AWS sends at once: a page of CloudTrail's events has up to 13 MiB. */
const MOST_BYTES = 64 * 1_048_576;

/** AWS compresses nothing unasked, but what stands before it may. */
function decompressed(body: IncomingMessage): Readable {
  const encoding = body.headers['content-encoding']?.toLowerCase();
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : undefined;
  if (!decoder) return body;
  body.on('error', (error) => decoder.destroy(error));
  return body.pipe(decoder);
}

/** https://nodejs.org/api/zlib.html: zlib's codes begin with Z_, Brotli's with ERR_ or ERR__ERROR. */
function isNotDecompressed(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(?:Z_|ERR_(?:_ERROR|PADDING|BROTLI))/.test(String(error.code))
  );
}

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Cell } from '../contract.ts';

/** A slice of a big result, ready to be downloaded: gzip of `["a",…],["b",…]` without outer brackets. */
export interface Chunk {
  readonly body: Buffer;
  readonly rowCount: number;
  readonly uncompressedSize: number;
}

/** Cuts what does not fit into the answer itself, i.e. the rows after the first `chunkRows`. */
export async function cutChunks(
  rows: readonly (readonly Cell[])[],
  chunkRows: number,
): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  for (let start = chunkRows; start < rows.length; start += chunkRows) {
    const slice = rows.slice(start, start + chunkRows);
    const text = Buffer.from(slice.map((row) => JSON.stringify(row)).join(','));
    const body = await promisify(gzip)(text, { level: 1 });
    chunks.push({ body, rowCount: slice.length, uncompressedSize: text.length });
  }
  return chunks;
}

/** The part of `data` that tells a driver where the chunks are. Empty when there are none. */
export function chunkLinks(
  origin: string,
  queryId: string,
  key: string,
  chunks: readonly Chunk[],
): Readonly<Record<string, unknown>> {
  if (chunks.length === 0) return {};
  return {
    chunks: chunks.map((chunk, index) => ({
      url: `${origin}/results/${queryId}/${index}`,
      rowCount: chunk.rowCount,
      uncompressedSize: chunk.uncompressedSize,
      compressedSize: chunk.body.length,
    })),
    chunkHeaders: { [chunkKeyHeader]: key },
  };
}

/** The header that opens a chunk: chunks are fetched without a session token. */
export const chunkKeyHeader = 'x-sandbox-result-key';

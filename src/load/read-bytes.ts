import type { FileHandle } from 'node:fs/promises';

/** The bytes of a file from a place on; throws where the file ends before. */
export async function readBytes(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
  if (bytesRead !== length) throw new Error(`${bytesRead} of ${length} bytes at ${at}`);
  return buffer;
}

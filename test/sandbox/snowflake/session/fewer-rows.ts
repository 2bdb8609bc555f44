import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { StageStore } from '../contract.ts';

/**
 * Takes the last line off the first file that a COPY names in FILES, so that the COPY loads, and truthfully
 * reports, one row less than was uploaded. Throws when there is no such file: a fault must never miss silently.
 */
export async function shortenFirstFile(
  store: StageStore,
  stageIds: ReadonlySet<string>,
  copySql: string,
): Promise<void> {
  const name = /\bFILES\s*=\s*\(\s*'([^']+)'/i.exec(copySql)?.[1];
  if (name === undefined) throw new Error(`fewer-rows found no FILES in: ${copySql}`);
  const directory = /\bFROM\s+'?@[^\s/']+\/?([^\s']*)/i.exec(copySql)?.[1] ?? '';
  const path = directory === '' || directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;
  for (const stageId of stageIds) {
    const files = await store.list(stageId, '');
    const file = files.find((staged) => staged.name === path);
    if (file === undefined) continue;
    const bytes = await readFile(file.localPath);
    const shorter = file.name.endsWith('.gz')
      ? gzipSync(withoutLastLine(gunzipSync(bytes)))
      : withoutLastLine(bytes);
    await store.write(stageId, file.name, Readable.from([shorter]));
    return;
  }
  throw new Error(`fewer-rows found no staged file ${path}`);
}

function withoutLastLine(text: Buffer): Buffer {
  const lastLineStart = text.lastIndexOf('\n', text.length - 2) + 1;
  return text.subarray(0, lastLineStart);
}

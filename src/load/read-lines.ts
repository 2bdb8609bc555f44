import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Every line of a file that ends with a line end, without it; one that ends in .gz is unpacked. Nothing is held whole. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  // Not with readline: it also breaks lines at U+2028, which JSON may hold unescaped.
  for await (const piece of textOf(path)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

function textOf(path: string): AsyncIterable<string> {
  if (!path.endsWith('.gz')) return createReadStream(path, 'utf8');
  // What goes wrong is thrown to whoever reads the last of them.
  return pipeline(createReadStream(path), createGunzip(), () => undefined).setEncoding('utf8');
}

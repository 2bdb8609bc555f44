import { createReadStream } from 'node:fs';

/** Every line of a file that ends with a line end, without it; nothing is held whole. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  // Not with readline: it also breaks lines at U+2028, which JSON may hold unescaped.
  for await (const piece of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

import type { FileFormat } from '../stage/file-format.ts';
import { JsonFault, JsonIncomplete, JsonScanner, type ScanOptions } from './json-scanner.ts';
import { type SourceFault, type SourceItem, textOf } from './source.ts';

/** The largest value a VARIANT holds, in bytes. doc: semistructured-considerations. */
const MAX_VARIANT_BYTES = 134_217_728;

/** The documents of a JSON file, one after another in any layout, in batches. */
export async function* readJson(path: string, format: FileFormat): AsyncGenerator<readonly SourceItem[]> {
  const splitter = new DocumentSplitter(format);
  for await (const chunk of textOf(path, format)) {
    if ('fault' in chunk) yield [chunk];
    else yield splitter.push(chunk.text, chunk.last);
  }
}

class DocumentSplitter {
  readonly #format: FileFormat;
  #rest = '';
  #line = 1;
  #inArray: boolean = false;
  #expectsValue: boolean = true;

  constructor(format: FileFormat) {
    this.#format = format;
  }

  push(chunk: string, last: boolean): readonly SourceItem[] {
    const text = this.#rest + chunk;
    const items: SourceItem[] = [];
    let position = 0;
    for (;;) {
      const start = this.#separators(text, position);
      if (start >= text.length) {
        this.#line += countNewlines(text, position, start);
        this.#rest = '';
        if (last && this.#inArray) items.push(this.#fault('incomplete array value', 0));
        return items;
      }
      const line = this.#line + countNewlines(text, position, start);
      const read = this.#read(text, start, last);
      if (read === undefined) {
        this.#line += countNewlines(text, position, start);
        this.#rest = text.slice(start);
        return items;
      }
      this.#line = line;
      items.push(
        read.json === undefined ? this.#fault(read.fault, read.character) : { line, json: read.json },
      );
      this.#line += countNewlines(text, start, read.end);
      position = read.end;
    }
  }

  /** Passes white space and, inside a stripped outer array, its brackets and commas. */
  #separators(text: string, from: number): number {
    let position = from;
    for (; position < text.length; position += 1) {
      const character = text.charAt(position);
      if (' \n\r\t'.includes(character)) continue;
      if (!this.#inArray && this.#format.stripOuterArray && character === '[') {
        this.#inArray = true;
        this.#expectsValue = true;
      } else if (this.#inArray && character === ']') this.#inArray = false;
      else if (this.#inArray && character === ',' && !this.#expectsValue) this.#expectsValue = true;
      else break;
    }
    return position;
  }

  #read(text: string, start: number, last: boolean): Read | undefined {
    const scan = this.#format;
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const plain = this.#inArray ? undefined : asWritten(text.slice(start, end), scan);
    if (plain !== undefined) return checkedSize(plain, end);
    if (this.#inArray && !this.#expectsValue) {
      return {
        json: undefined,
        fault: `missing comma, pos ${start}`,
        character: 0,
        end: resume(text, start),
      };
    }
    const scanner = new JsonScanner(text, start, scan);
    try {
      const json = scanner.value();
      this.#expectsValue = false;
      if (!scan.multiLine && scanner.position > end) {
        return { json: undefined, fault: 'unexpected end of line', character: end - start, end };
      }
      return checkedSize(json, scanner.position);
    } catch (error) {
      if (error instanceof JsonIncomplete) {
        if (!last) return undefined;
        const words = `${error.message}, pos ${text.length - start}`;
        return { json: undefined, fault: words, character: text.length - start, end: resume(text, start) };
      }
      if (!(error instanceof JsonFault)) throw error;
      const at = error.position - start;
      return {
        json: undefined,
        fault: `${error.message}, pos ${at}`,
        character: at,
        end: resume(text, error.position),
      };
    }
  }

  #fault(words: string, character: number): SourceFault {
    return {
      fault: `Error parsing JSON: ${words}`,
      code: '100069',
      sqlState: '22P02',
      line: this.#line,
      character,
      fatal: this.#inArray,
    };
  }
}

type Read =
  | { readonly json: string; readonly end: number }
  | { readonly json: undefined; readonly fault: string; readonly character: number; readonly end: number };

/**
 * A line that parsing and writing again leaves as it is needs no second look: it is JSON, compact, without
 * duplicate keys and without a number too long for a double. Anything else is for the scanner.
 */
function asWritten(line: string, options: ScanOptions): string | undefined {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (text.includes('\\u') || (options.stripNullValues && text.includes('null'))) return undefined;
  try {
    return JSON.stringify(JSON.parse(text)) === text ? text : undefined;
  } catch {
    return undefined;
  }
}

function checkedSize(json: string, end: number): Read {
  const tooLarge = json.length * 3 > MAX_VARIANT_BYTES && Buffer.byteLength(json) > MAX_VARIANT_BYTES;
  if (!tooLarge) return { json, end };
  const fault = `document is too large, max size ${MAX_VARIANT_BYTES} bytes`;
  return { json: undefined, fault, character: 0, end };
}

/** After a fault reading goes on with the next line. */
function resume(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}

function countNewlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

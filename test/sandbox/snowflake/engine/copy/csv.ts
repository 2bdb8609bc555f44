import type { FileFormat } from '../stage/file-format.ts';
import { type Field, RecordScan } from './csv-scanner.ts';
import { type SourceItem, type TextChunk, textOf } from './source.ts';

/**
 * The records of a CSV file in batches: each a JSON array of texts and nulls, or with PARSE_HEADER an object
 * whose keys are the header's fields.
 */
export async function* readCsv(path: string, format: FileFormat): AsyncGenerator<readonly SourceItem[]> {
  const splitter = new RecordSplitter(format);
  for await (const chunk of textOf(path, format)) {
    if ('fault' in chunk) yield [chunk];
    else yield splitter.push(chunk);
  }
}

class RecordSplitter {
  readonly #format: FileFormat;
  #rest = '';
  #line = 1;
  #toSkip: number;
  #header: readonly string[] | undefined;

  constructor(format: FileFormat) {
    this.#format = format;
    this.#toSkip = format.skipHeader;
  }

  push(chunk: TextChunk): readonly SourceItem[] {
    const text = this.#rest + chunk.text;
    const items: SourceItem[] = [];
    let position = this.#skipLines(text);
    while (position < text.length) {
      const scan = new RecordScan(text, position, this.#format);
      const fields = scan.fields();
      if (scan.incomplete && !chunk.last) break;
      const item = this.#item(fields, scan, position);
      if (item !== undefined) items.push(item);
      this.#line += scan.lines;
      position = scan.position;
    }
    this.#rest = text.slice(position);
    return items;
  }

  #skipLines(text: string): number {
    let position = 0;
    while (this.#toSkip > 0 && position < text.length) {
      const newline = text.indexOf('\n', position);
      position = newline < 0 ? text.length : newline + 1;
      this.#toSkip -= 1;
      this.#line += 1;
    }
    return position;
  }

  #item(fields: readonly Field[], scan: RecordScan, start: number): SourceItem | undefined {
    const line = this.#line;
    if (scan.fault !== undefined) {
      const place = { line, character: scan.faultAt - start + 1, fatal: scan.incomplete };
      return { fault: scan.fault, code: '100016', sqlState: '22000', ...place };
    }
    if (fields.length === 1 && fields[0]?.text === '' && this.#format.skipBlankLines) return undefined;
    if (this.#format.parseHeader && this.#header === undefined) {
      this.#header = fields.map((field) => field.text);
      return undefined;
    }
    const texts = fields.map((field) => this.#meaning(field));
    const header = this.#header;
    const value =
      header === undefined
        ? texts
        : Object.fromEntries(header.map((name, index) => [name, texts[index] ?? null]));
    return { line, json: JSON.stringify(value) };
  }

  #meaning(field: Field): string | null {
    if (field.enclosed) return field.text;
    const text = this.#format.trimSpace ? field.text.trim() : field.text;
    return text === '' && this.#format.emptyFieldAsNull ? null : text;
  }
}

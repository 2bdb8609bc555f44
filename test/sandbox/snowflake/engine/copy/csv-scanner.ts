import type { FileFormat } from '../stage/file-format.ts';

/** A field's text; whether it stood in quotes. */
export interface Field {
  readonly text: string;
  readonly enclosed: boolean;
}

/** One record from `position` on; afterwards `position` is behind its delimiter. */
export class RecordScan {
  position: number;
  lines = 0;
  incomplete: boolean = false;
  fault: string | undefined;
  faultAt = 0;
  readonly #text: string;
  readonly #format: FileFormat;

  constructor(text: string, position: number, format: FileFormat) {
    this.#text = text;
    this.position = position;
    this.#format = format;
  }

  fields(): readonly Field[] {
    const fields: Field[] = [];
    for (;;) {
      fields.push(this.#field());
      if (this.#accept(this.#format.fieldDelimiter)) continue;
      this.#endRecord();
      return fields;
    }
  }

  #field(): Field {
    const start = this.position;
    const quote = this.#format.fieldOptionallyEnclosedBy;
    if (this.#format.trimSpace && quote !== '')
      while (this.#text.charAt(this.position) === ' ') this.position += 1;
    if (quote !== '' && this.#accept(quote)) return this.#enclosed(quote);
    this.position = start;
    return this.#plain();
  }

  #plain(): Field {
    const escaping = this.#format.escapeUnenclosedField;
    let text = '';
    while (this.position < this.#text.length && !this.#atDelimiter()) {
      const character = this.#text.charAt(this.position);
      const next = this.#text.charAt(this.position + 1);
      if (character === escaping && next !== '' && next !== 'N') {
        text += ESCAPES[next] ?? next;
        if (next === '\n') this.lines += 1;
        this.position += 2;
      } else {
        text += character;
        this.position += 1;
      }
    }
    return { text, enclosed: false };
  }

  #enclosed(quote: string): Field {
    const escaping = this.#format.escape;
    let text = '';
    while (this.position < this.#text.length) {
      const character = this.#text.charAt(this.position);
      const next = this.#text.charAt(this.position + 1);
      if (character === '\n') this.lines += 1;
      if (escaping !== '' && character === escaping && next !== '') {
        text += ESCAPES[next] ?? next;
        this.position += 2;
      } else if (character === quote && next === quote) {
        text += quote;
        this.position += 2;
      } else if (character === quote) {
        this.position += 1;
        this.#afterEnclosed();
        return { text, enclosed: true };
      } else {
        text += character;
        this.position += 1;
      }
    }
    this.incomplete = true;
    this.#refuse(`End of record reached while expected to find the closing '${quote}'`);
    return { text, enclosed: true };
  }

  #afterEnclosed(): void {
    if (this.#format.trimSpace) while (this.#text.charAt(this.position) === ' ') this.position += 1;
    if (this.position >= this.#text.length || this.#atDelimiter()) return;
    const found = this.#text.charAt(this.position);
    this.#refuse(`Found character '${found}' instead of field delimiter '${this.#format.fieldDelimiter}'`);
    while (this.position < this.#text.length && !this.#atRecordEnd()) this.position += 1;
  }

  #refuse(words: string): void {
    this.fault ??= words;
    this.faultAt = this.position;
  }

  #atDelimiter(): boolean {
    const { fieldDelimiter } = this.#format;
    return (
      (fieldDelimiter !== '' && this.#text.startsWith(fieldDelimiter, this.position)) || this.#atRecordEnd()
    );
  }

  #atRecordEnd(): boolean {
    const { recordDelimiter } = this.#format;
    if (recordDelimiter === '') return false;
    return (
      this.#text.startsWith(recordDelimiter, this.position) ||
      (recordDelimiter === '\n' && this.#text.startsWith('\r\n', this.position))
    );
  }

  #endRecord(): void {
    if (this.position >= this.#text.length) {
      // The rest of the record may be in the next chunk.
      this.incomplete = true;
      return;
    }
    const { recordDelimiter } = this.#format;
    if (recordDelimiter === '\n' && this.#text.charAt(this.position) === '\r') this.position += 1;
    this.position += recordDelimiter.length;
    this.lines += 1;
  }

  #accept(symbol: string): boolean {
    if (symbol === '' || !this.#text.startsWith(symbol, this.position)) return false;
    this.position += symbol.length;
    return true;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

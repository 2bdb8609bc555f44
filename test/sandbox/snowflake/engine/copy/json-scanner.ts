/** What is wrong with a JSON text, in Snowflake's words, and where. */
export class JsonFault extends Error {
  readonly position: number;

  constructor(words: string, position: number) {
    super(words);
    this.name = 'JsonFault';
    this.position = position;
  }
}

/** The text ended inside a value; there may be more of it in the next chunk. */
export class JsonIncomplete extends Error {}

export interface ScanOptions {
  /** Keep the last of several equal keys instead of refusing them. */
  readonly allowDuplicate: boolean;
  /** Drop null members of objects and nulls at the end of arrays. */
  readonly stripNullValues: boolean;
}

/**
 * Reads one JSON value out of a longer text and writes it compactly, numbers and escapes untouched.
 * Refuses what a JSON text must not hold, and NUL and lone surrogates, which no VARIANT string can.
 */
export class JsonScanner {
  position: number;
  readonly #text: string;
  readonly #options: ScanOptions;

  constructor(text: string, position: number, options: ScanOptions) {
    this.#text = text;
    this.position = position;
    this.#options = options;
  }

  value(): string {
    this.#space();
    const character = this.#text.charAt(this.position);
    switch (character) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      case '':
        throw new JsonIncomplete('incomplete value');
      default:
        return this.#literal(character);
    }
  }

  #object(): string {
    const members = new Map<string, string>();
    this.position += 1;
    if (this.#accept('}')) return '{}';
    do {
      this.#space();
      const key = this.#key();
      const known = members.has(key);
      if (known && !this.#options.allowDuplicate) {
        throw new JsonFault(`duplicate object attribute ${key}`, this.position);
      }
      if (!this.#accept(':')) throw this.#missing('missing colon');
      const value = this.value();
      if (value === 'null' && this.#options.stripNullValues) members.delete(key);
      else members.set(key, value);
    } while (this.#accept(','));
    if (!this.#accept('}')) throw this.#missing('missing comma');
    return `{${[...members].map(([key, value]) => `${key}:${value}`).join(',')}}`;
  }

  /** A key in one spelling: two keys are equal when their quoted texts are. */
  #key(): string {
    if (this.#text.charAt(this.position) !== '"') throw this.#missing('missing attribute name');
    const raw = this.#string();
    return raw.includes('\\') ? JSON.stringify(JSON.parse(raw)) : raw;
  }

  #array(): string {
    const items: string[] = [];
    this.position += 1;
    if (this.#accept(']')) return '[]';
    do items.push(this.value());
    while (this.#accept(','));
    if (!this.#accept(']')) throw this.#missing('missing comma');
    while (this.#options.stripNullValues && items.at(-1) === 'null') items.pop();
    return `[${items.join(',')}]`;
  }

  #string(): string {
    const start = this.position;
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) {
        this.position = at + 1;
        return this.#text.slice(start, at + 1);
      }
      if (code < 0x20) throw new JsonFault(`invalid control character 0x${code.toString(16)} in string`, at);
      if (code === BACKSLASH) at = this.#escape(at);
    }
    throw new JsonIncomplete('unfinished string');
  }

  /** Checks the escape at `at` and answers the position of its last character. */
  #escape(at: number): number {
    const kind = this.#text.charAt(at + 1);
    if (kind === '') throw new JsonIncomplete('unfinished string');
    if ('"\\/bfnrt'.includes(kind)) return at + 1;
    const code = unicodeEscape(this.#text, at);
    if (code === undefined) throw new JsonFault(`invalid escape sequence`, at);
    if (code === 0) throw new JsonFault('NUL character in string', at);
    if (code < 0xd800 || code > 0xdfff) return at + 5;
    const low = unicodeEscape(this.#text, at + 6);
    if (code > 0xdbff || low === undefined || low < 0xdc00 || low > 0xdfff) {
      throw new JsonFault('lone surrogate in string', at);
    }
    return at + 11;
  }

  #literal(character: string): string {
    LITERAL.lastIndex = this.position;
    const literal = LITERAL.exec(this.#text)?.[0];
    if (literal !== undefined) {
      this.position += literal.length;
      return literal;
    }
    if (character === '}' || character === ']') throw new JsonFault(`misplaced ${character}`, this.position);
    WORD.lastIndex = this.position;
    const word = WORD.exec(this.#text)?.[0];
    if (word !== undefined) throw new JsonFault(`unknown keyword "${word}"`, this.position + word.length);
    throw new JsonFault(`invalid character outside of a string: '${character}'`, this.position);
  }

  #accept(character: string): boolean {
    this.#space();
    if (this.#text.charAt(this.position) !== character) return false;
    this.position += 1;
    return true;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.position += 1;
    }
  }

  #missing(words: string): Error {
    return this.position >= this.#text.length
      ? new JsonIncomplete('incomplete object or array value')
      : new JsonFault(words, this.position);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
const WORD = /[A-Za-z_]\w*/y;

function unicodeEscape(text: string, at: number): number | undefined {
  const digits = /^\\u([0-9a-fA-F]{4})$/.exec(text.slice(at, at + 6))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

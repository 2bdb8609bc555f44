import { jsonValue } from './json-value.ts';

/** JSON that is written already, where a row would else hold the value that is to be written. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** What counts for the canonical text of an item; see the members of the same names of a table entry. */
export interface CanonicalRules {
  readonly volatile: readonly string[];
  readonly ordered?: readonly string[];
}

/**
 * Writes items as JSON, once, in two texts: one with everything in it, and the canonical one, in which what AWS promises
 * no order of (members, most lists) has one and what is volatile is missing. Where both are the same they are one string.
 * As {@link jsonValue} has it: times are ISO-8601 UTC, bytes base64, and nothing is undefined, null or no Unicode.
 */
export class CanonicalWriter {
  readonly #volatile: ReadonlySet<string>;
  readonly #ordered: ReadonlySet<string> | undefined;
  /** The canonical text of what was written last. */
  #canonical = '';

  constructor({ volatile, ordered }: CanonicalRules) {
    this.#volatile = new Set(volatile);
    this.#ordered = ordered && new Set(ordered);
  }

  write(item: object): { readonly text: string; readonly canonical: string } {
    const text = this.#value(item, false) ?? '{}';
    return { text, canonical: this.#canonical };
  }

  /** Undefined for what has no place in JSON. */
  #value(value: unknown, isOrdered: boolean): string | undefined {
    const text = scalar(value);
    if (text !== undefined) {
      this.#canonical = text;
      return text;
    }
    if (value === null || typeof value !== 'object' || value instanceof Date) return undefined;
    return Array.isArray(value) ? this.#list(value, isOrdered) : this.#record(value);
  }

  #list(list: readonly unknown[], isOrdered: boolean): string {
    const texts: string[] = [];
    const canonicals: string[] = [];
    let isPlain = true;
    let isSame = true;
    for (const element of list) {
      const text = this.#value(element, false) ?? NULL;
      const canonical = text === NULL ? NULL : this.#canonical;
      isPlain &&= text.charCodeAt(0) !== BRACE && text.charCodeAt(0) !== BRACKET;
      isSame &&= text === canonical;
      texts.push(text);
      canonicals.push(canonical);
    }
    const isSet = !isOrdered && !(isPlain && this.#ordered === undefined);
    if (isSet && !isSorted(canonicals)) {
      canonicals.sort(byCodeUnits);
      isSame = false;
    }
    const text = `[${texts.join(',')}]`;
    this.#canonical = isSame ? text : `[${canonicals.join(',')}]`;
    return text;
  }

  #record(record: object): string {
    const names = sortedNames(record);
    if (names === undefined) return this.#record(jsonValue(record) as object);
    let text = '';
    let canonical = '';
    let isSame = true;
    for (const name of names) {
      const value = this.#value((record as Record<string, unknown>)[name], this.#ordered?.has(name) === true);
      if (value === undefined) continue;
      const member = `${quoted(name)}:`;
      const counts = !this.#volatile.has(name);
      if (isSame && !(counts && value === this.#canonical)) {
        isSame = false;
        canonical = text;
      }
      if (!isSame && counts) canonical += `${canonical === '' ? '' : ','}${member}${this.#canonical}`;
      text += `${text === '' ? '' : ','}${member}${value}`;
    }
    text = `{${text}}`;
    this.#canonical = isSame ? text : `{${canonical}}`;
    return text;
  }
}

/** A row as a line of NDJSON, without its end. */
export function rowText(row: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const [name, value] of Object.entries(row)) {
    const json = value instanceof JsonText ? value.text : (scalar(value) ?? JSON.stringify(value));
    if (json !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}:${json}`;
  }
  return `{${text}}`;
}

const NULL = 'null';
const [BRACE, BRACKET] = [0x7b, 0x5b];

/** The JSON of what is no list and no record; undefined for those, and for what has no place in JSON. */
function scalar(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : NULL;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return `"${value}"`;
    case 'object':
      if (value instanceof Date)
        return Number.isNaN(value.getTime()) ? undefined : `"${value.toISOString()}"`;
      return value instanceof Uint8Array ? `"${Buffer.from(value).toString('base64')}"` : undefined;
    default:
      return undefined;
  }
}

/** Text that JSON holds as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(jsonValue(text));
}

/** Names in the order that they have in JSON that was sorted; undefined where one of them has to be mended first. */
function sortedNames(record: object): readonly string[] | undefined {
  const names = Object.keys(record);
  let previous = '';
  let isInOrder = true;
  for (const name of names) {
    const first = name.charCodeAt(0);
    if (first >= 0x30 && first <= 0x39) return withIndexesFirst(names);
    if (!PLAIN.test(name) && jsonValue(name) !== name) return undefined;
    isInOrder &&= previous <= name;
    previous = name;
  }
  return isInOrder ? names : names.sort(byCodeUnits);
}

/** An object has its indexes first, by number, and so has its JSON. */
function withIndexesFirst(names: string[]): readonly string[] | undefined {
  if (names.some((name) => jsonValue(name) !== name)) return undefined;
  return Object.keys(Object.fromEntries(names.sort(byCodeUnits).map((name) => [name, true])));
}

function isSorted(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || (texts[index - 1] ?? '') <= text);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

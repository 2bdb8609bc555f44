import { crc32 } from 'node:zlib';
import { jsonValue } from './json-value.ts';

/** Rules for the canonical text of an item; see the members of the same names of a table entry. */
export interface CanonicalRules {
  readonly volatile: readonly string[];
  readonly ordered?: readonly string[];
}

/** Text of a member's name, and how the member counts. */
interface Name {
  readonly first: string;
  readonly next: string;
  readonly counts: boolean;
  readonly isOrdered: boolean;
  /** Whether the name has a place of its own among others, or has to be mended. */
  readonly isOdd: boolean;
}

/** Maps have names that a stranger chose, of which there may be any number. */
const MOST_NAMES = 5_000;
/** So many names are sorted as fast as they are looked up. */
const FEW_NAMES = 8;
const MOST_ORDERS = 500;

/** An item as JSON in its two texts. */
export interface CanonicalText {
  readonly text: string;
  readonly canonical: string;
  /**
   * Of members of the item itself a checksum of what counts of them, 8 hexadecimal digits: of those whose JSON may be
   * another where that is the same. All others are the same where their JSON is.
   */
  readonly checksums: Readonly<Record<string, string>>;
}

/**
 * Writes items as JSON, once, in two texts: one with everything in it, and the canonical one, in which what AWS promises
 * no order of (members, most lists) has one and what is volatile is missing. Where both are the same they are one string.
 * As {@link jsonValue} has it: times are ISO-8601 UTC, bytes base64, and nothing is undefined, null or no Unicode.
 */
export class CanonicalWriter {
  readonly #names = new Map<string, Name>();
  readonly #orders = new Map<string, readonly string[]>();
  readonly #volatile: ReadonlySet<string>;
  readonly #ordered: ReadonlySet<string> | undefined;
  readonly #withChecksums: boolean;
  /** The canonical text of what was written last. */
  #canonical = '';
  /** Whether a list that is a set was written, whose elements may come in another order. */
  #hasSet = false;
  /** The place for the checksums of the record that is written next; its members have none for theirs. */
  #checksums: Record<string, string> | undefined;

  constructor({ volatile, ordered }: CanonicalRules, { withChecksums = false } = {}) {
    this.#volatile = new Set(volatile);
    this.#ordered = ordered && new Set(ordered);
    this.#withChecksums = withChecksums;
  }

  write(item: object): CanonicalText {
    const checksums: Record<string, string> = {};
    this.#checksums = this.#withChecksums ? checksums : undefined;
    const text = this.#value(item, false) ?? '{}';
    return { text, canonical: this.#canonical, checksums };
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
    // The same list until one of its elements has two texts.
    let canonicals = texts;
    let isPlain = true;
    for (const element of list) {
      const text = this.#value(element, false) ?? NULL;
      const canonical = text === NULL ? NULL : this.#canonical;
      isPlain &&= !isNested(text);
      if (canonicals === texts && text !== canonical) canonicals = texts.slice();
      texts.push(text);
      if (canonicals !== texts) canonicals.push(canonical);
    }
    const isSet = !isOrdered && !(isPlain && this.#ordered === undefined);
    this.#hasSet ||= isSet && list.length > 1;
    if (isSet && !isSorted(canonicals)) canonicals = canonicals.toSorted(byCodeUnits);
    const text = `[${texts.join(',')}]`;
    this.#canonical = canonicals === texts ? text : `[${canonicals.join(',')}]`;
    return text;
  }

  #record(record: object): string {
    const names = this.#sorted(Object.keys(record));
    return this.#members(record, names) ?? this.#oddlyNamed(record, names);
  }

  /** Most records of a table have one of a few lists of names, so what each comes to is known. */
  #sorted(names: string[]): readonly string[] {
    if (isSorted(names)) return names;
    if (names.length < FEW_NAMES) return names.sort(byCodeUnits);
    const key = JSON.stringify(names);
    const known = this.#orders.get(key);
    if (known) return known;
    if (this.#orders.size >= MOST_ORDERS) this.#orders.clear();
    const sorted = names.sort(byCodeUnits);
    this.#orders.set(key, sorted);
    return sorted;
  }

  /** Undefined where a name is odd, unless the names are in the order that odd ones have too. */
  #members(record: object, names: readonly string[], withOdd = false): string | undefined {
    let text = '';
    let canonical = '';
    let isSame = true;
    const checksums = this.#checksums;
    this.#checksums = undefined;
    for (const written of names) {
      const name = this.#names.get(written) ?? this.#learn(written);
      if (name.isOdd && !withOdd) {
        // The record is written anew.
        this.#checksums = checksums;
        return undefined;
      }
      if (checksums) this.#hasSet = false;
      const value = this.#value((record as Record<string, unknown>)[written], name.isOrdered);
      if (value === undefined) continue;
      // What is volatile may be in one answer and not in the next, at any depth.
      if (checksums && name.counts && (this.#hasSet || (this.#volatile.size > 0 && isNested(value))))
        checksums[written] = checksum(this.#canonical);
      if (isSame && !(name.counts && value === this.#canonical)) {
        isSame = false;
        canonical = text;
      }
      if (!isSame && name.counts) canonical += (canonical === '' ? name.first : name.next) + this.#canonical;
      text += (text === '' ? name.first : name.next) + value;
    }
    text = `{${text}}`;
    this.#canonical = isSame ? text : `{${canonical}}`;
    return text;
  }

  #oddlyNamed(record: object, names: readonly string[]): string {
    if (names.some((name) => jsonValue(name) !== name)) return this.#record(jsonValue(record) as object);
    // An object has its indexes first, by number, and so has its JSON.
    const ordered = Object.keys(Object.fromEntries(names.map((name) => [name, true])));
    return this.#members(record, ordered, true) ?? '{}';
  }

  #learn(written: string): Name {
    const text = quoted(written);
    const name: Name = {
      first: `${text}:`,
      next: `,${text}:`,
      counts: !this.#volatile.has(written),
      isOrdered: this.#ordered?.has(written) === true,
      isOdd: /^\d/.test(written) || jsonValue(written) !== written,
    };
    if (this.#names.size >= MOST_NAMES) this.#names.clear();
    this.#names.set(written, name);
    return name;
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

/** A row as a line of NDJSON, without its end. */
export function rowText(row: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const [name, value] of Object.entries(row)) text += memberText(name, value);
  return `{${text.slice(1)}}`;
}

/** A further column of a line, with the comma before it; empty for what has no place in JSON. */
export function memberText(name: string, value: unknown): string {
  const json = scalar(value) ?? JSON.stringify(jsonValue(value));
  return json === undefined ? '' : `,${quoted(name)}:${json}`;
}

const NULL = 'null';
const QUOTE = '"';
const [BRACE, BRACKET] = [0x7b, 0x5b];

function isNested(json: string): boolean {
  const first = json.charCodeAt(0);
  return first === BRACE || first === BRACKET;
}

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
      return quoted(String(value));
    case 'object':
      if (value instanceof Date)
        return Number.isNaN(value.getTime()) ? undefined : quoted(value.toISOString());
      return value instanceof Uint8Array ? quoted(Buffer.from(value).toString('base64')) : undefined;
    default:
      return undefined;
  }
}

/** Text that JSON holds as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? QUOTE.concat(text, QUOTE) : JSON.stringify(jsonValue(text));
}

function isSorted(texts: readonly string[]): boolean {
  let previous = '';
  for (const text of texts) {
    if (text < previous) return false;
    previous = text;
  }
  return true;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { fromBase64 } from '@smithy/core/serde';
import { type Member, memberOf, type Shape, type Struct, structOf } from './answer-shape.ts';

/** Thrown where an answer is not written as AWS writes its own: the SDK's reader, slow and complete, takes it then. */
class Unusual extends Error {}

/**
 * Value of an answer in XML, read in one pass by the shape that the service's model gives it; undefined where anything
 * in it is unusual (attributes, comments, elements that do not close, times in other formats, …), for then the SDK
 * reads it, or says why it cannot. `within` names the element that holds the result, where that is not the root.
 */
export function readXmlAnswer(body: Buffer, shape: Shape, within: string | undefined): object | undefined {
  if (shape.kind !== 'struct') return undefined;
  const text = body.toString('utf8');
  const answer = new Answer(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
  try {
    return answer.read(shape, within);
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

const [TAB, LINE_END, SPACE, SLASH, LESS_THAN] = [0x09, 0x0a, 0x20, 0x2f, 0x3c];
const ROOT =
  /[ \t\n]*(?:<\?xml[^>]*\?>)?[ \t\n]*<([A-Za-z][\w.-]*)(?:[ \t\n]+[\w:.-]+="[^"<>&]*")*[ \t\n]*>/y;
const TAG = /^[A-Za-z_][\w:.-]*$/;
const ENTITY = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** Milliseconds in three digits: the SDK rounds what is finer, and Date cuts it off. */
const TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

class Answer {
  readonly #text: string;
  readonly #hasEntities: boolean;
  #at = 0;
  /** Whether the element that began last is one tag, such as `<nextToken/>`. */
  #closesItself = false;
  /** Values of the records that are being read, each after those of the record it is in. */
  readonly #values: unknown[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#hasEntities = text.includes('&');
  }

  read(shape: Struct, within: string | undefined): object {
    ROOT.lastIndex = 0;
    const [opening, root] = ROOT.exec(this.#text) ?? [];
    if (opening === undefined || root === undefined) throw new Unusual();
    this.#at = opening.length;
    const end = `</${root}>`;
    if (within === undefined) return this.#struct(shape, end);
    const result = memberOf('result', within, () => shape);
    const { result: read } = this.#struct(structOf([result]), end);
    return (read as object | undefined) ?? {};
  }

  #struct({ members, places, follows }: Struct, end: string): Record<string, unknown> {
    const values = this.#values;
    const first = values.length;
    for (let place = members.length; place > 0; place -= 1) values.push(undefined);
    let before = members.length;
    for (;;) {
      const likely = follows[before] as number;
      if (this.#begins(members[likely])) {
        before = likely;
      } else {
        const tag = this.#nextTag(end);
        if (tag === undefined) break;
        const place = places.get(tag);
        if (place === undefined) {
          this.#skip(tag);
          continue;
        }
        follows[before] = place;
        before = place;
      }
      if (values[first + before] !== undefined) throw new Unusual();
      values[first + before] = this.#value(members[before] as Member);
    }
    const struct: Record<string, unknown> = {};
    let place = first;
    for (const { name } of members) {
      const value = values[place];
      if (value !== undefined) struct[name] = value;
      place += 1;
    }
    values.length = first;
    return struct;
  }

  #list(item: Member, end: string): unknown[] {
    const list: unknown[] = [];
    for (;;) {
      while (this.#begins(item)) list.push(this.#value(item));
      const tag = this.#nextTag(end);
      if (tag === undefined) return list;
      if (tag === item.tag) list.push(this.#value(item));
      else this.#skip(tag);
    }
  }

  #map(keyTag: string, value: Member, end: string): Record<string, unknown> {
    const key = memberOf('key', keyTag, () => ({ kind: 'text' }));
    const pair = structOf([key, { ...value, name: 'value' }]);
    const entry = memberOf('entry', 'entry', () => pair);
    const map: Record<string, unknown> = {};
    for (const { key: name, value: of } of this.#list(entry, end) as { key?: string; value?: unknown }[]) {
      if (name === undefined || name === '__proto__' || of === undefined) throw new Unusual();
      map[name] = of;
    }
    return map;
  }

  /** The value of the member whose tag has just been read. */
  #value(member: Member): unknown {
    const shape = member.shape();
    if (this.#closesItself) return emptyValue(shape);
    switch (shape.kind) {
      case 'struct':
        return this.#struct(shape, member.end);
      case 'list':
        return this.#list(shape.item, member.end);
      case 'map':
        return this.#map(shape.key, shape.value, member.end);
      case 'other':
        throw new Unusual();
      default:
        return simpleValue(shape.kind, this.#leaf(member.end));
    }
  }

  /** Whether an element of this member begins next, which is then entered. */
  #begins(member: Member | undefined): boolean {
    if (member === undefined) return false;
    this.#skipSpace();
    if (!this.#text.startsWith(member.start, this.#at)) return false;
    this.#at += member.start.length;
    this.#closesItself = false;
    return true;
  }

  /** Passes over spaces before a tag: alone they are text to the SDK; with the end of a line among them they are not. */
  #skipSpace(): void {
    const text = this.#text;
    let at = this.#at;
    if (text.charCodeAt(at) === LESS_THAN) return;
    let hasLine = false;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === LESS_THAN) break;
      if (code === LINE_END) hasLine = true;
      else if (code !== SPACE && code !== TAB) throw new Unusual();
      at += 1;
    }
    if (!hasLine) throw new Unusual();
    this.#at = at;
  }

  /** The name of the element that begins next, which is then entered; undefined where the one around it ends instead. */
  #nextTag(end: string): string | undefined {
    this.#skipSpace();
    const text = this.#text;
    const at = this.#at;
    if (text.charCodeAt(at + 1) === SLASH) {
      if (!text.startsWith(end, at)) throw new Unusual();
      this.#at = at + end.length;
      return undefined;
    }
    const close = text.indexOf('>', at);
    if (close < 0) throw new Unusual();
    this.#closesItself = text.charCodeAt(close - 1) === SLASH;
    this.#at = close + 1;
    return text.slice(at + 1, this.#closesItself ? close - 1 : close);
  }

  /** Passes over an element that the model does not know. */
  #skip(tag: string): void {
    if (!TAG.test(tag)) throw new Unusual();
    if (this.#closesItself) return;
    const end = `</${tag}>`;
    for (;;) {
      this.#at = this.#text.indexOf('<', this.#at);
      if (this.#at < 0) throw new Unusual();
      const inner = this.#nextTag(end);
      if (inner === undefined) return;
      this.#skip(inner);
    }
  }

  /** The text of an element that holds nothing else. */
  #leaf(end: string): string {
    const start = this.#at;
    const at = this.#text.indexOf('<', start);
    if (at < 0 || !this.#text.startsWith(end, at)) throw new Unusual();
    this.#at = at + end.length;
    const written = this.#text.slice(start, at);
    const text = this.#hasEntities && written.includes('&') ? withoutEntities(written) : written;
    return text.charCodeAt(0) <= SPACE && text.includes('\n') && text.trim() === '' ? '' : text;
  }
}

function withoutEntities(text: string): string {
  return text.replace(ENTITY, (_, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? '';
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    // The SDK cuts what is beyond the first plane down to it.
    return code > 0xffff && code <= 0x10ffff ? String.fromCodePoint(code) : String.fromCharCode(code);
  });
}

function emptyValue({ kind }: Shape): unknown {
  switch (kind) {
    case 'struct':
    case 'map':
      return {};
    case 'list':
      return [];
    case 'other':
      throw new Unusual();
    default:
      return simpleValue(kind, '');
  }
}

function simpleValue(kind: 'text' | 'number' | 'boolean' | 'time' | 'bytes', text: string): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true' || text.toLowerCase() === 'true';
    case 'time':
      if (!TIME.test(text)) throw new Unusual();
      return new Date(text);
    case 'bytes':
      if (text.length % 4 !== 0 || !BASE64.test(text)) throw new Unusual();
      return fromBase64(text);
  }
}

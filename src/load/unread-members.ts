import { SAMPLE_TEXT } from '../aws/sample.ts';
import { below, isRecord, lastName } from './member-paths.ts';
import { ANYWHERE } from './readable-members.ts';

/** Members of a table's rows that a reader of before could not read, and this one can. */
export class UnreadMembers {
  readonly #unread: ReadonlySet<string>;
  readonly #readable: ReadonlySet<string>;

  constructor(now: readonly string[], before: readonly string[]) {
    const known = new Set(before);
    const names = new Set(before.map(lastName));
    // Where one of both has names only, they are what can be compared.
    const wasReadable = (path: string) =>
      known.has(path) ||
      known.has(ANYWHERE + lastName(path)) ||
      (path.startsWith(ANYWHERE) && names.has(lastName(path)));
    this.#readable = new Set(now);
    this.#unread = new Set(now.filter((path) => !wasReadable(path)));
  }

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#unread.size === 0;
  }

  has(path: string): boolean {
    return this.#unread.has(path);
  }

  /** The value without them; the very same value where it has none. `at`: its path, none for an item. */
  without<T>(value: T, at = ''): T {
    if (Array.isArray(value)) {
      const elements = value.map((element) => this.without(element, at));
      return elements.some((element, index) => element !== value[index]) ? (elements as T) : value;
    }
    if (!isRecord(value)) return value;
    let isSame = true;
    const kept: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) {
      const path = this.#pathOf(at, name);
      if (this.#unread.has(path)) {
        isSame = false;
        continue;
      }
      const rest = this.without(member, path.startsWith(ANYWHERE) ? below(at, name) : path);
      isSame &&= rest === member;
      kept[name] = rest;
    }
    return isSame ? value : (kept as T);
  }

  /** Path by which the member is known; in a map any name may stand, and of what code makes names alone are known. */
  #pathOf(at: string, name: string): string {
    const paths = [below(at, name), below(at, SAMPLE_TEXT)];
    return paths.find((path) => this.#readable.has(path)) ?? ANYWHERE + name;
  }
}

/** Keeps what was used last and forgets the rest: everything in it can be made again at any time. */
export interface ReleasingCache<Value> {
  get(key: string, create: () => Value): Value;
  /** The value if it is held now; does not count as use. */
  peek(key: string): Value | undefined;
  readonly size: number;
}

export function createReleasingCache<Value>(limit: number): ReleasingCache<Value> {
  const held = new Map<string, { value: Value }>();
  return {
    get(key, create) {
      const entry = held.get(key) ?? { value: create() };
      // A Map keeps insertion order, so re-inserting on use leaves the longest unused entry in front.
      held.delete(key);
      held.set(key, entry);
      const [oldest] = held.keys();
      if (held.size > limit && oldest !== undefined) held.delete(oldest);
      return entry.value;
    },
    peek: (key) => held.get(key)?.value,
    get size() {
      return held.size;
    },
  };
}

/** The value at a dotted path in a record; undefined where the path ends early. */
export function readPath(item: object, path: string): unknown {
  let value: unknown = item;
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** The records at a dotted path, lists on the way flattened: `Reservations.Instances` gives every instance. */
export function* rowsAt(page: object, path: string): Generator<object> {
  const [head, ...rest] = path.split('.');
  const list = (page as Record<string, unknown>)[head ?? ''];
  if (!Array.isArray(list)) return;
  for (const element of list) {
    if (rest.length > 0) yield* rowsAt(element, rest.join('.'));
    else yield element;
  }
}

/** Function that gives the value at a dotted path in a record; undefined where the path ends early. */
export function pathReader(path: string): (item: object) => unknown {
  const names = path.split('.');
  return (item) => {
    let value: unknown = item;
    for (const name of names) {
      if (value === null || typeof value !== 'object') return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
}

/**
 * The records at a dotted path, lists on the way flattened: `Reservations.Instances` gives every instance. Each inherits
 * the named members of the record it is in.
 */
export function rowsAt(page: object, path: string, inherited: readonly string[] = []): Generator<object> {
  return rowsIn(page, path.split('.'), inherited);
}

function* rowsIn(
  page: object,
  [head, ...rest]: readonly string[],
  inherited: readonly string[],
): Generator<object> {
  const list = (page as Record<string, unknown>)[head ?? ''];
  if (!Array.isArray(list)) return;
  for (const element of list) {
    if (rest.length === 0) yield element;
    else {
      const names = inherited.filter((name) => name in element);
      for (const row of rowsIn(element, rest, inherited)) {
        yield names.length > 0 ? withMembers(row, element, names) : row;
      }
    }
  }
}

function withMembers(row: object, from: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  const own: Record<string, unknown> = { ...row };
  for (const name of names) if (!(name in own)) own[name] = from[name];
  return own;
}

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
 * The records at a dotted path, lists on the way flattened: `Reservations.Instances` gives every instance. Each gets the
 * named members of the record it is in, unless it has them: it is its reader's own.
 */
export function rowsAt(page: object, path: string, inherited: readonly string[] = []): readonly object[] {
  let records: readonly object[] = [page];
  for (const name of path.split('.')) {
    const within = records;
    const found: object[] = [];
    for (const record of within) {
      const list = (record as Record<string, unknown>)[name];
      if (!Array.isArray(list)) continue;
      for (const element of list) {
        if (record !== page) inherit(element, record, inherited);
        found.push(element);
      }
    }
    records = found;
  }
  return records;
}

type Members = Record<string, unknown>;

function inherit(record: object, from: object, names: readonly string[]): void {
  for (const name of names) {
    if (name in from && !(name in record)) (record as Members)[name] = (from as Members)[name];
  }
}

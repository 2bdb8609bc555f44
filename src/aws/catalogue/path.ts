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
export function rowsAt(page: object, path: string, inherited: readonly string[] = []): object[] {
  let records = [page];
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

/** Rows of a page: the path to them, and members of the records on the way that each of them gets. */
export interface RowsOfPage {
  readonly rows: string;
  readonly inherits?: readonly string[] | undefined;
}

/**
 * The records at each of these paths, which the page is left without. The last comes first: a list that is emptied from
 * its end holds none that has been written, and what is not held for long costs the collector of memory nothing.
 */
export function takeRows(page: object, lists: readonly RowsOfPage[]): object[][] {
  const taken = lists.map(({ rows, inherits }) => rowsAt(page, rows, inherits).reverse());
  for (const { rows } of lists) (page as Members)[listOf(rows)] = undefined;
  return taken;
}

/** Name of the list in a page that a path begins with. */
export function listOf(path: string): string {
  return path.split('.', 1)[0] ?? path;
}

type Members = Record<string, unknown>;

function inherit(record: object, from: object, names: readonly string[]): void {
  for (const name of names) {
    if (name in from && !(name in record)) (record as Members)[name] = (from as Members)[name];
  }
}

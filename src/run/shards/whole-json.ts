/** Names of members that stand for what JSON has no word for; no name that AWS or we give has NUL in it. */
const MAP = '\0map';
const SET = '\0set';
const DATE = '\0date';

/** The value as one line of JSON that {@link fromLine} makes the same of, with its maps, sets and dates. */
export function toLine(value: unknown): string {
  // By then JSON has made a text of a date.
  return JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, told: unknown) {
    const it = this[key];
    if (it instanceof Map) return { [MAP]: [...it] };
    if (it instanceof Set) return { [SET]: [...it] };
    return it instanceof Date ? { [DATE]: it.getTime() } : told;
  });
}

/** The value of a line. */
export function fromLine(line: string): unknown {
  return JSON.parse(line, (_, told: unknown) => {
    if (typeof told !== 'object' || told === null) return told;
    if (MAP in told) return new Map(told[MAP] as [unknown, unknown][]);
    if (SET in told) return new Set(told[SET] as unknown[]);
    return DATE in told ? new Date(told[DATE] as number) : told;
  });
}

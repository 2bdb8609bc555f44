import type { View } from './ddl.ts';

/**
 * Bytes that Snowflake takes of the definition of a view: 95 KB.
 * https://docs.snowflake.com/en/sql-reference/sql/create-view#general-usage-notes
 */
export const MOST_VIEW_BYTES = 95_000;

/** Bytes of the texts of one part: quotes around names, and comments of its columns, come on top. */
const PART_BYTES = 70_000;

/**
 * Parts of a view that is too large for one definition, in the order in which they can be made: `<name>_PART_1` and so on. `selectOf` is the SELECT over some of the texts.
 */
export function partsOf(
  { name, columns }: Pick<View, 'name' | 'columns'>,
  texts: readonly string[],
  selectOf: (texts: readonly string[]) => string,
): readonly View[] {
  return inGroups(texts).map((group, index) => ({
    name: `${name}_PART_${index + 1}`,
    comment: `A part of ${name}, which has all of them: ask that.`,
    columns,
    select: () => selectOf(group),
  }));
}

/** The parts of a view, as {@link partsOf} has them, and the view that has all of their rows and nothing else. */
export function viewInParts(
  whole: Omit<View, 'select'>,
  texts: readonly string[],
  selectOf: (texts: readonly string[]) => string,
): readonly View[] {
  const parts = partsOf(whole, texts, selectOf);
  return [...parts, { ...whole, select: (name) => allOf(parts, name) }];
}

/** Whether a view is a part of another, which people ask in its place. */
export function isPart({ name }: Pick<View, 'name'>): boolean {
  return /_PART_\d+$/.test(name);
}

/** The SELECT of all that the parts have. */
export function allOf(parts: readonly View[], name: (object: string) => string): string {
  return parts.map((part) => `SELECT * FROM ${name(part.name)}`).join('\nUNION ALL\n');
}

/** Texts in their order, as many together as have room. */
function inGroups(texts: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [[]];
  let bytes = 0;
  for (const text of texts) {
    const more = Buffer.byteLength(text);
    const last = groups.at(-1) ?? [];
    if (last.length > 0 && bytes + more > PART_BYTES) {
      groups.push([text]);
      bytes = more;
    } else {
      last.push(text);
      bytes += more;
    }
  }
  return groups;
}

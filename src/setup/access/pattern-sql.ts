import { literal } from '../../snowflake/identifiers.ts';

/** Pattern of LIKE for a pattern of IAM: wildcards of the one are none in the other. */
const ESCAPES = [
  ['!', '!!'],
  ['%', '!%'],
  ['_', '!_'],
  ['*', '%'],
  ['?', '_'],
] as const;

/** SQL that is true where an action or ARN is one that a pattern of IAM covers: * stands for any text, ? for a letter. */
export function covers(pattern: string, value: string): string {
  const escaped = ESCAPES.reduce<string>(
    (sql, [from, to]) => `REPLACE(${sql}, ${literal(from)}, ${literal(to)})`,
    pattern,
  );
  return `${value} LIKE ${escaped} ESCAPE '!'`;
}

/** SQL that is true where all that one pattern means another covers. Not where that takes a closer look: ? is one letter, and * may be many. */
export function coversPattern(pattern: string, meant: string): string {
  return `${covers(pattern, meant)} AND NOT (CONTAINS(${pattern}, '?') AND CONTAINS(${meant}, '*'))`;
}

/** SQL that is false where no text is meant by both patterns: they differ before their first wildcards, or one of them has none and the other does not cover it. */
export function mayMeet(pattern: string, meant: string): string {
  const begin = (one: string) => `SPLIT_PART(REPLACE(${one}, '?', '*'), '*', 1)`;
  const overlap = `STARTSWITH(${begin(pattern)}, ${begin(meant)}) OR STARTSWITH(${begin(meant)}, ${begin(pattern)})`;
  return `IFF(REGEXP_LIKE(${meant}, '.*[*?].*'), ${overlap}, ${covers(pattern, meant)})`;
}

/** A column of a view. */
export function column(name: string, comment: string): { readonly name: string; readonly comment: string } {
  return { name, comment };
}

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

/** A column of a view. */
export function column(name: string, comment: string): { readonly name: string; readonly comment: string } {
  return { name, comment };
}

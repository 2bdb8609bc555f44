import type { Arguments } from './command.ts';

/** The value of a flag; undefined where it was not given. */
export function textOf({ flags }: Arguments, flag: string): string | undefined {
  const value = flags[flag];
  return typeof value === 'string' ? value : undefined;
}

/** The values of a flag that may be given more than once; undefined where it was not given. */
export function flagValues({ flags }: Arguments, flag: string): readonly string[] | undefined {
  const value = flags[flag];
  return Array.isArray(value) ? (value as readonly string[]) : undefined;
}

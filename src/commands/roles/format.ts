import { configError } from '../../errors.ts';
import type { Arguments } from '../command.ts';

/** The value of `--format`. Throws a config error that names what there is. */
export function formatted({ flags }: Arguments, formats: readonly string[], standard: string): string {
  const format = String(flags.format ?? standard);
  if (formats.includes(format)) return format;
  throw configError(`--format ${format} is not known`, { hint: `Use one of ${formats.join(', ')}.` });
}

/** A document as JSON that a person can review. */
export function indented(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

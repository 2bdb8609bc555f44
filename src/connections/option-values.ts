import { z } from 'zod';

/** The longest of all texts that an option may have: an ARN. Rules take time by the length of what they judge. */
const MOST_CHARACTERS = 2_048;

/** A string that the rule accepts; the rule returns what is wrong with it, or undefined. */
export function textOption(
  problemOf: (value: string) => string | undefined,
  most = MOST_CHARACTERS,
): z.ZodType<string, string> {
  return z.string().superRefine((value, context) => {
    const problem = value.length > most ? `"${value}" ${tooLong(value, most)}` : problemOf(value);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
}

/** Like `text`, for values that no message may repeat; the rule also says what is wrong with what is no string. */
export function hiddenOption(problemOf: (value: unknown) => string | undefined): z.ZodType<string, string> {
  return z.custom<string>().superRefine((value, context) => {
    const isLong = typeof value === 'string' && value.length > MOST_CHARACTERS;
    const problem = isLong ? tooLong(value, MOST_CHARACTERS) : problemOf(value);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
}

function tooLong({ length }: string, most: number): string {
  return `has ${length.toLocaleString('en')} characters; at most ${most.toLocaleString('en')} make sense`;
}

/** A list of at least one item. */
export function listOption<T extends z.ZodType>(item: T) {
  return z.array(item).min(1, 'is an empty list; name at least one or leave the option out');
}

/** A whole number within bounds; `what` says what it counts. */
export function wholeNumber(from: number, to: number, what: string) {
  const message = `must be a whole number from ${from} to ${to}: ${what}`;
  return z.number().refine((value) => Number.isInteger(value) && value >= from && value <= to, message);
}

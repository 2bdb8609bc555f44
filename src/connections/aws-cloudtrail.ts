import { z } from 'zod';
import { memberOptions } from './member-accounts.ts';
import { type Administrative, commonOptions } from './options.ts';

const MOST_HOURS = 90 * 24;

function wholeNumber(from: number, to: number, what: string) {
  const message = `must be a whole number from ${from} to ${to}: ${what}`;
  return z.number().refine((value) => Number.isInteger(value) && value >= from && value <= to, message);
}

/** Options of a connection that reads CloudTrail in many accounts. */
export const cloudtrailSchema = z.strictObject({
  ...commonOptions,
  ...memberOptions,
  /** How far back the first read of an account and region begins; CloudTrail keeps 90 days. */
  lookback_hours: wholeNumber(1, MOST_HOURS, 'hours of events that the first read brings').default(24),
  /** How much of the time already read is read again: CloudTrail delivers some events late. */
  overlap_minutes: wholeNumber(
    5,
    24 * 60,
    'minutes that every read begins before the last one ended',
  ).default(20),
  /** Whether events that changed nothing are read too. */
  read_only_events: z.boolean().default(false),
});

/** What is left when the options are valid. */
export function cloudtrailOptions(options: Omit<z.output<typeof cloudtrailSchema>, Administrative>) {
  return options;
}

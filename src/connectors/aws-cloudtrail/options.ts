import { z } from 'zod';
import { wholeNumber } from '../../connections/option-values.ts';
import { type Administrative, commonOptions } from '../../connections/options.ts';
import { memberOptions } from '../member-options.ts';

const MOST_HOURS = 90 * 24;

/** Options of a connection that reads CloudTrail in many accounts. */
export const cloudtrailSchema = z.strictObject({
  ...commonOptions,
  ...memberOptions,
  lookback_hours: wholeNumber(1, MOST_HOURS, 'hours of events that the first read brings').default(24).meta({
    description: 'how many hours back the first read of an account and region begins, at most 2160',
  }),
  overlap_minutes: wholeNumber(5, 24 * 60, 'minutes that every read begins before the last one ended')
    .default(20)
    .meta({ description: 'how many minutes already read are read again, for events that come late' }),
  read_only_events: z
    .boolean()
    .default(false)
    .meta({ description: 'whether events that changed nothing are read too' }),
});

/** Options once they are valid. */
export function cloudtrailOptions(options: Omit<z.output<typeof cloudtrailSchema>, Administrative>) {
  return options;
}

import { describeError, isBug } from '../errors.ts';
import type { Log } from './log.ts';

/**
 * Teller of errors in spite of which work goes on: each cause once, however often it is met, and a bug of ours as one,
 * not as what the message says of Snowflake or the disk.
 */
export function eachCauseOnce(log: Log): (message: string, error: unknown) => void {
  const told = new Set<string>();
  return (message, error) => {
    const cause = `${message}: ${error instanceof Error ? error.message : describeError(error)}`;
    if (told.has(cause)) return;
    told.add(cause);
    if (isBug(error)) log.error(`this is a bug of snowcensus; ${message}`, { error });
    else log.warn(message, { error });
  };
}

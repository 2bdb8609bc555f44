import type { SnowflakeLogger } from 'snowflake-sdk';
import type { Log } from '../log/log.ts';

/**
 * What the Snowflake driver says, for its `customLogger`. It reports requests that it goes on to retry as errors, and
 * what it could not mend is thrown, so everything it says is detail.
 */
export function snowflakeDriverLog(log: Log): SnowflakeLogger {
  const debug = (message: string): void => {
    log.debug(message, { source: 'snowflake-sdk' });
  };
  return { error: debug, warn: debug, info: debug, debug, trace: () => undefined };
}

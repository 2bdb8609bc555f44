import type { SnowflakeLogger } from 'snowflake-sdk';
import type { Log } from '../log/log.ts';

/**
 * Log of the Snowflake driver, for its `customLogger`. The driver reports requests that it goes on to retry as errors,
 * and throws those that it could not mend, so all that it logs is detail.
 */
export function snowflakeDriverLog(log: Log): SnowflakeLogger {
  const debug = (message: string): void => {
    log.debug(message, { source: 'snowflake-sdk' });
  };
  return { error: debug, warn: debug, info: debug, debug, trace: () => undefined };
}

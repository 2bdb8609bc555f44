import type { SnowflakeLogger } from 'snowflake-sdk';
import type { Log } from './log.ts';

/**
 * What the Snowflake driver says, for its `customLogger`. It reports requests that it goes on to retry as
 * errors, and what it could not mend is thrown, so nothing of it is more than a warning here.
 */
export function snowflakeDriverLog(log: Log): SnowflakeLogger {
  const debug = (message: string): void => {
    log.debug(message, { source: 'snowflake-sdk' });
  };
  return {
    error: (message) => {
      log.warn(message, { source: 'snowflake-sdk' });
    },
    warn: debug,
    info: debug,
    debug,
    trace: () => undefined,
  };
}

/** The part of a logger that the AWS SDK calls: with one event per command, or with plain text. */
export interface AwsSdkLog {
  readonly trace: (...content: readonly unknown[]) => void;
  readonly debug: (...content: readonly unknown[]) => void;
  readonly info: (...content: readonly unknown[]) => void;
  readonly warn: (...content: readonly unknown[]) => void;
  readonly error: (...content: readonly unknown[]) => void;
}

/** What the AWS SDK says, for a client's `logger`: each command with its metadata, never its input or output. */
export function awsSdkLog(log: Log): AwsSdkLog {
  const say =
    (write: Log['debug']) =>
    (...content: readonly unknown[]): void => {
      for (const item of content) {
        if (isCommand(item)) {
          const { clientName, commandName, metadata, error } = item;
          write(`${clientName} ${commandName}`, {
            source: 'aws-sdk',
            metadata,
            ...(error === undefined ? {} : { error }),
          });
        } else {
          write(typeof item === 'string' ? item : 'aws-sdk event', { source: 'aws-sdk' });
        }
      }
    };
  // A command that failed is thrown to the collector, which decides what it means.
  return {
    trace: () => undefined,
    debug: say(log.debug),
    info: say(log.debug),
    warn: say(log.warn),
    error: say(log.debug),
  };
}

interface CommandEvent {
  readonly clientName: string;
  readonly commandName: string;
  readonly metadata?: unknown;
  readonly error?: unknown;
}

function isCommand(value: unknown): value is CommandEvent {
  return typeof value === 'object' && value !== null && 'clientName' in value && 'commandName' in value;
}

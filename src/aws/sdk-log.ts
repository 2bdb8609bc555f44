import type { Logger } from '@smithy/types';
import type { Log } from '../log/log.ts';

const SOURCE = { source: 'aws-sdk' };

/**
 * Log of the AWS SDK, for the `logger` of its clients. Below warnings it tells every input and answer, external ids and
 * credentials among them: that goes nowhere. A refused call, which it tells with its input, is an outcome of ours.
 */
export function awsSdkLog(log: Log | undefined): Logger {
  const nothing = () => undefined;
  return {
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: (...said) => tell(said, (text) => log?.warn(text, SOURCE)),
    error: (...said) => tell(said, (text) => log?.error(text, SOURCE)),
  };
}

function tell(said: readonly unknown[], write: (text: string) => void): void {
  const words = said.filter((word) => typeof word === 'string');
  if (words.length > 0) write(words.join(' '));
}

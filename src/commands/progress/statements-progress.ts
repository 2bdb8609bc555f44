import type { Observer } from '../../observer.ts';
import type { CommandContext } from '../command.ts';
import type { ProgressLine } from './progress-line.ts';

/** Context of a command that issues statements: its progress line counts those that Snowflake has answered. */
export function watchStatements(context: CommandContext, line: ProgressLine): CommandContext {
  const { observer } = context;
  let done = 0;
  const watching: Observer = {
    awsCall: (service, operation) => observer?.awsCall(service, operation),
    awsThrottle: (service, operation) => observer?.awsThrottle(service, operation),
    statement(event) {
      observer?.statement(event);
      done += 1;
      line.show({ done, noun: 'statement', notes: () => [`${event.verb} (${event.about})`] });
    },
  };
  return { ...context, observer: watching };
}

import type { Observer } from '../../observer.ts';
import type { RunProgress } from '../../run/run-request.ts';
import { counted, grouped } from '../../text/figures.ts';
import type { ProgressLine } from './progress-line.ts';

/** Progress of a run, on its way to the line. */
export interface WatchedRun {
  readonly observer: Observer;
  readonly onProgress: (progress: RunProgress) => void;
}

/** Shows a run: accounts, the largest that is under way, what it waits for, and then what is loaded. */
export function watchRun(line: ProgressLine, observer: Observer | undefined): WatchedRun {
  let last: RunProgress | undefined;
  let statement = '';
  const show = (progress: RunProgress) => {
    line.show({ ...progress, noun: 'account', notes: () => notesOf(progress, statement) });
  };
  return {
    observer: {
      awsCall: (service, operation) => observer?.awsCall(service, operation),
      awsThrottle: (service, operation) => observer?.awsThrottle(service, operation),
      statement(event) {
        observer?.statement(event);
        statement = `${event.verb} ${event.about}`;
        if (last) show(last);
      },
    },
    onProgress(progress) {
      last = progress;
      show(progress);
    },
  };
}

function notesOf(
  { done, total, rows, reading, waitsFor, shard }: RunProgress,
  statement: string,
): readonly string[] {
  const part = shard ? [`shard ${shard.index} of ${shard.count}`] : [];
  if (done === total) return [...part, counted(rows, 'row'), `Snowflake: ${statement}`];
  const wait = waitsFor();
  const [largest] = [...reading].sort(([, one], [, other]) => left(other) - left(one));
  return [
    ...part,
    ...(largest
      ? [`account ${largest[0]}: ${grouped(largest[1].done)} of ${counted(largest[1].total, 'unit')}`]
      : []),
    ...(wait === undefined ? [] : [`waits for ${wait}`]),
    counted(rows, 'row'),
  ];
}

function left({ done, total }: { readonly done: number; readonly total: number }): number {
  return total - done;
}

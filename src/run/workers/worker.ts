import { Pacing } from '../../aws/pacing.ts';
import { connectorOf } from '../../connectors/index.ts';
import { bugError } from '../../errors.ts';
import { Readable } from '../../load/readable.ts';
import type { Log } from '../../log/log.ts';
import { Secrets } from '../../log/secrets.ts';
import { logWarnings } from '../../log/warnings.ts';
import type { Progress } from '../run-request.ts';
import { AccountLines } from './account-lines.ts';
import { CallCounts } from './call-counts.ts';
import { HandedAccounts } from './handed-accounts.ts';
import { HandedKnowledge } from './known-of-account.ts';
import type { FromWorker, ToWorker, WorkerTask } from './messages.ts';
import { readAccounts } from './read-accounts.ts';
import { sentLog } from './sent-log.ts';
import { tellError } from './told-error.ts';

/** Pause between two tellings of figures, in milliseconds. */
const TELL_MS = 250;

serve();

/** Reads accounts as they are handed to this process, until that is killed or whoever hands them out is gone. */
function serve(): void {
  // Whoever stops the first process may stop all of its group: it is for that one to say what becomes of the run.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => process.exit(1));
  const log = sentLog(send);
  process.on('uncaughtException', (error, origin) => {
    log.error('this is a bug of snowcensus; the process that read accounts ends', { origin, error });
    process.disconnect();
  });
  logWarnings(process, log);
  const handed = new HandedAccounts(() => send({ kind: 'ready' }));
  const timeUp = new AbortController();
  let pacing: Pacing | undefined;
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'account') handed.put(message);
    else if (message.kind === 'time-up') timeUp.abort();
    else if (message.kind === 'pace') pacing?.divide(message.parts);
    else {
      pacing = Pacing.shareOf(message.task.settings.aws, message.task.processes);
      void readAll(message.task, { handed, pacing, timeUp: timeUp.signal, log });
    }
  });
}

/** Ways in which the process hears and tells of its task. */
interface Hearing {
  readonly handed: HandedAccounts;
  readonly pacing: Pacing;
  readonly timeUp: AbortSignal;
  readonly log: Log;
}

async function readAll(task: WorkerTask, { handed, pacing, timeUp, log }: Hearing): Promise<void> {
  const { settings, connection, stamp, credentials, directory } = task;
  const secrets = new Secrets();
  const known = new HandedKnowledge(task.references);
  const lines = new AccountLines(directory, secrets);
  const counts = new CallCounts();
  const reading = new Map<string, Progress>();
  let longestWait: () => string | undefined = () => undefined;
  const tell = () => {
    send({ kind: 'figures', figures: { ...counts.take(), reading, longestWait: longestWait() } });
  };
  setInterval(tell, TELL_MS);
  try {
    await readAccounts(
      {
        settings,
        pacing,
        observer: counts,
        log,
        credentials,
        connection,
        collectors: collectorsOf(task),
        stamp,
        known,
        readable: new Readable(task.readable),
        spool: lines,
        timeUp,
        signal: new AbortController().signal,
        onOpen(wait) {
          longestWait = wait;
        },
        onUnits: (accountId, progress) => reading.set(accountId, progress),
        async onAccount(result) {
          const file = await lines.seal(result.id);
          known.drop(result.id);
          reading.delete(result.id);
          tell();
          send({ kind: 'read', result, file });
        },
      },
      (signal) =>
        handed.upTo(signal, (account, { known: portion, credentials: met }) => {
          secrets.addCredentials(...met);
          known.take(account.id, portion);
        }),
    );
  } catch (error) {
    send({ kind: 'failed', error: tellError(error) });
  }
}

function collectorsOf({ connection, collectors }: WorkerTask) {
  const all = connectorOf(connection).collectors;
  return collectors.map((name) => {
    const collector = all.find((candidate) => candidate.name === name);
    if (!collector) throw bugError(`there is no collector ${name}`, { where: connection.module });
    return collector;
  });
}

function send(message: FromWorker): void {
  process.send?.(message, () => undefined);
}

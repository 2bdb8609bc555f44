import { setTimeout as sleep } from 'node:timers/promises';
import { Pacing } from '../aws/pacing.ts';
import { readConnections } from '../connections/comment.ts';
import type { Connection } from '../connections/connection.ts';
import { run as execute } from '../run/run.ts';
import { newRunId } from '../run/run-id.ts';
import { workerName } from '../run/worker.ts';
import { Scheduler } from '../service/scheduler.ts';
import { listConnectionTables } from '../snowflake/schema.ts';
import { VERSION } from '../version.ts';
import type { Command, CommandContext } from './command.ts';
import { homeOf, withSession } from './session.ts';

/** How often the connection tables are read again, which needs no warehouse. */
const REFRESH_MS = 60_000;

const CONCURRENT_RUNS = 2;

/** Follows the connection tables and runs each connection on its schedule, until it is told to stop. */
export const start: Command = {
  name: 'start',
  usage: '',
  doc: 'Stay, and run every connection on its schedule. Stops on SIGTERM or SIGINT.',
  notes:
    'Connections are read again every minute: what you add, change or drop takes effect without a restart.\n' +
    'A connection without a schedule runs only by hand. A run that is active when the process is told to stop is recorded as aborted.',
  flags: {},

  async run(context) {
    const { log, signal } = context;
    const pacing = new Pacing(context.settings.aws.rate);
    const scheduler = new Scheduler({
      log,
      concurrency: CONCURRENT_RUNS,
      run: (connection, stopped) => runOnce(context, pacing, connection, stopped),
    });
    const told = new Map<string, string>();
    while (!signal.aborted) {
      try {
        scheduler.reconcile(await readValid(context, told));
      } catch (error) {
        log.error('the connections could not be read; the schedule stays as it is', { error });
      }
      await sleep(REFRESH_MS, undefined, { signal }).catch(() => undefined);
    }
    log.info('stopping', { reason: String(signal.reason) });
    await scheduler.stop(signal.reason);
    return 0;
  },
};

/** The connections that can run. What is wrong with another is logged when it is new, not every minute. */
async function readValid(context: CommandContext, told: Map<string, string>): Promise<readonly Connection[]> {
  const tables = await withSession(context, { command: 'start' }, (session) =>
    listConnectionTables(session, homeOf(context)),
  );
  const results = readConnections(tables);
  for (const result of results) {
    if (result.ok) told.delete(result.connection.name);
    else if (told.get(result.name) !== result.error.message) {
      told.set(result.name, result.error.message);
      context.log.error('this connection cannot run', { connection: result.name, error: result.error });
    }
  }
  return results.flatMap((result) => (result.ok ? [result.connection] : []));
}

async function runOnce(
  context: CommandContext,
  pacing: Pacing,
  connection: Connection,
  signal: AbortSignal,
): Promise<void> {
  const runId = newRunId(new Date());
  await withSession(context, { command: 'start', connection: connection.name, runId }, (session) =>
    execute(
      {
        settings: context.settings,
        home: homeOf(context),
        session,
        pacing,
        env: context.env,
        log: context.log,
        secrets: context.secrets,
        observer: context.observer,
        version: VERSION,
        worker: workerName(),
        signal,
      },
      { connection, runId, triggeredBy: 'schedule' },
    ),
  );
}

import { once } from 'node:events';
import { Pacing } from '../aws/pacing.ts';
import { workerName } from '../ledger/lease/worker.ts';
import { ConnectorService, type ServiceOptions } from '../service/service.ts';
import { startSurfaces } from '../service/surfaces.ts';
import { pause } from '../time/pause.ts';
import { VERSION } from '../version.ts';
import type { Command, CommandContext } from './command.ts';
import { openDatabase, schemaOf, withDatabase } from './session.ts';

const ANY_ROLE =
  'connections may have this process assume any role: whoever may write a COMMENT chooses; SNOWCENSUS_ALLOWED_ROLES bounds them';

/** Follows the connection tables and runs each connection on its schedule, until it is told to stop. */
export const start: Command = {
  name: 'start',
  usage: '',
  doc: 'Stay, and run every connection on its schedule. Stops on SIGTERM or SIGINT.',
  notes:
    'Connections are read again every minute: what you add, change or drop takes effect without a restart.\n' +
    'A connection without a schedule runs only by hand. When the process is told to stop, runs have most of\n' +
    'SNOWCENSUS_GRACE_SECONDS to end; what is active then is recorded as aborted. A second signal ends it at once.',
  flags: {},

  async run(context) {
    const { log, signal, settings } = context;
    const surfaces = await startSurfaces({ settings: settings.http, log, view: () => service.view() });
    const service = serviceOf({ ...context, observer: surfaces.metrics.observer }, surfaces.metrics.runEnded);
    service.start();
    if (settings.security.allowedRoles === undefined) log.warn(ANY_ROLE);
    log.info('started', { version: VERSION, worker: workerName() });
    if (!signal.aborted) await once(signal, 'abort');
    await end(context, service);
    await surfaces.close();
    return 0;
  },
};

function serviceOf(context: CommandContext, onRunEnded: ServiceOptions['onRunEnded']): ConnectorService {
  const { settings, env, log, secrets, observer } = context;
  return new ConnectorService({
    settings,
    schema: schemaOf(context),
    log,
    env,
    secrets,
    observer,
    version: VERSION,
    worker: workerName(),
    pacing: Pacing.of(settings.aws),
    openDatabase: () => openDatabase(context, { command: 'start' }),
    withDatabase: (about, work) => withDatabase(context, { command: 'start', ...about }, work),
    onRunEnded,
  });
}

/** The part of the grace period after which the process ends whatever is still under way. */
const LAST_MOMENT = 0.9;

async function end({ log, signal, settings }: CommandContext, service: ConnectorService): Promise<void> {
  const { graceSeconds } = settings.service;
  const graceMs = graceSeconds * 1000;
  log.info('stopping', { reason: String(signal.reason), graceSeconds });
  const isOver = new AbortController();
  const isLate = await Promise.race([
    pause(graceMs * LAST_MOMENT, isOver.signal),
    service.stop(signal.reason, graceMs).then(() => false),
  ]);
  isOver.abort();
  if (isLate) log.warn('not all could be ended in time; the next start clears up after it');
  else log.info('stopped');
}

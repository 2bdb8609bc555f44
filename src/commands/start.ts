import { once } from 'node:events';
import { Pacing } from '../aws/pacing.ts';
import { SEVERITIES } from '../detections/detection.ts';
import { blindUnits } from '../ledger/blind-units.ts';
import { workerName } from '../ledger/lease/worker.ts';
import { blindPlaces, openFindings } from '../ledger/notifications/facts.ts';
import type { Metrics } from '../service/metrics.ts';
import { Notifier } from '../service/notifications/notifier.ts';
import { ConnectorService } from '../service/service.ts';
import { startSurfaces } from '../service/surfaces.ts';
import { objectName } from '../snowflake/identifiers.ts';
import { pause } from '../time/pause.ts';
import { VERSION } from '../version.ts';
import type { Command, CommandContext } from './command.ts';
import { detectionsSchemaOf, openDatabase, schemaOf, withDatabase } from './session.ts';

const ANY_ROLE =
  'connections may have this process assume any role: whoever may write a COMMENT chooses; SNOWCENSUS_ALLOWED_ROLES bounds them';

/** Follows the connection tables and runs each connection on its schedule, until it is told to stop. */
export const start: Command = {
  name: 'start',
  usage: '',
  doc: 'Stay, and run every connection on its schedule. Stops on SIGTERM or SIGINT.',
  notes:
    'Connections are read again every minute: what you add, change or drop takes effect without a restart. ' +
    'A connection without a schedule runs only by hand. When the process is told to stop, runs have most of ' +
    'SNOWCENSUS_GRACE_SECONDS to end; what is active then is recorded as aborted. A second signal ends it at once.',
  flags: {},

  async run(context) {
    const { log, signal, settings } = context;
    const surfaces = await startSurfaces({
      settings: settings.http,
      log,
      view: () => service.view(),
      findingsOf: (account) => service.findingsOf(account),
    });
    const service = serviceOf({ ...context, observer: surfaces.metrics.observer }, surfaces.metrics);
    service.start();
    if (settings.security.allowedRoles === undefined) log.warn(ANY_ROLE);
    log.info('started', { version: VERSION, worker: workerName() });
    if (!signal.aborted) await once(signal, 'abort');
    await end(context, service);
    await surfaces.close();
    return 0;
  },
};

function serviceOf(context: CommandContext, { runEnded, notified }: Metrics): ConnectorService {
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
    notifier: notifierOf(context, notified),
    onRunEnded: runEnded,
  });
}

/** Receiver of notifications by the settings; undefined where none is set. */
function notifierOf(context: CommandContext, onSent: Metrics['notified']): Notifier | undefined {
  const { settings, log, secrets } = context;
  const { url, urlFile, findings } = settings.notify;
  if (url === undefined && urlFile === undefined) return undefined;
  const schema = schemaOf(context);
  const name = (object: string) => objectName(schema, object);
  return new Notifier({
    settings,
    log,
    secrets,
    version: VERSION,
    onSent,
    sources: [
      blindPlaces(blindUnits.select(name), name),
      ...(findings === 'off'
        ? []
        : [
            openFindings(
              objectName(detectionsSchemaOf(context), 'FINDINGS'),
              SEVERITIES.slice(0, SEVERITIES.indexOf(findings) + 1),
            ),
          ]),
    ],
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

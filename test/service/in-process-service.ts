import { PassThrough } from 'node:stream';
import { Pacing } from '../../src/aws/pacing.ts';
import type { CommandContext } from '../../src/commands/command.ts';
import { openDatabase, schemaOf, withDatabase } from '../../src/commands/session.ts';
import { createLog } from '../../src/log/log.ts';
import { Secrets } from '../../src/log/secrets.ts';
import { ConnectorService } from '../../src/service/service.ts';
import { loadSettings } from '../../src/settings/config.ts';
import type { PreparedSandbox } from '../installation/prepared-sandbox.ts';
import { RAISED_QUOTAS } from '../sandbox/aws/throttle-limits.ts';

/** A service in this process, and what it has logged. */
export interface InProcessService {
  readonly service: ConnectorService;
  /** Events so far, as they were written. */
  readonly events: () => readonly { readonly level: string; readonly message: string }[];
}

/** A service of an installation, as another container would be: by a worker of its own. Nothing of it is started. */
export function createService(
  { sandbox }: { readonly sandbox: Pick<PreparedSandbox, 'env'> },
  worker: string,
  settings: Readonly<Record<string, string>> = {},
): InProcessService {
  const lines = new PassThrough();
  let written = '';
  lines.on('data', (piece) => {
    written += String(piece);
  });
  const env = {
    ...sandbox.env,
    SNOWCENSUS_AWS_RATE: String(RAISED_QUOTAS),
    SNOWCENSUS_LOG_FORMAT: 'json',
    ...settings,
  };
  const loaded = loadSettings({ env });
  const context: CommandContext = {
    settings: loaded,
    env,
    log: createLog(loaded.log, { secrets: () => [], stream: lines }),
    secrets: new Secrets(),
    signal: new AbortController().signal,
    print: () => undefined,
    terminal: undefined,
    keyboard: undefined,
  };
  const service = new ConnectorService({
    settings: loaded,
    schema: schemaOf(context),
    log: context.log,
    env,
    secrets: context.secrets,
    version: 'test',
    worker,
    pacing: new Pacing(loaded.aws.rate),
    openDatabase: () => openDatabase(context, { command: 'start' }),
    withDatabase: (about, work) => withDatabase(context, about, work),
    onRunEnded: () => undefined,
  });
  const events = () =>
    written
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { level: string; message: string });
  return { service, events };
}

/** Resolves when no connection of the service is queued or running. */
export async function settled({ service }: InProcessService): Promise<void> {
  while (service.view().connections.some(({ active, queued }) => active !== undefined || queued)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

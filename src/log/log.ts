import { AsyncLocalStorage } from 'node:async_hooks';
import { styleText } from 'node:util';
import winston from 'winston';
import { describeError } from '../errors.ts';
import type { LogSettings } from '../settings/settings.ts';
import { redact } from '../text/redact.ts';
import { loggable } from './fields.ts';

/** Facts about an event besides its message. An `error` is told with its causes. */
export type Fields = Readonly<Record<string, unknown>> & {
  readonly time?: never;
  readonly level?: never;
  readonly message?: never;
};

/** Log of the program. Each method writes one event; none throws. */
export interface Log {
  readonly error: (message: string, fields?: Fields) => void;
  readonly warn: (message: string, fields?: Fields) => void;
  readonly info: (message: string, fields?: Fields) => void;
  readonly debug: (message: string, fields?: Fields) => void;
  /** A log whose every event also bears these fields, such as `runId` and `connection`. */
  readonly child: (fields: Fields) => Log;
  /**
   * Does the work so that every event told meanwhile also bears these fields, by whichever log of the process: also
   * what a driver says that knows of no run.
   */
  readonly within: <T>(fields: Fields, work: () => T) => T;
}

/** Needs of a log besides its settings. */
export interface LogOptions {
  /** The values to redact, asked for at each event because credentials come and go. */
  readonly secrets: () => readonly string[];
  /** Stream for events; standard error by default, since standard output is for the answers of commands. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Creates the log of the process. */
export function createLog(settings: LogSettings, { secrets, stream = process.stderr }: LogOptions): Log {
  const isPretty = settings.format === 'pretty' || (settings.format === 'auto' && stream.isTTY === true);
  const spell = isPretty ? prettyLine : jsonLine;
  // A progress bar may stand on the line.
  const clear = stream.isTTY === true ? '\r\x1b[2K' : '';
  const logger = winston.createLogger({
    level: settings.level,
    format: winston.format.printf((event) => clear + spell(event as unknown as LoggedEvent, secrets())),
    transports: [new winston.transports.Stream({ stream, eol: '\n' })],
  });
  const around = new AsyncLocalStorage<Fields>();
  return logWith(
    {},
    {
      // The one-object form: with (message, fields) winston drops the fields of a message that holds "%d".
      write: ({ fields, ...event }) => {
        logger.log({ ...event, fields: { ...around.getStore(), ...fields } });
      },
      within: (fields, work) => around.run({ ...around.getStore(), ...fields }, work),
    },
  );
}

interface LoggedEvent {
  readonly level: LogSettings['level'];
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Sink {
  readonly write: (event: LoggedEvent) => void;
  readonly within: Log['within'];
}

function logWith(shared: Fields, sink: Sink): Log {
  const at = (level: LoggedEvent['level']) => (message: string, fields?: Fields) => {
    sink.write({ level, message, fields: { ...shared, ...fields } });
  };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    child: (fields) => logWith({ ...shared, ...fields }, sink),
    within: sink.within,
  };
}

function jsonLine({ level, message, fields }: LoggedEvent, secrets: readonly string[]): string {
  const time = new Date().toISOString();
  return JSON.stringify({ time, level, message: redact(message, secrets), ...plainFields(fields, secrets) });
}

function plainFields(fields: LoggedEvent['fields'], secrets: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, loggable(value, secrets, key)]),
  );
}

const COLOURS = { error: 'red', warn: 'yellow', info: 'green', debug: 'gray' } as const;

function prettyLine({ level, message, fields }: LoggedEvent, secrets: readonly string[]): string {
  const { error, ...others } = fields;
  const words = Object.entries(plainFields(others, secrets)).map(([key, value]) =>
    styleText('gray', `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
  );
  const time = styleText('gray', new Date().toISOString().slice(11, 23));
  const line = [time, styleText(COLOURS[level], level.padEnd(5)), redact(message, secrets), ...words].join(
    ' ',
  );
  return error === undefined
    ? line
    : `${line}\n  ${redact(describeError(error), secrets).replaceAll('\n', '\n  ')}`;
}

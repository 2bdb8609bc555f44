import { constants } from 'node:os';
import type { Command } from './commands/command.ts';
import { commandHelp, overview } from './commands/help.ts';
import { COMMANDS } from './commands/index.ts';
import { readFlags } from './commands/read-flags.ts';
import { configError, describeError } from './errors.ts';
import { createLog, type Log } from './log/log.ts';
import { Secrets } from './log/secrets.ts';
import { logWarnings } from './log/warnings.ts';
import { loadSettings } from './settings/config.ts';
import { proxySecrets } from './settings/proxy-words.ts';
import { nearest } from './text/nearest.ts';
import { redact } from './text/redact.ts';
import { VERSION } from './version.ts';

/** Time that a command leaves to connections that are still open at its end, in milliseconds. */
const LINGER_MS = 1000;

process.exitCode = await main(process.argv.slice(2));

/** Runs the command line; gives the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(128 + constants.signals[signal]);
      stop.abort(new Error(`received ${signal}`));
    });
  }
  // Where nobody reads any more, as behind `| head`, or the disk is full, there is nowhere to say it either.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const secrets = new Secrets();
  const code = await dispatch(argv, stop.signal, secrets).catch((error: unknown) => {
    process.stderr.write(`error: ${redact(describeError(error), secrets.values())}\n`);
    return 1;
  });
  // Told to stop, it does not wait for a connection that somebody has left open.
  if (stop.signal.aborted) process.exit(code);
  // Nor for the driver, which goes on for minutes to repeat a statement that was given up.
  linger(code, stop.signal);
  return code;
}

/** Ends the process once what it has said is written: a slow reader gets all of it. */
function linger(code: number, stop: AbortSignal): void {
  setTimeout(() => {
    const isSaying = [process.stdout, process.stderr].some(
      ({ writableLength, destroyed }) => writableLength > 0 && !destroyed,
    );
    if (isSaying && !stop.aborted) linger(code, stop);
    else process.exit(code);
  }, LINGER_MS).unref();
}

/** Nobody knows in what state the process is: it says so and ends, and whoever runs it starts it anew. */
function endOnUncaught(log: Log): void {
  process.on('uncaughtException', (error, origin) => {
    log.error('this is a bug of snowcensus; the process ends', { origin, error });
    process.exit(1);
  });
}

/** `secrets` is filled with what must never be written. */
async function dispatch(argv: readonly string[], signal: AbortSignal, secrets: Secrets): Promise<number> {
  const name = argv.find(
    (word, index) => !word.startsWith('-') && !['--config', '--profile'].includes(argv[index - 1] ?? ''),
  );
  if (name === undefined) {
    readFlags(undefined, argv);
    if (argv.includes('--version')) process.stdout.write(`${VERSION}\n`);
    else process.stdout.write(overview(COMMANDS, columns()));
    return argv.includes('--help') || argv.includes('--version') ? 0 : 1;
  }
  const command = findCommand(name);
  const { positionals, flags: values } = readFlags(command, argv);
  if (values.help) {
    process.stdout.write(commandHelp(command, columns()));
    return 0;
  }
  const file = typeof values.config === 'string' ? values.config : undefined;
  const profile = typeof values.profile === 'string' ? values.profile : undefined;
  const env = { ...process.env };
  const settings = loadSettings({ env, file, profile });
  const { privateKey, privateKeyPassphrase, token, password, authenticator } = settings.snowflake;
  secrets.addCredentials(privateKey, privateKeyPassphrase, token, password, ...proxySecrets(settings.proxy));
  secrets.addCredentials(env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN);
  secrets.addKeyIds(env.AWS_ACCESS_KEY_ID);
  const log = createLog(settings.log, { secrets: () => secrets.values() });
  endOnUncaught(log);
  logWarnings(process, log);
  if (authenticator === 'password') {
    log.warn('Snowflake refuses passwords of service users: use a key pair, a workload identity or a token');
  }
  // The Snowflake driver, which proves a workload's identity by AWS, looks for the region nowhere else but in EC2.
  process.env.AWS_REGION ??= settings.aws.region;
  // It reads the proxies of the environment only, where a file of settings may name others.
  if (settings.proxy.https) process.env.HTTPS_PROXY ??= settings.proxy.https;
  if (settings.proxy.http) process.env.HTTP_PROXY ??= settings.proxy.http;
  if (settings.proxy.except) process.env.NO_PROXY ??= settings.proxy.except;
  return command.run(
    {
      settings,
      env,
      log,
      secrets,
      signal,
      print: (text) => process.stdout.write(text),
      terminal: process.stderr.isTTY ? process.stderr : undefined,
      keyboard: process.stdin.isTTY ? process.stdin : undefined,
    },
    { positionals: positionals.slice(1), flags: values },
  );
}

/** Width of the terminal; 80 where there is none. */
function columns(): number {
  return process.stdout.columns || 80;
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command;
  const names = COMMANDS.map((candidate) => candidate.name);
  const meant = nearest(name, names);
  throw configError(`there is no command ${name}`, {
    hint: meant ? `Did you mean ${meant}?` : `Use one of ${names.join(', ')}; see snowcensus --help.`,
  });
}

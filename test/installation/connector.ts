import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connectorScript } from './connector-script.ts';
import { withoutLeaks } from './leaks.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const { args: COMMAND_LINE, env: SCRIPT_ENV } = connectorScript('snowcensus');

/** How a connector process ended. */
export interface ConnectorResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A connector process under way. */
export interface ConnectorProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<ConnectorResult>;
}

/**
 * Starts the real connector in a process of its own, with the sandbox's environment and nothing of ours. What it has
 * written is an error when it holds a secret of that environment.
 */
export function startConnector(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): ConnectorProcess {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn(process.execPath, [...COMMAND_LINE, ...args], {
    cwd: ROOT,
    // Any free port: several services may run at once on the machine of a test.
    env: { PATH, NODE_COMPILE_CACHE, ...SCRIPT_ENV, SNOWCENSUS_HTTP_ADDRESS: '127.0.0.1:0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([
    new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code))),
    text(child.stdout),
    text(child.stderr),
  ]).then(([code, stdout, stderr]) => withoutLeaks(env, { code, stdout, stderr }));
  return { child, ended };
}

/** Runs a line of bash that has the connector's command line as `"$@"`. */
export async function runInShell(line: string, args: readonly string[]): Promise<ConnectorResult> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn('bash', ['-c', line, 'bash', process.execPath, ...COMMAND_LINE, ...args], {
    cwd: ROOT,
    env: { PATH, NODE_COMPILE_CACHE, ...SCRIPT_ENV },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

/** Runs the connector to its end. */
export function runConnector(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<ConnectorResult> {
  return startConnector(env, args).ended;
}

import { parseArgs } from 'node:util';
import type { Command, CommandContext } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { describeError } from '../../src/errors.ts';
import { createLog } from '../../src/log/log.ts';
import { Secrets } from '../../src/log/secrets.ts';
import { loadSettings } from '../../src/settings/config.ts';
import type { ConnectorResult } from '../installation/connector.ts';
import { withoutLeaks } from '../installation/leaks.ts';

/** Runs a command as the process would, without the seconds that a process takes to start. */
export async function runCommand(
  command: Command,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  people: Partial<Pick<CommandContext, 'keyboard' | 'terminal'>> = {},
): Promise<ConnectorResult> {
  const options = Object.fromEntries(
    Object.entries(command.flags).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
  const settings = loadSettings({ env, file: undefined });
  const printed: string[] = [];
  const context: CommandContext = {
    settings,
    env,
    log: createLog({ ...settings.log, level: 'error' }, { secrets: () => [] }),
    secrets: new Secrets(),
    signal: new AbortController().signal,
    print: (text) => printed.push(text),
    terminal: undefined,
    keyboard: undefined,
    ...people,
  };
  try {
    const code = await command.run(context, { positionals, flags: values as Record<string, string> });
    return { code, stdout: printed.join(''), stderr: '' };
  } catch (error) {
    return { code: 1, stdout: printed.join(''), stderr: describeError(error) };
  }
}

/** Runs a command by its name, the SDK's own settings and credentials from `env`, as in a process that has it. */
export async function runInProcess(
  env: Readonly<Record<string, string>>,
  [name, ...args]: readonly string[],
): Promise<ConnectorResult> {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new Error(`there is no command ${name}`);
  setAwsEnvironment(env);
  return withoutLeaks(env, await runCommand(command, env, args));
}

/** The SDK finds its credentials where a process of its own would. */
export function setAwsEnvironment(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (name.startsWith('AWS_')) process.env[name] = value;
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  process.env.AWS_CONFIG_FILE = '/dev/null';
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
}

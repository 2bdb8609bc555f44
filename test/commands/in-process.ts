import { parseArgs } from 'node:util';
import type { Command, CommandContext } from '../../src/commands/command.ts';
import { describeError } from '../../src/errors.ts';
import { createLog } from '../../src/log/log.ts';
import { Secrets } from '../../src/log/secrets.ts';
import { loadSettings } from '../../src/settings/config.ts';
import type { ConnectorResult } from '../installation/connector.ts';

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

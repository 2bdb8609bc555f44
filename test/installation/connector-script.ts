import packageFile from '../../package.json' with { type: 'json' };

/** An npm script that starts the connector, taken apart as the shell does it. */
export interface ConnectorScript {
  readonly env: Readonly<Record<string, string>>;
  /** Node's options, the entry point and its arguments. */
  readonly args: readonly string[];
}

/** The script as users have it, so that what is tested and measured runs with the same options. */
export function connectorScript(name: 'start' | 'snowcensus'): ConnectorScript {
  const [settings = '', command = ''] = packageFile.scripts[name].split('exec node ');
  const env = settings.split(' ').flatMap((word) => (word === '' ? [] : [word.split('=')]));
  return { env: Object.fromEntries(env), args: command.split(' ') };
}

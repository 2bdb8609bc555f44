import { effectiveSettings } from '../settings/config.ts';
import type { Command } from './command.ts';
import { textOf } from './flags.ts';
import { jsonLine } from './json-line.ts';

/** Shows the settings as they hold. That they are valid is settled before any command runs. */
export const config: Command = {
  name: 'config',
  usage: '',
  doc: 'Check the settings; with --print, show each and where it comes from.',
  notes: 'Secrets are masked. It contacts nobody.',
  flags: {
    print: { type: 'boolean', doc: 'Print every setting, one a line.' },
    json: { type: 'boolean', doc: 'Print every setting as one line of JSON.' },
  },

  run(context, args) {
    const settings = effectiveSettings({
      env: context.env,
      file: textOf(args, 'config'),
      profile: textOf(args, 'profile'),
    });
    if (args.flags.json) {
      context.print(jsonLine(settings));
    } else if (args.flags.print) {
      const rows = settings.map(({ name, value, from }) => [name, String(value ?? '-'), from] as const);
      const [names, values] = [rows.map(([name]) => name), rows.map(([, value]) => value)].map((column) =>
        Math.max(...column.map((text) => text.length)),
      );
      context.print(
        rows
          .map(([name, value, from]) => `${name.padEnd(names ?? 0)}  ${value.padEnd(values ?? 0)}  ${from}\n`)
          .join(''),
      );
    } else {
      context.print('The settings are usable; --print shows them.\n');
    }
    return Promise.resolve(0);
  },
};

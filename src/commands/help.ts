import { VERSION } from '../version.ts';
import type { Command } from './command.ts';

const FIRST_STEPS = `First steps:
  1. Set SNOWFLAKE_ACCOUNT, SNOWFLAKE_USER, SNOWFLAKE_ROLE=ACCOUNTADMIN and a key or token.
  2. snowcensus init, which does the rest step by step: setup, connections add, roles, check, run`;

/** A command that is longer stands out of the column, so that the lines of the others stay short. */
const WIDEST = 30;

/** Help for the whole command line. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map((command) => [`${command.name} ${command.usage}`.trim(), command.doc] as const);
  const width = Math.max(...rows.map(([left]) => left.length).filter((length) => length <= WIDEST));
  return [
    `snowcensus ${VERSION}: keeps a true, complete and queryable copy of an AWS organization in Snowflake.`,
    '',
    'Usage: snowcensus [--config <file>] [--profile <name>] <command> [options]',
    '',
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    '',
    FIRST_STEPS,
    '',
    'snowcensus <command> --help tells more of a command.',
    '',
  ].join('\n');
}

/** Help for one command. */
export function commandHelp(command: Command): string {
  const flags = [
    ...Object.entries(command.flags).map(([name, { value, doc, group = '' }]) => ({
      left: `--${name}${value ? ` <${value}>` : ''}`,
      doc,
      group,
    })),
    {
      left: '--config <file>',
      doc: 'Settings file (JSON or YAML); environment variables win over it.',
      group: '',
    },
    {
      left: '--profile <name>',
      doc: 'Profile of that file, such as admin, owner or loader; it wins over environment variables.',
      group: '',
    },
    { left: '--help', doc: 'Show this.', group: '' },
  ];
  const width = Math.max(...flags.map(({ left }) => left.length));
  const groups = [...Map.groupBy(flags, ({ group }) => group)].sort(([a], [b]) => a.length - b.length);
  return [
    `Usage: snowcensus ${command.name} ${command.usage} [options]`.replace('  ', ' '),
    '',
    command.doc,
    '',
    ...groups.flatMap(([group, own]) => [
      ...(group === '' ? [] : [`${group}:`]),
      ...own.map(({ left, doc }) => `  ${left.padEnd(width)}  ${doc}`),
      '',
    ]),
    ...(command.notes ? [command.notes, ''] : []),
  ].join('\n');
}

import { wrapped } from '../text/wrap.ts';
import { VERSION } from '../version.ts';
import type { Command } from './command.ts';

const FIRST_STEPS = `First steps:
  1. Set SNOWFLAKE_ACCOUNT, SNOWFLAKE_USER, SNOWFLAKE_ROLE=ACCOUNTADMIN,
     and a key or token.
  2. snowcensus init, which does the rest step by step:
     setup, connections add, roles, check, run`;

/** A command or flag that is longer has a line of its own, so that the text of all begins in one column. */
const WIDEST = 30;

/** Help for the whole command line, in lines of at most `width` characters. */
export function overview(commands: readonly Command[], width: number): string {
  const rows = commands.map(({ name, usage, doc }) => ({ left: `${name} ${usage}`.trim(), doc }));
  return [
    ...wrapped(
      `snowcensus ${VERSION}: keeps a true, complete and queryable copy of an AWS organization in Snowflake.`,
      { width },
    ),
    '',
    'Usage: snowcensus [--config <file>] [--profile <name>] <command> [options]',
    '',
    ...inColumns(rows, width),
    '',
    FIRST_STEPS,
    '',
    'snowcensus <command> --help tells more of a command.',
    '',
  ].join('\n');
}

/** Help for one command, in lines of at most `width` characters. */
export function commandHelp(command: Command, width: number): string {
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
  const groups = [...Map.groupBy(flags, ({ group }) => group)].sort(([a], [b]) => a.length - b.length);
  const usage = `Usage: snowcensus ${command.name} ${command.usage} [options]`;
  return [
    ...wrapped(usage, { width, rest: '  ' }),
    '',
    ...wrapped(command.doc, { width }),
    '',
    ...groups.flatMap(([group, own]) => [
      ...(group === '' ? [] : [`${group}:`]),
      ...inColumns(own, width),
      '',
    ]),
    ...(command.notes ? [...command.notes.split('\n').flatMap((part) => wrapped(part, { width })), ''] : []),
  ].join('\n');
}

/** Names on the left and what they mean on the right, all of which begin in one column. */
function inColumns(
  rows: readonly { readonly left: string; readonly doc: string }[],
  width: number,
): readonly string[] {
  const column = Math.max(0, ...rows.map(({ left }) => left.length).filter((length) => length <= WIDEST));
  const rest = ' '.repeat(column + 4);
  return rows.flatMap(({ left, doc }) => [
    ...(left.length > column ? wrapped(left, { width, first: '  ', rest: '    ' }) : []),
    ...wrapped(doc, { width, first: left.length > column ? rest : `  ${left.padEnd(column)}  `, rest }),
  ]);
}

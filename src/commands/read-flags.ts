import { parseArgs } from 'node:util';
import { configError, type SnowcensusError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import type { Arguments, Flag } from './command.ts';

type Known = Readonly<Record<string, Pick<Flag, 'type' | 'multiple'>>>;

/** Flags that every command has. */
const OF_ALL: Known = {
  config: { type: 'string' },
  profile: { type: 'string' },
  help: { type: 'boolean' },
};

/** Flags that are there without a command. */
const WITHOUT_COMMAND: Known = { ...OF_ALL, version: { type: 'boolean' } };

/**
 * Words and flags of a command line; without a command those that may stand alone. Throws a config error for a flag that
 * there is not, with the nearest, or that has a value too many or too few.
 */
export function readFlags(
  command: { readonly name: string; readonly flags: Readonly<Record<string, Flag>> } | undefined,
  argv: readonly string[],
): Arguments {
  const known: Known = command ? { ...command.flags, ...OF_ALL } : WITHOUT_COMMAND;
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options,
    allowPositionals: true,
    // Node's own words of what is wrong speak of Node.
    strict: false,
    tokens: true,
  });
  const whole = command ? `snowcensus ${command.name}` : 'snowcensus';
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    const isLong = token.rawName.startsWith('--');
    if (!flag || !isLong) throw unknownFlag(whole, token.rawName, Object.keys(known));
    const problem = problemOfValue(flag, token.value, token.inlineValue);
    if (problem === undefined) continue;
    throw configError(`${token.rawName} ${problem}`, { hint: `See ${whole} --help.` });
  }
  return { positionals, flags: values as Arguments['flags'] };
}

function unknownFlag(whole: string, written: string, known: readonly string[]): SnowcensusError {
  const meant = nearest(written.replace(/^-+/, ''), known);
  return configError(`${whole} has no flag ${written}`, {
    hint: `${meant ? `Did you mean --${meant}? ` : ''}See ${whole} --help.`,
  });
}

function problemOfValue(
  { type }: Pick<Flag, 'type'>,
  value: string | undefined,
  isInline: boolean | undefined,
): string | undefined {
  if (type === 'boolean') return value === undefined ? undefined : 'takes no value';
  if (value === undefined) return 'needs a value';
  // `--account --json` has forgotten the account; a value that does begin with a hyphen stands behind =.
  return value.startsWith('-') && value !== '-' && !isInline
    ? `needs a value before ${value}; one that begins with a hyphen is written with = before it`
    : undefined;
}

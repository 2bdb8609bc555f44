import { parse, YAMLError } from 'yaml';
import { type OptionFacts, optionFacts } from '../../connections/option-facts.ts';
import type { OptionChanges } from '../../connections/write-comment.ts';
import { CONNECTORS } from '../../connectors/index.ts';
import { configError } from '../../errors.ts';
import type { Arguments, Flag } from '../command.ts';

/** Options of each module, asked of its schema once: that takes longer than all else that is done with them. */
const BY_MODULE = [...CONNECTORS.values()].map((connector) => ({
  module: connector.module,
  options: optionFacts(connector),
}));

/** Every option of any module, once, with all that it means. */
const OPTIONS: ReadonlyMap<string, OptionFacts> = new Map(
  [
    ...Map.groupBy(
      BY_MODULE.flatMap(({ options }) => options),
      ({ name }) => name,
    ),
  ].flatMap(([name, [facts, ...same]]) => {
    const docs = new Set([facts, ...same].flatMap((each) => each?.doc ?? []));
    return facts ? [[name, { ...facts, doc: [...docs].join(', or ') }] as const] : [];
  }),
);

/** The modules that have an option, as a heading of the help. */
function modulesOf(option: string): string {
  const modules = BY_MODULE.filter(({ options }) => options.some(({ name }) => name === option)).map(
    ({ module }) => module,
  );
  return modules.length === BY_MODULE.length ? 'Options of every module' : `Options of ${modules.join(', ')}`;
}

/** `pause` and `resume` are commands. */
const NOT_FLAGS = new Set(['paused']);

/** A flag for every option: `source_role_arn` is `--source-role-arn`. */
export const OPTION_FLAGS: Readonly<Record<string, Flag>> = Object.fromEntries(
  [...OPTIONS.values()]
    .filter(({ name }) => !NOT_FLAGS.has(name))
    .map((facts) => [
      flagOf(facts.name),
      {
        type: 'string' as const,
        multiple: facts.isList,
        value: placeholderOf(facts),
        group: modulesOf(facts.name),
        doc: `${sentence(facts.doc)}${facts.isList ? ' May be given more than once.' : ''}`,
      },
    ]),
);

/** Placeholder of the value in the help. */
function placeholderOf({ kind, isList, word }: OptionFacts): string {
  if (kind === 'mapping') return 'yaml';
  return isList || word === undefined ? kind : `${kind}|${word}`;
}

function sentence(doc: string): string {
  return `${doc.charAt(0).toUpperCase()}${doc.slice(1)}.`;
}

/** `source_role_arn` → `source-role-arn` */
export function flagOf(option: string): string {
  return option.replaceAll('_', '-');
}

/** The options that the flags give, in the order they are declared. Throws a config error that names a flag. */
export function flaggedOptions({ flags }: Arguments): OptionChanges {
  return new Map(
    [...OPTIONS.values()].flatMap((facts): [string, unknown][] => {
      const written = flags[flagOf(facts.name)];
      return written === undefined || typeof written === 'boolean'
        ? []
        : [[facts.name, readOption(facts, [written].flat())]];
    }),
  );
}

/** The value that was written for an option, one text per item. Throws a config error that names its flag. */
export function readOption(facts: OptionFacts, written: readonly string[]): unknown {
  const [first = ''] = written;
  if (!facts.isList) return readValue(facts, first);
  if (written.length === 1 && first === facts.word) return first;
  return written
    .flatMap((item) => (facts.kind === 'mapping' ? [item] : item.split(',').map(trimmed)))
    .map((item) => readValue(facts, item));
}

function readValue({ name, kind }: OptionFacts, text: string): unknown {
  if (text === '') {
    throw configError(`--${flagOf(name)} is empty`, {
      hint: `Give it a value, or take the option out of a connection with \`edit --unset ${name}\`.`,
    });
  }
  if (kind === 'text') return text;
  if (kind === 'number') return /^\d+$/.test(text) ? Number(text) : text;
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  try {
    return parse(text) as unknown;
  } catch (cause) {
    if (!(cause instanceof YAMLError)) throw cause;
    throw configError(`--${flagOf(name)} is not YAML`, {
      cause,
      hint: `Write it on one line, quoted for the shell, such as --${flagOf(name)} '{ous: [/Workloads]}'.`,
    });
  }
}

function trimmed(text: string): string {
  return text.trim();
}

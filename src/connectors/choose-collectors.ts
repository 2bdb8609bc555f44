import type { Collector } from '../aws/catalogue/entry.ts';
import { matchesPattern } from '../connections/patterns.ts';
import { visible } from '../connections/problem.ts';
import { configError, type SnowcensusError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { serviceOf } from './collectors.ts';
import security from './security-set.json' with { type: 'json' };

/** Facts of a collector that choosing goes by. */
type Choosable = Pick<Collector, 'name' | 'onRequest'>;

/** Sets of collectors that have a name. */
const SETS: Readonly<Record<string, (collector: Choosable) => boolean>> = {
  all: () => true,
  default: ({ onRequest }) => !onRequest,
  security: ({ name }) => security.includes(name),
};

/** The collectors that a connection reads, by its option; the default set where it names none. */
export function chosenCollectors<C extends Choosable>(
  { collectors }: { readonly collectors: readonly C[] },
  names: readonly string[] = ['default'],
): readonly C[] {
  return narrowedTo(collectors, names);
}

/**
 * Collectors that the names select, in their own order. A name is that of a set, of a service or of a collector, or a
 * pattern. A collector that is read on request only costs much, so it comes by `all` or its own full name. Throws a
 * config error for a name that selects nothing.
 */
export function narrowedTo<C extends Choosable>(
  collectors: readonly C[],
  names: readonly string[],
): readonly C[] {
  const idle = names.filter((name) => !collectors.some((collector) => selects(name, collector)));
  if (idle.length > 0) throw idleNames(idle, collectors);
  return collectors.filter((collector) => names.some((name) => selects(name, collector)));
}

function selects(name: string, collector: Choosable): boolean {
  if (name === collector.name) return true;
  const set = Object.hasOwn(SETS, name) ? SETS[name] : undefined;
  if (set) return set(collector);
  return !collector.onRequest && (name === serviceOf(collector) || matchesPattern(name, collector.name));
}

/** So many names are told; the rest are counted, for a stranger may have written them. */
const MOST_TOLD = 20;

function idleNames(idle: readonly string[], collectors: readonly Choosable[]): SnowcensusError {
  const told = idle.slice(0, MOST_TOLD);
  const more = idle.length > told.length ? `; and ${idle.length - told.length} more` : '';
  const said = told.map((name) => `the pattern "${visible(name)}" matches no collector`).join('; ');
  return configError(`${said}${more}`, { where: 'option collectors', hint: suggest(told, collectors) });
}

/** The nearest of each name, and once what there is in the place of those that are near nothing. */
function suggest(names: readonly string[], collectors: readonly Choosable[]): string {
  const known = collectors.map((collector) => collector.name);
  const services = [...new Set(collectors.map((collector) => `${serviceOf(collector)}.*`))];
  const meant = names.map((name) => nearest(name, [...known, ...services, ...Object.keys(SETS)]));
  const far = names.filter((_, index) => meant[index] === undefined);
  const instead = (of: readonly string[]) =>
    `instead of ${of.map((name) => `"${visible(name)}"`).join(', ')}`;
  const hints = names.map((name, index) => {
    if (meant[index] !== undefined) return `${instead([name])} write ${meant[index]}`;
    return name === far[0] ? `${instead(far)} use one of ${known.join(', ')}` : undefined;
  });
  return hints.filter((hint) => hint !== undefined).join('; ');
}

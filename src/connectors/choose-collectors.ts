import type { Collector } from '../aws/catalogue/entry.ts';
import { matchesPattern } from '../connections/patterns.ts';
import { configError } from '../errors.ts';
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
  if (idle.length > 0) {
    throw configError(idle.map((name) => `the pattern "${name}" matches no collector`).join('; '), {
      where: 'option collectors',
      hint: idle.map((name) => suggest(name, collectors)).join('; '),
    });
  }
  return collectors.filter((collector) => names.some((name) => selects(name, collector)));
}

function selects(name: string, collector: Choosable): boolean {
  if (name === collector.name) return true;
  const set = Object.hasOwn(SETS, name) ? SETS[name] : undefined;
  if (set) return set(collector);
  return !collector.onRequest && (name === serviceOf(collector) || matchesPattern(name, collector.name));
}

function suggest(name: string, collectors: readonly Choosable[]): string {
  const known = collectors.map((collector) => collector.name);
  const services = [...new Set(collectors.map((collector) => `${serviceOf(collector)}.*`))];
  const meant = nearest(name, [...known, ...services, ...Object.keys(SETS)]);
  return meant === undefined
    ? `instead of "${name}" use one of ${known.join(', ')}`
    : `instead of "${name}" write ${meant}`;
}

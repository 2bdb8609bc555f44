import type { Collector } from '../aws/catalogue/entry.ts';
import { catalogue } from '../aws/catalogue/index.ts';
import { selectCollectors } from '../connections/patterns.ts';

/** Services that one connector reads alone, by the name that begins their collectors' names. */
type OwnService = 'cloudtrail' | 'identitycenter';

const OWN_SERVICES: readonly string[] = ['cloudtrail', 'identitycenter'] satisfies readonly OwnService[];

/** Collectors of a service that has a connector of its own. */
export function collectorsOfService(service: OwnService): readonly Collector[] {
  return catalogue.filter((collector) => serviceOf(collector) === service);
}

/** Collectors of all other services, that read the organization once or each of its accounts. */
export function collectorsOfScope(scope: 'organization' | 'accounts'): readonly Collector[] {
  return catalogue.filter(
    (collector) =>
      !OWN_SERVICES.includes(serviceOf(collector)) &&
      (collector.scope === 'organization') === (scope === 'organization'),
  );
}

/** The collectors that these patterns select; without patterns every one but those that are read on request. */
export function selectedCollectors(
  all: readonly Collector[],
  patterns: readonly string[] | undefined,
): readonly Collector[] {
  if (patterns === undefined) return all.filter(({ onRequest }) => !onRequest);
  const names = selectCollectors(
    patterns,
    all.map(({ name }) => name),
  );
  return all.filter(({ name }) => names.includes(name));
}

function serviceOf({ name }: Collector): string {
  return name.split('.', 1)[0] ?? '';
}

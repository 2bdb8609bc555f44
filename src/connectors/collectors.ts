import type { Collector } from '../aws/catalogue/entry.ts';
import { catalogue } from '../aws/catalogue/index.ts';

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

/** First word of the collector's name. */
export function serviceOf({ name }: Pick<Collector, 'name'>): string {
  return name.split('.', 1)[0] ?? '';
}

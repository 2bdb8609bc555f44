import { catalogue } from './index.ts';
import type { ActionRequest, ServiceFacts } from './service-facts.ts';

/** Every service that collectors ask, once. */
export const SERVICES: readonly ServiceFacts[] = [
  ...new Set(catalogue.flatMap((collector) => collector.services)),
];

/** The smallest request that needs an IAM action; undefined where none is known. */
export function requestFor(action: string): ActionRequest | undefined {
  return SERVICES.map((service) => service.requestFor(action)).find((request) => request !== undefined);
}

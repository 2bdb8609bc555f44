import type { Collector } from './entry.ts';
import { catalogue } from './index.ts';

/** Services whose collectors have a connector of their own, by the service's name in collector names. */
const OWN_MODULES: Readonly<Record<string, string>> = {
  cloudtrail: 'aws_cloudtrail',
  identitycenter: 'aws_identity_center',
};

/**
 * The collectors that a connection of this module runs. Every collector belongs to one module: its service's own, else
 * `aws_accounts` for what is read once per organization and `aws_inventory` for the rest.
 */
export function collectorsOf(module: string): readonly Collector[] {
  return catalogue.filter((collector) => moduleOf(collector) === module);
}

function moduleOf({ name, scope }: Collector): string {
  const own = OWN_MODULES[name.split('.', 1)[0] ?? ''];
  return own ?? (scope === 'organization' ? 'aws_accounts' : 'aws_inventory');
}

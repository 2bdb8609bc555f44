import type { AvailabilityZoneName } from '../../contract.ts';
import { type Blueprint, randomOf } from '../blueprint.ts';

const zoneCounts: Readonly<Record<string, number>> = { 'us-east-1': 6, 'us-west-2': 4, 'us-west-1': 2 };

/** The zones of a region as this account names them. */
export function zonesOf(blueprint: Blueprint, region: string): AvailabilityZoneName[] {
  const count = zoneCounts[region] ?? 3;
  const ids = Array.from({ length: count }, (_, index) => `${zonePrefix(region)}-az${index + 1}`);
  return randomOf(blueprint, region, 'zones')
    .sample(ids, count)
    .map((id, index) => ({ name: region + 'abcdef'.charAt(index), id }));
}

/** `ap-southeast-2` → `apse2`, `us-gov-west-1` → `usgw1`. */
function zonePrefix(region: string): string {
  const short: Readonly<Record<string, string>> = {
    northeast: 'ne',
    northwest: 'nw',
    southeast: 'se',
    southwest: 'sw',
  };
  const [geography = '', ...rest] = region.split('-');
  return geography + rest.map((part) => short[part] ?? part.charAt(0)).join('');
}

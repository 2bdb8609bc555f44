import type { Collector } from '../aws/catalogue/entry.ts';
import type { UnitResult } from '../ledger/units.ts';

/** Regions of which a probe found something, or could not be read: then what waits there is read. */
export function regionsInUse(
  collectors: readonly Collector[],
  results: readonly UnitResult[],
): ReadonlySet<string> {
  const probes = new Set(collectors.filter(({ whenEmpty }) => whenEmpty === 'probe').map(({ name }) => name));
  const found = results.filter(
    ({ collector, status, empty }) => probes.has(collector) && !(status === 'ok' && empty),
  );
  return new Set(found.map(({ region }) => region));
}

/** What becomes of a unit that waited in vain: what was last read of it holds on. */
export function notAsked(
  { collector, region }: { readonly collector: Collector; readonly region: string },
  sweptAt: Date,
): UnitResult {
  return {
    status: 'probed',
    code: 'region_empty',
    reason:
      'Not asked: the region was empty when it was last read whole, and the probes found nothing in it.',
    collector: collector.name,
    region,
    rows: 0,
    durationMs: 0,
    sweptAt: sweptAt.toISOString(),
  };
}

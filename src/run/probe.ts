import type { AccountSession } from '../aws/account-session.ts';
import type { Collector } from '../aws/catalogue/entry.ts';
import { hasTagged } from '../aws/catalogue/tagging/service.ts';
import type { UnitResult } from '../ledger/units.ts';
import { startDeadline } from '../time/deadline.ts';
import { untilAborted } from '../time/until-aborted.ts';

/** Bounds of a question that is asked beside the run's units. */
interface TimeToRead {
  readonly access: { readonly signal: AbortSignal };
  readonly timeUp: AbortSignal;
  readonly unitSeconds: number;
}

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

/**
 * Whether something that is tagged shows the use of the region, which no probe has found in use. Where that cannot be
 * told it counts as in use: then all of it is read, and each read tells what it met.
 */
export async function mayShowTagged(
  { access, timeUp, unitSeconds }: TimeToRead,
  session: AccountSession,
  { region, types }: { readonly region: string; readonly types: readonly string[] },
): Promise<boolean> {
  const deadline = startDeadline(unitSeconds, timeUp, access.signal);
  const context = session.context({ region, accountTags: false, signal: deadline.signal });
  try {
    return await untilAborted(hasTagged(context, types), deadline.signal);
  } catch {
    access.signal.throwIfAborted();
    return true;
  } finally {
    deadline.end();
  }
}

/** Outcome of a unit that waited in vain: its last read holds on. */
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

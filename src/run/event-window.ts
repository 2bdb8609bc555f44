import type { EventWindow } from '../aws/catalogue/context.ts';
import { type Collector, collectsEvents } from '../aws/catalogue/entry.ts';
import type { Outcome } from '../aws/outcome.ts';
import type { EventsPlan } from '../connectors/connector.ts';
import { bugError } from '../errors.ts';
import type { UnitInstants } from '../ledger/known/unit-instants.ts';
import type { UnitStamp } from '../load/landing.ts';

/** Facts from which the windows of a run's events follow. */
export interface EventsReading {
  readonly readPlan: EventsPlan;
  readonly watermarks: UnitInstants;
  /** End of the windows: the start of the run, by Snowflake's clock. */
  readonly until: Date;
}

/** The window of a unit, and what an ok unit has to say of events that nobody can read any more. */
export interface UnitWindow extends EventWindow {
  readonly shortfall?: Omit<Outcome, 'status'>;
}

/**
 * The window of a unit: from where the last published run ended, less the overlap, or the first look-back. Undefined
 * for a collector of state. Throws a bug error when a collector of events is read by a connector that reads none.
 */
export function unitWindow(
  reading: EventsReading | undefined,
  collector: Collector,
  { accountId, region }: UnitStamp,
): UnitWindow | undefined {
  if (!collectsEvents(collector)) return undefined;
  if (!reading) throw bugError(`${collector.name} reads events, but its connector says not since when`);
  const { readPlan, watermarks, until } = reading;
  const { readOnly } = readPlan;
  const known = watermarks.of({ collector: collector.name, accountId, region });
  const last = known && new Date(Math.min(known.getTime(), until.getTime()));
  const wanted = last ? last.getTime() - readPlan.overlapMs : until.getTime() - readPlan.lookbackMs;
  const oldest = until.getTime() - readPlan.keptMs;
  const window = { since: new Date(Math.max(wanted, oldest)), until, readOnly };
  if (!last || last.getTime() >= oldest) return window;
  const reason = `Events between ${last.toISOString()} and ${window.since.toISOString()} were no longer kept when the unit could be read again.`;
  return { ...window, shortfall: { code: 'events_expired', reason } };
}

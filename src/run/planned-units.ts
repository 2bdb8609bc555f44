import type { Collector } from '../aws/catalogue/entry.ts';
import type { Outcome } from '../aws/outcome.ts';
import type { AccountRegions } from '../aws/regions.ts';
import type { EmptyRegions } from '../ledger/known/empty-regions.ts';
import type { UnitInstants } from '../ledger/known/unit-instants.ts';
import { ANY_REGION, GLOBAL } from '../ledger/units.ts';
import { NOT_ENABLED, NOT_LISTED, notDue } from './without-reading.ts';

/** A unit before it is read. */
export interface PlannedUnit {
  readonly collector: Collector;
  readonly region: string;
  /** Set when there is nothing to read. */
  readonly verdict?: Outcome;
  /** Time at which a unit that is not yet due was last read. */
  readonly readAt?: Date;
  /** Set when the unit waits for what the probes of its region show: when that was last read whole. */
  readonly sweptAt?: Date | undefined;
}

/** Knowledge of units from earlier runs. */
interface KnownUnits {
  /** Regions to probe first. */
  readonly emptyRegions: EmptyRegions;
  /** Units whose turn it is not yet. */
  readonly resting: UnitInstants;
}

/** The units of an account's collector: one, or one for each region. */
export function plannedUnits(
  { emptyRegions, resting }: KnownUnits,
  accountId: string,
  collector: Collector,
  regions: AccountRegions | undefined,
): PlannedUnit[] {
  const due = (unit: PlannedUnit) => unlessResting(resting, accountId, unit);
  if (collector.scope !== 'region' || !regions) return [due({ collector, region: GLOBAL })];
  return [
    ...regions.enabled.map((region) =>
      due({
        collector,
        region,
        sweptAt: collector.whenEmpty === 'wait' ? emptyRegions.sweptAt(accountId, region) : undefined,
      }),
    ),
    ...regions.notEnabled.map((region) => ({ collector, region, verdict: NOT_ENABLED })),
    ...regions.unlisted.map((region) => ({ collector, region, verdict: NOT_LISTED })),
    // Regions that only this account has would else pass for regions that it no longer has.
    ...(regions.unnamed ? [{ collector, region: ANY_REGION, verdict: regions.unnamed }] : []),
  ];
}

/** The unit, or one that is not asked where it is not its turn yet: what was last read of it holds on. */
function unlessResting(resting: UnitInstants, accountId: string, unit: PlannedUnit): PlannedUnit {
  const { collector, region } = unit;
  const readAt = resting.of({ collector: collector.name, accountId, region });
  if (!readAt || collector.everyDays === undefined) return unit;
  return { collector, region, verdict: notDue(collector.everyDays, readAt), readAt };
}

import type { Collector } from '../aws/catalogue/entry.ts';
import type { Outcome } from '../aws/outcome.ts';

/** Region of a unit whose collector has account or organization scope. */
export const GLOBAL = 'global';

/** Stands for all regions of an account that could not be asked for its regions. */
export const ANY_REGION = '*';

/** An outcome, and how many rows of the unit could be read in part only where any could. */
export interface UnitOutcome extends Outcome {
  readonly rowsBlind?: number;
}

/** Outcome of one unit of an account. */
export interface UnitResult extends UnitOutcome {
  readonly collector: string;
  readonly region: string;
  readonly rows: number;
  /** Rows that the run is to load of it, those of references included; as many as `rows` unless said. */
  readonly landing?: number;
  /** Of its rows, once they have all been read; none for events. */
  readonly digest?: string;
  /** Whether its rows are those that are current, so that none is to be loaded. */
  readonly isSame?: boolean;
  readonly durationMs: number;
  /** The delegated administrator that was asked; none where the account itself was. */
  readonly sourceAccountId?: string;
  /** End of the window of a unit of events (ISO-8601), once the window has been read. */
  readonly watermark?: string;
  /** Of what may wait in an empty region, once it has been read: whether nothing in it tells of use. */
  readonly empty?: boolean;
  /**
   * Time at which a `probed` unit, or the region that it waits for, was last read whole (ISO-8601); of an `ok` one of which
   * only what is new was asked, the time at which all was.
   */
  readonly sweptAt?: string;
}

/** Outcome of an account: all its units. */
export interface AccountResult {
  readonly id: string;
  readonly name: string | undefined;
  readonly units: readonly UnitResult[];
}

/** The same outcome for every unit of an account that is not entered. */
export function unitsWithout(collectors: readonly Collector[], outcome: Outcome): UnitResult[] {
  return collectors.map((collector) => ({
    ...outcome,
    collector: collector.name,
    region: collector.scope === 'region' ? ANY_REGION : GLOBAL,
    rows: 0,
    durationMs: 0,
  }));
}

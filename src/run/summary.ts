import type { CoverageCell } from '../ledger/coverage-cells.ts';
import type { RunEnd } from '../ledger/ledger.ts';

/** The result of a run, for its caller. */
export interface RunSummary extends RunEnd {
  readonly runId: string;
  readonly connection: string;
  /** Rows of old snapshots that were deleted; undefined where it was not the turn of that. */
  readonly expiredRows: number | undefined;
  /** Rows loaded, by landing table. */
  readonly tables: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Outcomes of every account and service. */
  readonly coverage: readonly CoverageCell[];
}

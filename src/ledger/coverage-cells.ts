import type { Status } from '../aws/outcome.ts';
import type { AccountResult, UnitResult } from './units.ts';

/** Outcome of one service in one account: the worst of its units. */
export interface CoverageCell {
  readonly accountId: string;
  readonly accountName: string | undefined;
  /** First word of the collector's name: `iam`, `ec2`, `organizations`. */
  readonly service: string;
  readonly status: Status;
  /** Of the worst unit; undefined where all is well. */
  readonly reason: string | undefined;
  /** Of that unit: AWS's error code, or a word of ours. */
  readonly code: string | undefined;
  readonly units: number;
  /** Undefined where the ledger has not been asked yet. */
  readonly seen: Seen | undefined;
}

/** Knowledge of a service in an account, and its age. */
export interface Seen {
  /** Rows that are current; of what several connections read, those of the one that the views show. */
  readonly rows: number;
  /** When the unit was read that was read longest ago; undefined where none ever was. */
  readonly readAt: Date | undefined;
  /** When anything of it was last found to differ from before. */
  readonly changedAt: Date | undefined;
  /** Since when something of it cannot be seen. */
  readonly blindSince: Date | undefined;
}

/** Statuses from the one that most needs to be seen: what is blind, then what was read, then what holds nothing. */
export const WORST_FIRST: readonly Status[] = ['failed', 'denied', 'ok', 'probed', 'skipped', 'absent'];

/** The services of an account. */
export function coverageCells({ id, name, units }: AccountResult): readonly CoverageCell[] {
  const services = Map.groupBy(units, (unit) => unit.collector.split('.', 1)[0] ?? unit.collector);
  return [...services].map(([service, ofService]) => {
    const worst = ofService.reduce((found, unit) => (rank(unit) < rank(found) ? unit : found));
    const reason = worst.status === 'ok' ? undefined : worst.reason;
    return {
      accountId: id,
      accountName: name,
      service,
      status: worst.status,
      reason,
      code: worst.status === 'ok' ? undefined : worst.code,
      units: ofService.length,
      seen: undefined,
    };
  });
}

function rank({ status }: UnitResult): number {
  return WORST_FIRST.indexOf(status);
}

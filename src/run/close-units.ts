import { type ClosingDecision, decideClosing } from '../ledger/closing.ts';
import type { ClosingStatements } from '../ledger/closing-statements.ts';
import type { UnitCounts } from '../ledger/coverage.ts';
import { counted } from '../text/figures.ts';

/** Rules that say what a run may close, and why where it is nothing. */
export interface ClosingRules {
  readonly connection: string;
  /** Narrowed or failed, or with a shard that was lost: such a run closes nothing. */
  readonly closesNothing: 'narrowed' | 'failed' | 'lost' | undefined;
  /** Whether somebody has confirmed that much may be closed. */
  readonly confirmed: boolean;
  /** Whether the accounts come from a list that is whole. */
  readonly list: 'whole' | 'none';
}

/** The outcome for units that the run was not to read. */
export interface Closed {
  readonly units: UnitCounts;
  /** How many stay open until somebody confirms. */
  readonly held: number;
  readonly note: string | undefined;
}

/** Closes what a complete run no longer plans, or holds it open where that would be much and nobody has confirmed. */
export async function closeUnits(
  statements: ClosingStatements,
  rules: ClosingRules,
  units: UnitCounts,
): Promise<Closed> {
  if (rules.closesNothing !== undefined) return holdAll(statements, rules.closesNothing, units);
  const counts = await statements.counts();
  if (counts.every(({ fate }) => fate === 'kept')) return { units, held: 0, note: undefined };
  const decision = decideClosing(counts, rules.list);
  if (rules.confirmed || decision.heldUnits === 0) {
    await statements.close({ ...decision, heldCollectors: [] });
    return { units, held: 0, note: undefined };
  }
  const note = saidOf(decision, rules.connection);
  await statements.hold(decision, note);
  await statements.close(decision);
  const { heldUnits: held, heldSkipped } = decision;
  return {
    units: { ...units, skipped: units.skipped - heldSkipped, failed: units.failed + held },
    held,
    note,
  };
}

const NOT_CLOSED = {
  narrowed: 'Not closed: the run was narrowed.',
  failed: 'Not closed: the run failed.',
  lost: 'Not closed: a shard of the run was lost.',
} as const;

/**
 * Units that a narrowed run may close: only those that AWS itself has told of. Options and list close by a complete
 * run.
 */
async function holdAll(
  statements: ClosingStatements,
  run: 'narrowed' | 'failed' | 'lost',
  units: UnitCounts,
): Promise<Closed> {
  const fates = run === 'narrowed' ? (['skipped', 'closed'] as const) : 'all';
  const reason = NOT_CLOSED[run];
  const hold = async (status: 'skipped' | 'absent') =>
    units[status] === 0 ? 0 : statements.holdConcluded(status, fates, reason);
  const [skipped, absent] = [await hold('skipped'), await hold('absent')];
  const held = skipped + absent;
  return {
    units: {
      ...units,
      skipped: units.skipped - skipped,
      absent: units.absent - absent,
      failed: units.failed + held,
    },
    held,
    note: undefined,
  };
}

function saidOf({ heldUnits, closing, holding }: ClosingDecision, connection: string): string {
  return (
    `${counted(heldUnits, 'unit')} that the options no longer name ${heldUnits === 1 ? 'is' : 'are'} held open: ` +
    `${closing} of ${counted(holding, 'unit')} with rows would leave the current views. Where that is meant, confirm it by ` +
    `\`snowcensus run ${connection} --close\` or the option allow_closing: true; where not, correct the options.`
  );
}

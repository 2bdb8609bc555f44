/**
 * Fate of a unit that was open before a complete run: `kept` is planned still; `skipped` the options leave out;
 * `unplanned` no option names any more; `closed` is of an account that AWS says holds nothing; `gone` is of an account
 * that the plan does not have.
 */
export type Fate = 'kept' | 'skipped' | 'unplanned' | 'closed' | 'gone';

/** Open units of one collector that share a fate. */
export interface FateCount {
  readonly collector: string;
  readonly fate: Fate;
  /** How many of them have ever been read: of the others there is nothing to hold. */
  readonly known: number;
  /** How many of them hold rows. */
  readonly holding: number;
}

/** Decision on what a complete run closes. */
export interface ClosingDecision {
  /** Fates of units that are closed whatever else is held: AWS or a whole list says so, not the options. */
  readonly excused: readonly Fate[];
  /** Collectors whose other units stay open until somebody confirms. */
  readonly heldCollectors: readonly string[];
  /** How many units stay open. */
  readonly heldUnits: number;
  /** How many of those have been planned, and left out by the options. */
  readonly heldSkipped: number;
  /** How many units that hold rows the options would close, and of how many. */
  readonly closing: number;
  readonly holding: number;
}

/**
 * Decides what a complete run closes. A slip in the options closes much at once, or all of a collector; both are held.
 * Units of accounts that are closed, or gone from a whole list, say nothing of the options. A list that has none of the
 * accounts that held rows is another list, though, and its naming an option.
 */
export function decideClosing(counts: readonly FateCount[], list: 'whole' | 'none'): ClosingDecision {
  const isSameList = list === 'whole' && counts.some(({ fate, holding }) => fate !== 'gone' && holding > 0);
  const excused: readonly Fate[] = isSameList ? ['closed', 'gone'] : ['closed'];
  const asked = counts.filter(({ fate }) => !excused.includes(fate));
  const closing = sum(asked.filter(isClosing), 'holding');
  const holding = sum(asked, 'holding');
  const byCollector = [...Map.groupBy(asked, ({ collector }) => collector)];
  const held = byCollector.filter(([, fates]) =>
    closing * 2 > holding ? fates.some(isClosing) : isWholeCollector(fates),
  );
  const heldFates = held.flatMap(([, fates]) => fates.filter(isClosing));
  return {
    excused,
    heldCollectors: held.map(([collector]) => collector),
    heldUnits: sum(heldFates, 'known'),
    heldSkipped: sum(
      heldFates.filter(({ fate }) => fate === 'skipped'),
      'known',
    ),
    closing,
    holding,
  };
}

/** Whether no unit that has been read would be left, and that takes rows away. */
function isWholeCollector(fates: readonly FateCount[]): boolean {
  return fates.every((count) => isClosing(count) || count.known === 0) && sum(fates, 'holding') > 0;
}

function isClosing({ fate }: FateCount): boolean {
  return fate !== 'kept';
}

function sum(counts: readonly FateCount[], figure: 'known' | 'holding'): number {
  return counts.reduce((total, count) => total + count[figure], 0);
}

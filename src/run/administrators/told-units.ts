import type { UnitResult } from '../../ledger/units.ts';

/** Units that need not be read any more, by account: its administrator has told of them, and their rows are written. */
export type ToldUnits = ReadonlyMap<string, readonly UnitResult[]>;

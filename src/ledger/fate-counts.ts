import { z } from 'zod';
import { countValue, decodeRows, textValue } from '../snowflake/decode.ts';
import type { FateCount } from './closing.ts';
import { UNITS } from './ledger-tables.ts';

/** Condition on a unit `u` that some published run has left open: a run that no longer plans the unit closes it. */
export const IS_OPEN = "u.LATEST_STATUS IN ('ok', 'probed', 'denied', 'failed')";

/** 1 for a unit `u` that has ever been read, 0 for others. */
export const KNOWN = "IFF(u.CONCLUSIVE_STATUS = 'ok', 1, 0)";

/** 1 for a unit `u` that holds rows, 0 for others. */
export const HOLDS = "IFF(u.CONCLUSIVE_STATUS = 'ok' AND u.ROW_COUNT > 0, 1, 0)";

/** Rows of COLLECTOR, FATE and the sums KNOWN and HOLDING as records. */
export function fateCounts(rows: readonly Readonly<Record<string, unknown>>[]): readonly FateCount[] {
  return decodeRows(rows, fateRow, UNITS.name).map((row) => ({
    collector: row.COLLECTOR,
    fate: row.FATE,
    known: row.KNOWN,
    holding: row.HOLDING,
  }));
}

const fateRow = z.object({
  COLLECTOR: textValue,
  FATE: z.enum(['gone', 'closed', 'skipped', 'unplanned', 'kept']),
  KNOWN: countValue,
  HOLDING: countValue,
});

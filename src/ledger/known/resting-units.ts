import { z } from 'zod';
import type { Collector } from '../../aws/catalogue/entry.ts';
import type { Database } from '../../snowflake/database.ts';
import { decodeRows, instantValue, textValue } from '../../snowflake/decode.ts';
import { objectName } from '../../snowflake/identifiers.ts';
import { UNITS } from '../ledger-tables.ts';
import { UnitInstants } from './unit-instants.ts';

/** So much earlier it may be a unit's turn: no two runs begin quite a day or a week apart. */
const EARLY_HOURS = 1;

/**
 * Last reads of the units of a connection that were read within the time that their collectors leave between two reads. One that was
 * refused or failed since then, or that was left out, is to be read now.
 */
export async function readRestingUnits(
  { session, schema }: Database,
  connection: string,
  collectors: readonly Collector[],
): Promise<UnitInstants> {
  const resting = new UnitInstants();
  const slow = collectors.flatMap(({ name, everyDays }) =>
    everyDays === undefined ? [] : [{ name, hours: everyDays * 24 - EARLY_HOURS }],
  );
  if (slow.length === 0) return resting;
  const sql =
    `SELECT COLLECTOR, ACCOUNT_ID, REGION, CONCLUSIVE_AT FROM ${objectName(schema, UNITS.name)} ` +
    "WHERE \"CONNECTION\" = ? AND LATEST_STATUS IN ('ok', 'absent', 'probed') AND CONCLUSIVE_STATUS IN ('ok', 'absent') AND (" +
    slow
      .map(() => '(COLLECTOR = ? AND CONCLUSIVE_AT > DATEADD(HOUR, -1 * ?, CURRENT_TIMESTAMP()))')
      .join(' OR ') +
    ')';
  const binds = [connection, ...slow.flatMap(({ name, hours }) => [name, hours])];
  const rows = await session.repeat(sql, { binds, about: UNITS.name });
  for (const row of decodeRows(rows, restingRow, UNITS.name)) {
    const unit = { collector: row.COLLECTOR, accountId: row.ACCOUNT_ID, region: row.REGION };
    resting.set(unit, row.CONCLUSIVE_AT);
  }
  return resting;
}

const restingRow = z.object({
  COLLECTOR: textValue,
  ACCOUNT_ID: textValue,
  REGION: textValue,
  CONCLUSIVE_AT: instantValue,
});

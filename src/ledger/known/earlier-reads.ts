import { z } from 'zod';
import type { EarlierRead } from '../../aws/catalogue/context.ts';
import type { Collector } from '../../aws/catalogue/entry.ts';
import { landingName } from '../../load/landing.ts';
import type { Database } from '../../snowflake/database.ts';
import { decodeRows, instantValue, textValue } from '../../snowflake/decode.ts';
import { objectName, quoted } from '../../snowflake/identifiers.ts';
import { UNITS } from '../ledger-tables.ts';
import { ByAccount } from './by-account.ts';
import { lastWholeRuns } from './last-whole-runs.ts';
import { keyOfUnit, type UnitName } from './unit-instants.ts';

/** Rows of a unit that a run takes over at most; where there are more, all of it is asked again. */
const MOST_ROWS = 1000;

/** Earlier reads of units of which a run asks only what is new. */
export class EarlierReads {
  /** Reads by collector and region. */
  readonly byAccount = new ByAccount<EarlierRead>();

  set(unit: UnitName, read: EarlierRead): void {
    this.byAccount.set(unit.accountId, keyOfUnit(unit), read);
  }

  /** The read of a unit; undefined where all of it is to be asked. */
  of(unit: UnitName): EarlierRead | undefined {
    return this.byAccount.get(unit.accountId, keyOfUnit(unit));
  }
}

/** Which earlier reads to look for. */
export interface EarlierReadsQuestion {
  readonly connection: string;
  readonly collectors: readonly Collector[];
  /** How many complete runs back a unit may last have been asked whole. */
  readonly runs: number;
}

/**
 * The reads that a run may take over, with their rows. A unit whose list held nothing has nothing to take over, and one
 * of which a run asked all too long ago, or left it out since, is asked whole.
 */
export async function readEarlierReads(
  database: Database,
  { connection, collectors, runs }: EarlierReadsQuestion,
): Promise<EarlierReads> {
  const found = new EarlierReads();
  if (runs < 1) return found;
  for (const { name, tables, listedBy, remembers } of collectors) {
    const [entry] = tables;
    if (!remembers || !entry || listedBy === undefined) continue;
    const rows = await rowsOf(database, { connection, runs, name, listedBy, landing: landingName(entry) });
    for (const unit of Map.groupBy(rows, (row) => `${row.ACCOUNT_ID} ${row.REGION}`).values()) {
      for (const { ACCOUNT_ID, REGION, SWEPT_AT, LAST_OK_AT } of unit.slice(0, 1)) {
        found.set(
          { collector: name, accountId: ACCOUNT_ID, region: REGION },
          { sweptAt: SWEPT_AT, readAt: LAST_OK_AT, items: unit.flatMap(({ RAW }) => (RAW ? [RAW] : [])) },
        );
      }
    }
  }
  return found;
}

/** One row for each current row of each unit, and one for a unit without any. */
async function rowsOf(
  { session, schema }: Database,
  question: {
    readonly connection: string;
    readonly runs: number;
    readonly name: string;
    readonly listedBy: string;
    readonly landing: string;
  },
) {
  const { connection, runs, name, listedBy, landing } = question;
  const units = objectName(schema, UNITS.name);
  const same = (other: string) =>
    ['CONNECTION', 'ACCOUNT_ID', 'REGION']
      .map((key) => `${other}.${quoted(key)} = u.${quoted(key)}`)
      .join(' AND ');
  const sql =
    `WITH ${lastWholeRuns(schema)} SELECT u.ACCOUNT_ID, u.REGION, u.SWEPT_AT, u.LAST_OK_AT, s.RAW ` +
    `FROM ${units} u JOIN bounds b ON u.SWEPT_AT >= b.OLDEST ` +
    `JOIN ${units} l ON ${same('l')} AND l.COLLECTOR = ? AND l.ROW_COUNT > 0 ` +
    `LEFT JOIN ${objectName(schema, landing)} s ON ${same('s')} AND s.RUN_ID = u.CONCLUSIVE_RUN_ID ` +
    `WHERE u.CONNECTION = ? AND u.COLLECTOR = ? AND u.CONCLUSIVE_STATUS = 'ok' AND u.ROW_COUNT <= ${MOST_ROWS}`;
  const binds = [connection, runs, listedBy, connection, name];
  return decodeRows(await session.repeat(sql, { binds, about: landing }), earlierRow, landing);
}

const earlierRow = z.object({
  ACCOUNT_ID: textValue,
  REGION: textValue,
  SWEPT_AT: instantValue,
  LAST_OK_AT: instantValue,
  RAW: z.record(z.string(), z.unknown()).nullable(),
});

import { z } from 'zod';
import type { Database } from '../../snowflake/database.ts';
import { decodeRows, instantValue, textValue } from '../../snowflake/decode.ts';
import { objectName } from '../../snowflake/identifiers.ts';
import { UNITS } from '../ledger-tables.ts';
import { ByAccount } from './by-account.ts';
import { lastWholeRuns } from './last-whole-runs.ts';

/** Regions of accounts that were empty when they were last read whole, and have shown nothing since. */
export class EmptyRegions {
  /** Milliseconds by region. */
  readonly byAccount = new ByAccount<number>();

  set(accountId: string, region: string, sweptAt: Date): void {
    this.byAccount.set(accountId, region, sweptAt.getTime());
  }

  /** Number of regions, in all accounts. */
  get size(): number {
    return this.byAccount.size;
  }

  /** Time at which the region was last read whole; undefined for one that is to be read whole now. */
  sweptAt(accountId: string, region: string): Date | undefined {
    const instant = this.byAccount.get(accountId, region);
    return instant === undefined ? undefined : new Date(instant);
  }
}

/** Which regions to look for. */
export interface EmptyRegionsQuestion {
  readonly connection: string;
  /** Collectors that must all have found the region empty, and been let in by the last complete run. */
  readonly collectors: readonly string[];
  /** How many complete runs back a region may last have been read whole. */
  readonly runs: number;
}

/**
 * The regions that a run may probe, by what published runs left to know. A run narrowed to some collectors counts
 * for what it read and not as a run; a region in which any unit was not let in, or is new, is not among them.
 */
export async function readEmptyRegions(
  { session, schema }: Database,
  { connection, collectors, runs }: EmptyRegionsQuestion,
): Promise<EmptyRegions> {
  const found = new EmptyRegions();
  if (runs < 1 || collectors.length === 0) return found;
  const sql =
    `WITH ${lastWholeRuns(schema)} ` +
    'SELECT u.ACCOUNT_ID, u.REGION, MIN(u.SWEPT_AT) AS SWEPT_AT ' +
    `FROM ${objectName(schema, UNITS.name)} u JOIN bounds b ON u.SWEPT_AT >= b.OLDEST AND u.LATEST_RUN_ID >= b.NEWEST ` +
    `WHERE u.CONNECTION = ? AND u.COLLECTOR IN (${collectors.map(() => '?').join(', ')}) AND u.IS_EMPTY ` +
    'GROUP BY u.ACCOUNT_ID, u.REGION HAVING COUNT(*) = ?';
  const binds = [connection, runs, connection, ...collectors, collectors.length];
  const rows = await session.repeat(sql, { binds, about: UNITS.name });
  for (const row of decodeRows(rows, sweptRow, UNITS.name)) {
    found.set(row.ACCOUNT_ID, row.REGION, row.SWEPT_AT);
  }
  return found;
}

const sweptRow = z.object({ ACCOUNT_ID: textValue, REGION: textValue, SWEPT_AT: instantValue });

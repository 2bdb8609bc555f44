import { z } from 'zod';
import type { Database } from '../snowflake/database.ts';
import { countValue, decodeRows, optionalInstant, optionalText, textValue } from '../snowflake/decode.ts';
import { objectName } from '../snowflake/identifiers.ts';
import type { SnowflakeSession } from '../snowflake/session.ts';
import { RUNS } from './ledger-tables.ts';

/** Blind spot: units of a connection that cannot be seen now, for one reason. */
export interface BlindSpot {
  readonly connection: string;
  readonly status: string;
  readonly code: string | undefined;
  /** In the words of one of its units. */
  readonly reason: string | undefined;
  readonly accounts: number;
  readonly units: number;
  /** First run that could not see some of it. */
  readonly since: Date | undefined;
  /** Last run that could see any of it; undefined means never. */
  readonly lastSeenAt: Date | undefined;
}

/**
 * Times of a connection's last publish, of the last one for all that the connection reads, and of the last whole one.
 */
export interface Published {
  readonly at: Date | undefined;
  /** A narrowed run, or one that could read nothing, leaves the rest as old as it was. */
  readonly freshAt: Date | undefined;
  readonly completeAt: Date | undefined;
}

/** Times of every connection's publishes, by its name; connections that never had a run are not there. */
export async function readPublished({ session, schema }: Database): Promise<ReadonlyMap<string, Published>> {
  const rows = await session.execute(
    'SELECT "CONNECTION", MAX(PUBLISHED_AT) AS PUBLISHED_AT, ' +
      "MAX(IFF(COALESCE(COMPLETE, TRUE) AND STATUS IN ('ok', 'partial'), PUBLISHED_AT, NULL)) AS FRESH_AT, " +
      "MAX(IFF(COALESCE(COMPLETE, TRUE) AND STATUS = 'ok', PUBLISHED_AT, NULL)) AS COMPLETE_AT " +
      `FROM ${objectName(schema, RUNS.name)} GROUP BY "CONNECTION"`,
    { about: RUNS.name },
  );
  return new Map(
    decodeRows(rows, publishedRow, RUNS.name).map((row) => [
      row.CONNECTION,
      { at: row.PUBLISHED_AT, freshAt: row.FRESH_AT, completeAt: row.COMPLETE_AT },
    ]),
  );
}

const publishedRow = z.object({
  CONNECTION: textValue,
  PUBLISHED_AT: optionalInstant,
  FRESH_AT: optionalInstant,
  COMPLETE_AT: optionalInstant,
});

/**
 * The blind spots of all connections, those with one reason together. `blindSpots` is the SELECT of the view of them:
 * the loader may read what it reads, not the view.
 */
export async function readBlindSpots(
  session: SnowflakeSession,
  blindSpots: string,
): Promise<readonly BlindSpot[]> {
  const rows = await session.execute(
    'SELECT "CONNECTION", STATUS, CODE, MIN(REASON) AS REASON, COUNT(DISTINCT ACCOUNT_ID) AS ACCOUNT_COUNT, ' +
      'COUNT(*) AS UNIT_COUNT, MIN(SINCE) AS SINCE, MAX(LAST_SEEN_AT) AS LAST_SEEN_AT ' +
      `FROM (${blindSpots}) b GROUP BY "CONNECTION", STATUS, CODE ORDER BY "CONNECTION", ACCOUNT_COUNT DESC, CODE`,
    { about: 'CONNECTOR_BLIND_SPOTS' },
  );
  return decodeRows(rows, blindSpotRow, 'CONNECTOR_BLIND_SPOTS').map((row) => ({
    connection: row.CONNECTION,
    status: row.STATUS,
    code: row.CODE,
    reason: row.REASON,
    accounts: row.ACCOUNT_COUNT,
    units: row.UNIT_COUNT,
    since: row.SINCE,
    lastSeenAt: row.LAST_SEEN_AT,
  }));
}

const blindSpotRow = z.object({
  CONNECTION: textValue,
  STATUS: textValue,
  CODE: optionalText,
  REASON: optionalText,
  ACCOUNT_COUNT: countValue,
  UNIT_COUNT: countValue,
  SINCE: optionalInstant,
  LAST_SEEN_AT: optionalInstant,
});

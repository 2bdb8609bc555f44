import type { Collector, TableEntry } from '../../aws/catalogue/entry.ts';
import { landingName } from '../../load/landing.ts';
import { literal, objectName, type SchemaReference } from '../../snowflake/identifiers.ts';
import { COVERAGE, RUNS } from '../ledger-tables.ts';
import { ANY_REGION } from '../units.ts';

/** What of a connection has expired: what is older than `before`, an instant in ISO 8601. */
export interface Expiry {
  readonly schema: SchemaReference;
  readonly connection: string;
  readonly before: string;
}

/** A statement and what its question marks stand for. */
export interface Bound {
  readonly sql: string;
  readonly binds: readonly string[];
}

const UNIT = 'c.COLLECTOR, c.ACCOUNT_ID, c.REGION';
const IS_CONCLUSIVE = "c.STATUS IN ('ok', 'absent', 'skipped')";
const BEFORE = 'CAST(? AS TIMESTAMP_LTZ)';

/**
 * Coverage older than the day, but for what still tells something of a unit: its latest conclusive read of that time,
 * its latest good one, its latest of each other status, and since when it has been out of sight. Of the reads that
 * changes are computed between, what stays follows on one another without a gap.
 */
export function deleteCoverage({ schema, connection, before }: Expiry): Bound {
  const coverage = objectName(schema, COVERAGE.name);
  return {
    sql:
      `DELETE FROM ${coverage} WHERE "CONNECTION" = ? AND (COLLECTOR, ACCOUNT_ID, REGION, RUN_ID) IN (\n` +
      '  WITH units AS (\n' +
      `    SELECT ${UNIT}, c.RUN_ID, c.STATUS, IFF(${IS_CONCLUSIVE}, 1, 0) AS CONCLUSIVE,\n` +
      `      IFF(c.SNAPSHOT_AT < ${BEFORE}, 1, 0) AS EXPIRED,\n` +
      `      MAX(IFF(c.STATUS = 'ok', c.RUN_ID, NULL)) OVER (PARTITION BY ${UNIT}) AS LAST_OK,\n` +
      "      MAX(IFF(c.STATUS = 'ok', c.RUN_ID, NULL)) OVER (PARTITION BY c.COLLECTOR, c.ACCOUNT_ID) AS LAST_OK_ANYWHERE\n" +
      `    FROM ${coverage} c\n` +
      `    JOIN ${objectName(schema, RUNS.name)} r ON r.RUN_ID = c.RUN_ID AND r.PUBLISHED_AT IS NOT NULL\n` +
      '    WHERE c.CONNECTION = ?\n' +
      '  ), ranked AS (\n' +
      `    SELECT ${UNIT}, c.RUN_ID, c.STATUS, c.CONCLUSIVE, c.EXPIRED,\n` +
      `      ROW_NUMBER() OVER (PARTITION BY ${UNIT}, c.CONCLUSIVE, c.EXPIRED ORDER BY c.RUN_ID DESC) AS RECENCY,\n` +
      `      ROW_NUMBER() OVER (PARTITION BY ${UNIT}, c.STATUS ORDER BY c.RUN_ID DESC) AS RECENCY_OF_STATUS,\n` +
      "      MIN(IFF(c.STATUS IN ('denied', 'failed') AND c.RUN_ID > COALESCE(\n" +
      `        IFF(c.REGION = ${literal(ANY_REGION)}, c.LAST_OK_ANYWHERE, c.LAST_OK), ''), c.RUN_ID, NULL))\n` +
      `        OVER (PARTITION BY ${UNIT}) AS BLIND_SINCE\n` +
      '    FROM units c\n' +
      '  )\n' +
      `  SELECT ${UNIT}, c.RUN_ID FROM ranked c\n` +
      '  WHERE c.EXPIRED = 1 AND NOT (c.CONCLUSIVE = 1 AND c.RECENCY = 1)\n' +
      "    AND NOT (c.STATUS NOT IN ('absent', 'skipped') AND c.RECENCY_OF_STATUS = 1)\n" +
      "    AND c.RUN_ID <> COALESCE(c.BLIND_SINCE, '')\n" +
      ')',
    binds: [connection, before, connection],
  };
}

/** Rows of a landing table that have expired. */
export function deleteExpiredRows(expiry: Expiry, collector: Collector, entry: TableEntry): Bound {
  return DELETES[entry.kind](expiry, collector, objectName(expiry.schema, landingName(entry)));
}

type Delete = (expiry: Expiry, collector: Collector, landing: string) => Bound;

const DELETES: Readonly<Record<TableEntry['kind'], Delete>> = {
  state: deleteSnapshots,
  events: deleteEvents,
  reference: deleteReferences,
};

/** Of every unit, all snapshots older than the day but the latest: that one is current, or what the next compares with. */
function deleteSnapshots(
  { schema, connection, before }: Expiry,
  collector: Collector,
  landing: string,
): Bound {
  return {
    sql:
      `DELETE FROM ${landing} WHERE "CONNECTION" = ? AND SNAPSHOT_AT < ${BEFORE}\n` +
      '  AND (ACCOUNT_ID, REGION, RUN_ID) NOT IN (\n' +
      `    SELECT c.ACCOUNT_ID, c.REGION, MAX(c.RUN_ID) FROM ${objectName(schema, COVERAGE.name)} c\n` +
      `    JOIN ${objectName(schema, RUNS.name)} r ON r.RUN_ID = c.RUN_ID AND r.PUBLISHED_AT IS NOT NULL\n` +
      `    WHERE c.CONNECTION = ? AND c.COLLECTOR = ? AND c.SNAPSHOT_AT < ${BEFORE} AND ${IS_CONCLUSIVE}\n` +
      '    GROUP BY c.ACCOUNT_ID, c.REGION\n' +
      '  )',
    binds: [connection, before, connection, collector.name, before],
  };
}

/** Events that happened before the day. */
function deleteEvents({ connection, before }: Expiry, _: Collector, landing: string): Bound {
  return {
    sql: `DELETE FROM ${landing} WHERE "CONNECTION" = ? AND EVENT_TIME < ${BEFORE}`,
    binds: [connection, before],
  };
}

/** Of every thing that accounts refer to, rows older than the day that a later one has replaced. */
function deleteReferences({ schema, connection, before }: Expiry, _: Collector, landing: string): Bound {
  return {
    sql:
      `DELETE FROM ${landing} WHERE "CONNECTION" = ? AND SNAPSHOT_AT < ${BEFORE}\n` +
      '  AND (RESOURCE_ID, RUN_ID) NOT IN (\n' +
      `    SELECT s.RESOURCE_ID, MAX(s.RUN_ID) FROM ${landing} s\n` +
      `    JOIN ${objectName(schema, RUNS.name)} r ON r.RUN_ID = s.RUN_ID AND r.PUBLISHED_AT IS NOT NULL\n` +
      '    GROUP BY s.RESOURCE_ID\n' +
      '  )',
    binds: [connection, before],
  };
}

/** Rows of the connection table of runs of which nothing read is left; what others wrote there has no run. */
export function deleteConnectionRows({ schema, connection, before }: Expiry): Bound {
  return {
    sql:
      `DELETE FROM ${objectName(schema, connection)} WHERE CREATED_AT < ${BEFORE} AND RUN_ID IS NOT NULL\n` +
      `  AND RUN_ID NOT IN (SELECT c.RUN_ID FROM ${objectName(schema, COVERAGE.name)} c WHERE c.CONNECTION = ? AND c.STATUS = 'ok')`,
    binds: [before, connection],
  };
}

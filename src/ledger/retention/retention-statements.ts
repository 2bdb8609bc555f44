import type { Collector, TableEntry, TableKind } from '../../aws/catalogue/entry.ts';
import { landingName } from '../../load/landing.ts';
import { objectName, type SchemaReference } from '../../snowflake/identifiers.ts';
import { COVERAGE, RUNS, UNITS } from '../ledger-tables.ts';

/** Expired part of a connection: all that is older than `before`, an instant in ISO 8601. */
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

const BEFORE = 'CAST(? AS TIMESTAMP_LTZ)';
const UNIT = 'COLLECTOR, ACCOUNT_ID, REGION';

/** Rows of coverage that have expired. Of other connections, and of later, nothing is read. */
const OLD = `"CONNECTION" = ? AND SNAPSHOT_AT < ${BEFORE}`;

/**
 * Marks the rows that later ones replaced before the day: whoever asks what has changed sees nothing of them from then on.
 * The rows that hold since then, which the first change of the days that are kept compares with, are not among them.
 */
export function markReplaced({ schema, connection, before }: Expiry): Bound {
  return {
    sql:
      `UPDATE ${objectName(schema, COVERAGE.name)} SET EXPIRED_RUN_ID = PREVIOUS_RUN_ID, PREVIOUS_RUN_ID = NULL ` +
      `WHERE ${OLD} AND PREVIOUS_RUN_ID <> CONCLUSIVE_RUN_ID AND CONCLUSIVE_RUN_ID = RUN_ID`,
    binds: [connection, before],
  };
}

/** The collectors of which rows are marked, one row each. */
export function markedCollectors({ schema, connection, before }: Expiry): Bound {
  return {
    sql: `SELECT DISTINCT COLLECTOR FROM ${objectName(schema, COVERAGE.name)} WHERE ${OLD} AND EXPIRED_RUN_ID IS NOT NULL`,
    binds: [connection, before],
  };
}

/** Of coverage older than the day, all but what each unit was at the day: nothing else is known of what it replaced. */
export function deleteCoverage({ schema, connection, before }: Expiry): Bound {
  const coverage = objectName(schema, COVERAGE.name);
  return {
    sql:
      `DELETE FROM ${coverage} WHERE ${OLD} AND (${UNIT}, RUN_ID) IN (` +
      `SELECT ${UNIT}, RUN_ID FROM ${coverage} WHERE ${OLD} ` +
      `QUALIFY ROW_NUMBER() OVER (PARTITION BY ${UNIT} ORDER BY RUN_ID DESC) > 1)`,
    binds: [connection, before, connection, before],
  };
}

/** Takes the marks off what is left. */
export function unmarkReplaced({ schema, connection, before }: Expiry): Bound {
  return {
    sql: `UPDATE ${objectName(schema, COVERAGE.name)} SET EXPIRED_RUN_ID = NULL WHERE ${OLD} AND EXPIRED_RUN_ID IS NOT NULL`,
    binds: [connection, before],
  };
}

/** Rows of a landing table that have expired. */
export function deleteExpiredRows(expiry: Expiry, collector: Collector, entry: TableEntry): Bound {
  return DELETES[entry.kind](expiry, collector, objectName(expiry.schema, landingName(entry)));
}

type Delete = (expiry: Expiry, collector: Collector, landing: string) => Bound;

const DELETES: Readonly<Record<TableKind, Delete>> = {
  state: deleteSnapshots,
  events: deleteEvents,
  reference: deleteReferences,
};

/** The rows that are marked, and those of runs that loaded them and then failed. */
function deleteSnapshots(
  { schema, connection, before }: Expiry,
  collector: Collector,
  landing: string,
): Bound {
  return {
    sql:
      `DELETE FROM ${landing} WHERE "CONNECTION" = ? AND SNAPSHOT_AT < ${BEFORE} AND (` +
      `(ACCOUNT_ID, REGION, RUN_ID) IN (SELECT ACCOUNT_ID, REGION, EXPIRED_RUN_ID FROM ${objectName(schema, COVERAGE.name)} ` +
      `WHERE ${OLD} AND COLLECTOR = ? AND EXPIRED_RUN_ID IS NOT NULL) OR RUN_ID IN (${unpublished(schema)}))`,
    binds: [connection, before, connection, before, collector.name, connection, before],
  };
}

/** Runs that have failed before they were published, older than the day. */
function unpublished(schema: SchemaReference): string {
  return `SELECT RUN_ID FROM ${objectName(schema, RUNS.name)} WHERE "CONNECTION" = ? AND STARTED_AT < ${BEFORE} AND STATUS = 'failed' AND PUBLISHED_AT IS NULL`;
}

/** How many such runs there are, in one row. */
export function countUnpublished({ schema, connection, before }: Expiry): Bound {
  return { sql: `SELECT COUNT(*) AS RUNS FROM (${unpublished(schema)})`, binds: [connection, before] };
}

/** Events that happened before the day. */
function deleteEvents({ connection, before }: Expiry, _: Collector, landing: string): Bound {
  return {
    sql: `DELETE FROM ${landing} WHERE "CONNECTION" = ? AND EVENT_TIME < ${BEFORE}`,
    binds: [connection, before],
  };
}

/** Of every thing that accounts refer to, rows older than the day that a later one has replaced. */
function deleteReferences({ connection, before }: Expiry, _: Collector, landing: string): Bound {
  return {
    sql:
      `DELETE FROM ${landing} WHERE "CONNECTION" = ? AND SNAPSHOT_AT < ${BEFORE} AND (RESOURCE_ID, RUN_ID) NOT IN (` +
      // The run after which this is has deleted what others before it loaded and did not publish.
      `SELECT RESOURCE_ID, MAX(RUN_ID) FROM ${landing} WHERE "CONNECTION" = ? GROUP BY RESOURCE_ID)`,
    binds: [connection, before, connection],
  };
}

/** Rows of the connection table of runs older than the day, but for the last whole list; what others wrote there has no run. */
export function deleteConnectionRows({ schema, connection, before }: Expiry): Bound {
  return {
    sql:
      `DELETE FROM ${objectName(schema, connection)} WHERE CREATED_AT < ${BEFORE} AND RUN_ID IS NOT NULL AND RUN_ID NOT IN (` +
      `SELECT LAST_OK_RUN_ID FROM ${objectName(schema, UNITS.name)} WHERE "CONNECTION" = ? AND LAST_OK_RUN_ID IS NOT NULL)`,
    binds: [before, connection],
  };
}

/** Runs older than the day that have ended, but for the last that was whole, and the last that read something of all. */
export function deleteRuns({ schema, connection, before }: Expiry): Bound {
  const runs = objectName(schema, RUNS.name);
  const last = (statuses: string) =>
    `(SELECT MAX(RUN_ID) FROM ${runs} WHERE "CONNECTION" = ? AND PUBLISHED_AT IS NOT NULL AND COALESCE(COMPLETE, TRUE) AND STATUS IN (${statuses}))`;
  return {
    sql:
      `DELETE FROM ${runs} WHERE "CONNECTION" = ? AND STARTED_AT < ${BEFORE} AND (FINISHED_AT IS NOT NULL OR STATUS = 'missed') ` +
      `AND RUN_ID <> COALESCE(${last("'ok'")}, '') AND RUN_ID <> COALESCE(${last("'ok', 'partial'")}, '')`,
    binds: [connection, before, connection, connection],
  };
}

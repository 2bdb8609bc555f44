import { z } from 'zod';
import type { Database } from '../snowflake/database.ts';
import { countOrZero, decodeRows, instantValue } from '../snowflake/decode.ts';
import { objectName } from '../snowflake/identifiers.ts';
import type { Fate, FateCount } from './closing.ts';
import { fateCounts, HOLDS, IS_OPEN, KNOWN } from './fate-counts.ts';
import { RUNS, UNITS } from './ledger-tables.ts';
import { ANY_REGION, GLOBAL } from './units.ts';

/** A run as it is planned, before anything is asked of AWS. */
export interface PlannedRun {
  readonly connection: string;
  /** Of each planned account, what becomes of its units: `kept` is read. */
  readonly accounts: ReadonlyMap<string, Fate>;
  readonly collectors: readonly string[];
  readonly regions: 'all' | readonly string[];
}

/** The open units of the connection by collector and by what the planned run would do with them. */
export async function readFates(
  { session, schema }: Database,
  { connection, accounts, collectors, regions }: PlannedRun,
): Promise<readonly FateCount[]> {
  const isPlanned =
    `ARRAY_CONTAINS(u.COLLECTOR::VARIANT, PARSE_JSON(?)) AND ` +
    `(? OR ARRAY_CONTAINS(u.REGION::VARIANT, PARSE_JSON(?)))`;
  const rows = await session.repeat(
    "SELECT u.COLLECTOR, CASE WHEN a.ACCOUNT_ID IS NULL THEN 'gone' WHEN a.FATE <> 'kept' THEN a.FATE " +
      `WHEN ${isPlanned} THEN 'kept' ELSE 'unplanned' END AS FATE, ` +
      `SUM(${KNOWN}) AS KNOWN, SUM(${HOLDS}) AS HOLDING ` +
      `FROM ${objectName(schema, UNITS.name)} u LEFT JOIN ` +
      '(SELECT f.VALUE[0]::STRING AS ACCOUNT_ID, f.VALUE[1]::STRING AS FATE FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))) f) a ' +
      'ON a.ACCOUNT_ID = u.ACCOUNT_ID ' +
      `WHERE u."CONNECTION" = ? AND ${IS_OPEN} GROUP BY 1, 2`,
    {
      binds: [
        JSON.stringify(collectors),
        regions === 'all',
        JSON.stringify(regions === 'all' ? [] : [...regions, GLOBAL, ANY_REGION]),
        JSON.stringify([...accounts]),
        connection,
      ],
      about: UNITS.name,
    },
  );
  return fateCounts(rows);
}

/** The last run that read a connection whole, as a measure of the next. */
export interface WholeRun {
  readonly startedAt: Date;
  readonly seconds: number;
  readonly accountsCovered: number;
  readonly awsRequests: number;
  readonly rows: number;
}

/** The last published run of the connection that was not narrowed; undefined where there is none. */
export async function readLastWholeRun(
  { session, schema }: Database,
  connection: string,
): Promise<WholeRun | undefined> {
  const rows = await session.repeat(
    `SELECT STARTED_AT, FINISHED_AT, ACCOUNTS_COVERED, AWS_REQUESTS, ROW_COUNT FROM ${objectName(schema, RUNS.name)} ` +
      'WHERE "CONNECTION" = ? AND COMPLETE AND PUBLISHED_AT IS NOT NULL AND FINISHED_AT IS NOT NULL ' +
      'QUALIFY ROW_NUMBER() OVER (ORDER BY RUN_ID DESC) = 1',
    { binds: [connection], about: RUNS.name },
  );
  const [row] = decodeRows(rows, wholeRunRow, RUNS.name);
  return (
    row && {
      startedAt: row.STARTED_AT,
      seconds: Math.max(0, (row.FINISHED_AT.getTime() - row.STARTED_AT.getTime()) / 1000),
      accountsCovered: row.ACCOUNTS_COVERED,
      awsRequests: row.AWS_REQUESTS,
      rows: row.ROW_COUNT,
    }
  );
}

const wholeRunRow = z.object({
  STARTED_AT: instantValue,
  FINISHED_AT: instantValue,
  ACCOUNTS_COVERED: countOrZero,
  AWS_REQUESTS: countOrZero,
  ROW_COUNT: countOrZero,
});

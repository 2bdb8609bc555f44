import { z } from 'zod';
import type { Database } from '../snowflake/database.ts';
import { decodeRows, optionalText, textValue } from '../snowflake/decode.ts';
import { objectName } from '../snowflake/identifiers.ts';
import { LEASES, RUNS } from './ledger-tables.ts';

/** Knowledge of the ledger about some runs. */
export interface KnownRuns {
  /** Runs that the connection has started. */
  readonly ofConnection: ReadonlySet<string>;
  /** Runs that any connection has started, or that have its lease, or had it last. */
  readonly owned: ReadonlySet<string>;
}

/** Looks runs up by id, as they are found on disk or stage. */
export async function lookUpRuns(
  { session, schema }: Database,
  connection: string,
  runIds: readonly string[],
): Promise<KnownRuns> {
  if (runIds.length === 0) return { ofConnection: new Set(), owned: new Set() };
  const marks = runIds.map(() => '?').join(', ');
  const sql =
    `SELECT RUN_ID, "CONNECTION" AS STARTED_BY FROM ${objectName(schema, RUNS.name)} WHERE RUN_ID IN (${marks}) ` +
    `UNION ALL SELECT RUN_ID, CAST(NULL AS VARCHAR) FROM ${objectName(schema, LEASES.name)} WHERE RUN_ID IN (${marks})`;
  const rows = await session.repeat(sql, { binds: [...runIds, ...runIds], about: RUNS.name });
  const found = decodeRows(rows, foundRow, RUNS.name);
  const started = found.filter((row) => row.STARTED_BY === connection);
  return {
    ofConnection: new Set(started.map((row) => row.RUN_ID)),
    owned: new Set(found.map((row) => row.RUN_ID)),
  };
}

const foundRow = z.object({ RUN_ID: textValue, STARTED_BY: optionalText });

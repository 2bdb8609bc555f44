import { objectName, type SchemaReference } from '../../snowflake/identifiers.ts';
import { RUNS } from '../ledger-tables.ts';

/**
 * Clause `bounds` of a WITH: when the first of the last complete runs of a connection began (OLDEST), and the id of the
 * last (NEWEST). Binds: the connection, and how many runs.
 */
export function lastWholeRuns(schema: SchemaReference): string {
  return (
    'recent AS (' +
    `SELECT RUN_ID, STARTED_AT FROM ${objectName(schema, RUNS.name)} WHERE "CONNECTION" = ? AND PUBLISHED_AT IS NOT NULL AND COMPLETE ` +
    'QUALIFY ROW_NUMBER() OVER (ORDER BY RUN_ID DESC) <= ?), ' +
    'bounds AS (SELECT MIN(STARTED_AT) AS OLDEST, MAX(RUN_ID) AS NEWEST FROM recent)'
  );
}

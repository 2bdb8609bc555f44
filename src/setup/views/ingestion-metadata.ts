import { RUNS } from '../../ledger/ledger-tables.ts';
import type { View } from '../../snowflake/ddl.ts';

/**
 * The runs as SnowAlert recorded them, for what reads its RESULTS.INGESTION_METADATA: a row when a run starts and
 * another when it ends, with the same RUN_ID.
 */
export const ingestionMetadata: View = {
  name: 'INGESTION_METADATA',
  comment:
    'Runs in the shape of SnowAlert’s ingestion_metadata: one row at the start of a run, one at its end.',
  columns: [
    { name: 'EVENT_TIME', comment: 'Start of the run.' },
    {
      name: 'V',
      comment:
        'RUN_ID, TYPE, LANDING_TABLE, START_TIME and, at the end, END_TIME, DURATION, INGEST_COUNT, ERROR.',
    },
  ],
  select: (name) =>
    'SELECT STARTED_AT AS EVENT_TIME, OBJECT_CONSTRUCT(\n' +
    `${COMMON}\n` +
    ')::VARIANT AS V\n' +
    `FROM ${name(RUNS.name)}\n` +
    'UNION ALL\n' +
    'SELECT STARTED_AT AS EVENT_TIME, OBJECT_CONSTRUCT(\n' +
    `${COMMON},\n` +
    `  'END_TIME', ${utc('FINISHED_AT')}, 'DURATION', DATEDIFF('second', STARTED_AT, FINISHED_AT),\n` +
    "  'INGEST_COUNT', COALESCE(ROW_COUNT, 0),\n" +
    "  'ERROR', IFF(STATUS IN ('failed', 'aborted'), OBJECT_CONSTRUCT('EXCEPTION', ERROR, 'EXCEPTION_ONLY', ERROR), NULL)\n" +
    ')::VARIANT AS V\n' +
    `FROM ${name(RUNS.name)}\n` +
    'WHERE FINISHED_AT IS NOT NULL',
};

const COMMON =
  `  'RUN_ID', RUN_ID, 'TYPE', MODULE, 'LANDING_TABLE', "CONNECTION", 'START_TIME', ${utc('STARTED_AT')},\n` +
  "  'ROW_COUNT', OBJECT_CONSTRUCT('INSERTED', 0, 'UPDATED', 0, 'SUPPRESSED', 0, 'PASSED', 0)";

function utc(column: string): string {
  return `TO_VARCHAR(CONVERT_TIMEZONE('UTC', ${column}), 'YYYY-MM-DD HH24:MI:SS')`;
}

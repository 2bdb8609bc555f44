import { literal, objectName, quoted, type SchemaReference } from '../snowflake/identifiers.ts';
import { COVERAGE, RUNS, UNITS } from './ledger-tables.ts';
import { ANY_REGION } from './units.ts';

const KEYS = ['CONNECTION', 'COLLECTOR', 'ACCOUNT_ID', 'REGION'] as const;

/** What a column of CONNECTOR_UNITS becomes, from the outcome `c` of a run and from what the row `u` said before. */
const NEXT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(KEYS.map((key) => [key, `c.${quoted(key)}`])),
  ACCOUNT_NAME: 'c.ACCOUNT_NAME',
  LATEST_RUN_ID: 'c.RUN_ID',
  LATEST_AT: 'c.SNAPSHOT_AT',
  LATEST_STATUS: 'c.STATUS',
  CODE: 'c.CODE',
  REASON: 'c.REASON',
  CONCLUSIVE_RUN_ID: ifConclusive('c.RUN_ID', 'u.CONCLUSIVE_RUN_ID'),
  CONCLUSIVE_AT: ifConclusive('c.SNAPSHOT_AT', 'u.CONCLUSIVE_AT'),
  CONCLUSIVE_STATUS: ifConclusive('c.STATUS', 'u.CONCLUSIVE_STATUS'),
  PREVIOUS_RUN_ID: ifConclusive('u.CONCLUSIVE_RUN_ID', 'u.PREVIOUS_RUN_ID'),
  LEFT_OUT: ifConclusive("c.STATUS = 'skipped' OR COALESCE(c.CODE, '') = 'no_longer_planned'", 'u.LEFT_OUT'),
  ROW_COUNT: ifConclusive('c.ROW_COUNT', 'u.ROW_COUNT'),
  ROWS_BLIND: ifConclusive('c.ROWS_BLIND', 'u.ROWS_BLIND'),
  LAST_OK_RUN_ID: "IFF(c.STATUS = 'ok', c.RUN_ID, u.LAST_OK_RUN_ID)",
  LAST_OK_AT: "IFF(c.STATUS = 'ok', c.SNAPSHOT_AT, u.LAST_OK_AT)",
  BLIND_SINCE:
    "CASE WHEN c.STATUS = 'ok' THEN NULL WHEN c.STATUS NOT IN ('denied', 'failed') THEN u.BLIND_SINCE " +
    // All regions at once are out of sight from when the last of them was seen.
    'WHEN u.BLIND_SINCE IS NULL OR u.BLIND_SINCE <= e.LAST_OK_AT THEN c.SNAPSHOT_AT ELSE u.BLIND_SINCE END',
  WATERMARK:
    "CASE WHEN c.STATUS = 'ok' AND c.WATERMARK IS NOT NULL AND (u.WATERMARK IS NULL OR LEAST(c.WATERMARK, r.PUBLISHED_AT) > u.WATERMARK) " +
    // Whatever clock it was made by, never later than its publish.
    'THEN LEAST(c.WATERMARK, r.PUBLISHED_AT) ELSE u.WATERMARK END',
  IS_EMPTY: unlessProbed("IFF(c.STATUS = 'ok', c.IS_EMPTY, NULL)", 'u.IS_EMPTY'),
  SWEPT_AT: unlessProbed(
    "IFF(c.STATUS = 'ok' AND c.IS_EMPTY IS NOT NULL, c.SNAPSHOT_AT, NULL)",
    'u.SWEPT_AT',
  ),
};

function ifConclusive(then: string, otherwise: string): string {
  return `IFF(c.STATUS IN ('ok', 'absent', 'skipped'), ${then}, ${otherwise})`;
}

function unlessProbed(then: string, otherwise: string): string {
  return `IFF(c.STATUS = 'probed', ${otherwise}, ${then})`;
}

/**
 * The statement that brings the present state of units up to what a published run found. Repeating it changes nothing,
 * nor does a run that is older than what is known. It has no binds, for it is part of the transaction that publishes.
 */
export function mergeUnits(schema: SchemaReference, runId: string): string {
  const [units, coverage, runs] = [UNITS, COVERAGE, RUNS].map(({ name }) => objectName(schema, name));
  const names = UNITS.columns.map(({ name }) => name);
  const same = (one: string, other: string, keys: readonly string[]) =>
    keys.map((key) => `${one}.${quoted(key)} = ${other}.${quoted(key)}`).join(' AND ');
  const account = KEYS.filter((key) => key !== 'REGION');
  const ofAccount = account.map(quoted).join(', ');
  return (
    `MERGE INTO ${units} t USING (` +
    `SELECT ${names.map((name) => `${NEXT[name]} AS ${quoted(name)}`).join(', ')} FROM ${coverage} c ` +
    // The instant of a run says the same as its id, and lets the engine skip what is older: it knows bounds of it.
    `JOIN ${runs} r ON r.RUN_ID = c.RUN_ID AND r.STARTED_AT = c.SNAPSHOT_AT AND r.PUBLISHED_AT IS NOT NULL ` +
    `LEFT JOIN ${units} u ON ${same('u', 'c', KEYS)} ` +
    `LEFT JOIN (SELECT ${ofAccount}, MAX(LAST_OK_AT) AS LAST_OK_AT FROM ${units} GROUP BY ${ofAccount}) e ` +
    `ON c.REGION = ${literal(ANY_REGION)} AND ${same('e', 'c', account)} ` +
    `WHERE c.RUN_ID = ${literal(runId)} AND r.RUN_ID = ${literal(runId)} AND (u.LATEST_RUN_ID IS NULL OR u.LATEST_RUN_ID < c.RUN_ID) ` +
    // A unit has one outcome; should it have two, this must not keep a run from being published.
    `QUALIFY ROW_NUMBER() OVER (PARTITION BY ${KEYS.map((key) => `c.${quoted(key)}`).join(', ')} ORDER BY c.STATUS) = 1` +
    `) n ON ${same('t', 'n', KEYS)} ` +
    `WHEN MATCHED THEN UPDATE SET ${names.map((name) => `${quoted(name)} = n.${quoted(name)}`).join(', ')} ` +
    `WHEN NOT MATCHED THEN INSERT (${names.map(quoted).join(', ')}) VALUES (${names.map((name) => `n.${quoted(name)}`).join(', ')})`
  );
}

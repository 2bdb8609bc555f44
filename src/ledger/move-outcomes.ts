import { literal, objectName, quoted, type SchemaReference } from '../snowflake/identifiers.ts';
import { COVERAGE, OUTCOMES, RUNS, UNITS } from './ledger-tables.ts';
import { ANY_REGION } from './units.ts';

const KEYS = ['CONNECTION', 'COLLECTOR', 'ACCOUNT_ID', 'REGION'] as const;

/** Statuses of a unit without landed rows: its rows are the current ones, or there were none and are none. */
const IS_SAME =
  'COALESCE(c.IS_SAME, FALSE) OR (u.CONCLUSIVE_RUN_ID IS NOT NULL AND COALESCE(c.ROW_COUNT, 0) = 0 AND COALESCE(u.ROW_COUNT, 0) = 0)';

/** Run whose rows are the truth once the outcome `c` is known of the unit `u`. */
const CONCLUSIVE_RUN_ID = ifConclusive(
  `IFF(${IS_SAME}, u.CONCLUSIVE_RUN_ID, c.RUN_ID)`,
  'u.CONCLUSIVE_RUN_ID',
);

/** New value of a column of CONNECTOR_UNITS, from the outcome `c` of a run and from the row `u` as it was. */
const NEXT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(KEYS.map((key) => [key, `c.${quoted(key)}`])),
  ACCOUNT_NAME: 'c.ACCOUNT_NAME',
  LATEST_RUN_ID: 'c.RUN_ID',
  LATEST_AT: 'c.SNAPSHOT_AT',
  LATEST_STATUS: 'c.STATUS',
  CODE: 'c.CODE',
  REASON: 'c.REASON',
  CONCLUSIVE_RUN_ID,
  CONCLUSIVE_AT: ifConclusive('COALESCE(c.SWEPT_AT, c.SNAPSHOT_AT)', 'u.CONCLUSIVE_AT'),
  CONCLUSIVE_STATUS: ifConclusive('c.STATUS', 'u.CONCLUSIVE_STATUS'),
  LEFT_OUT: ifConclusive("c.STATUS = 'skipped' OR COALESCE(c.CODE, '') = 'no_longer_planned'", 'u.LEFT_OUT'),
  ROW_COUNT: ifConclusive('c.ROW_COUNT', 'u.ROW_COUNT'),
  DIGEST: ifConclusive('c.DIGEST', 'u.DIGEST'),
  ROWS_BLIND: ifConclusive('c.ROWS_BLIND', 'u.ROWS_BLIND'),
  SOURCE_ACCOUNT_ID: ifConclusive('c.SOURCE_ACCOUNT_ID', 'u.SOURCE_ACCOUNT_ID'),
  LAST_OK_RUN_ID: "IFF(c.STATUS = 'ok', c.RUN_ID, u.LAST_OK_RUN_ID)",
  LAST_OK_AT: "IFF(c.STATUS = 'ok', c.SNAPSHOT_AT, u.LAST_OK_AT)",
  BLIND_SINCE:
    "CASE WHEN c.STATUS = 'ok' THEN NULL WHEN c.STATUS NOT IN ('denied', 'failed') THEN u.BLIND_SINCE " +
    // All regions at once are out of sight from when the last of them was seen: what an administrator told of while the
    // account let nobody in leaves them so.
    'WHEN u.BLIND_SINCE IS NULL OR (u.BLIND_SINCE <= e.LAST_OK_AT ' +
    "AND (u.LATEST_AT < e.LAST_OK_AT OR u.LATEST_STATUS NOT IN ('denied', 'failed'))) THEN c.SNAPSHOT_AT ELSE u.BLIND_SINCE END",
  WATERMARK:
    "CASE WHEN c.STATUS = 'ok' AND c.WATERMARK IS NOT NULL AND (u.WATERMARK IS NULL OR LEAST(c.WATERMARK, r.PUBLISHED_AT) > u.WATERMARK) " +
    // Whatever clock it was made by, never later than its publish.
    'THEN LEAST(c.WATERMARK, r.PUBLISHED_AT) ELSE u.WATERMARK END',
  IS_EMPTY: unlessProbed("IFF(c.STATUS = 'ok', c.IS_EMPTY, NULL)", 'u.IS_EMPTY'),
  SWEPT_AT: unlessProbed(
    "IFF(c.STATUS = 'ok' AND c.IS_EMPTY IS NOT NULL, COALESCE(c.SWEPT_AT, c.SNAPSHOT_AT), NULL)",
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
 * Statements by which a publish moves the outcomes of its run, in this order and in one transaction: changes become
 * history, the present state of units is brought up to it, and no outcome is left. Repeating it changes nothing, nor
 * does a run that is older than what is known, or one that is not published. The statements have no binds, for they are
 * parts of a transaction.
 */
export function moveOutcomes(schema: SchemaReference, runId: string): readonly string[] {
  const outcomes = outcomesOf(schema, runId, objectName(schema, OUTCOMES.name));
  return [recordChanges(schema, outcomes), mergeUnits(schema, outcomes), clearOutcomes(schema, runId)];
}

/**
 * The same for a run whose outcomes are in the history already, as programs before version 4 of the schema have left it:
 * its rows learn what was the truth before and after them. `state`: the table that is brought up to it.
 */
export function moveHistory(schema: SchemaReference, runId: string, state: string): readonly string[] {
  const coverage = objectName(schema, COVERAGE.name);
  const told = COVERAGE.columns.map(({ name }) => name).filter((name) => OF_OUTCOME.has(name));
  const outcomes = outcomesOf(
    schema,
    runId,
    `(SELECT ${told.map(quoted).join(', ')}, NULL::STRING AS DIGEST, FALSE AS IS_SAME FROM ${coverage})`,
    state,
  );
  return [
    `UPDATE ${coverage} t SET CONCLUSIVE_RUN_ID = n.CONCLUSIVE_RUN_ID, PREVIOUS_RUN_ID = n.PREVIOUS_RUN_ID FROM (` +
      `SELECT ${KEYS.map((key) => `c.${quoted(key)}`).join(', ')}, ${CONCLUSIVE_RUN_ID} AS CONCLUSIVE_RUN_ID, u.CONCLUSIVE_RUN_ID AS PREVIOUS_RUN_ID ` +
      `${outcomes()}${ONE_OF_EACH}) n WHERE t.RUN_ID = ${literal(runId)} AND ${same('t', 'n', KEYS)}`,
    mergeUnits(schema, outcomes, state),
  ];
}

/** `FROM` and what follows it; `joined`: what else is joined. */
type Outcomes = (joined?: string) => string;

/** The outcomes that say other than what is known of their units, with the runs whose rows are the truth before and after. */
function recordChanges(schema: SchemaReference, outcomes: Outcomes): string {
  const history = ['CONCLUSIVE_RUN_ID', 'PREVIOUS_RUN_ID'];
  const told = COVERAGE.columns.map(({ name }) => name).filter((name) => OF_OUTCOME.has(name));
  const changes = [
    'u.LATEST_RUN_ID IS NULL',
    `${seenAs('c.STATUS')} <> ${seenAs('u.LATEST_STATUS')}`,
    `${codeOf('c', 'STATUS')} <> ${codeOf('u', 'LATEST_STATUS')}`,
    `COALESCE(${CONCLUSIVE_RUN_ID}, '') <> COALESCE(u.CONCLUSIVE_RUN_ID, '')`,
    "c.STATUS = 'ok' AND COALESCE(c.SOURCE_ACCOUNT_ID, '') <> COALESCE(u.SOURCE_ACCOUNT_ID, '')",
  ];
  return (
    `INSERT INTO ${objectName(schema, COVERAGE.name)} (${[...told, ...history].map(quoted).join(', ')}) ` +
    `SELECT ${told.map((name) => `c.${quoted(name)}`).join(', ')}, ${CONCLUSIVE_RUN_ID}, u.CONCLUSIVE_RUN_ID ` +
    `${outcomes()} AND (${changes.join(' OR ')})${ONE_OF_EACH}`
  );
}

const OF_OUTCOME: ReadonlySet<string> = new Set(OUTCOMES.columns.map(({ name }) => name));

/** A unit of a region that is still empty is as it was when that was read. */
function seenAs(status: string): string {
  return `IFF(${status} = 'probed', 'ok', ${status})`;
}

function codeOf(side: string, status: string): string {
  return `IFF(${side}.${status} = 'probed', '', COALESCE(${side}.CODE, ''))`;
}

function mergeUnits(schema: SchemaReference, outcomes: Outcomes, state = UNITS.name): string {
  const units = objectName(schema, state);
  const names = UNITS.columns.map(({ name }) => name);
  const account = KEYS.filter((key) => key !== 'REGION');
  const ofAccount = account.map(quoted).join(', ');
  const seenAnywhere =
    `LEFT JOIN (SELECT ${ofAccount}, MAX(LAST_OK_AT) AS LAST_OK_AT FROM ${units} GROUP BY ${ofAccount}) e ` +
    `ON c.REGION = ${literal(ANY_REGION)} AND ${same('e', 'c', account)} `;
  return (
    `MERGE INTO ${units} t USING (` +
    `SELECT ${names.map((name) => `${NEXT[name]} AS ${quoted(name)}`).join(', ')} ${outcomes(seenAnywhere)}${ONE_OF_EACH}` +
    `) n ON ${same('t', 'n', KEYS)} ` +
    `WHEN MATCHED THEN UPDATE SET ${names.map((name) => `${quoted(name)} = n.${quoted(name)}`).join(', ')} ` +
    `WHEN NOT MATCHED THEN INSERT (${names.map(quoted).join(', ')}) VALUES (${names.map((name) => `n.${quoted(name)}`).join(', ')})`
  );
}

/** The outcomes `c` of a published run `r`, beside the units `u` that are not up to it. */
function outcomesOf(schema: SchemaReference, runId: string, from: string, state = UNITS.name): Outcomes {
  const [units, runs] = [state, RUNS.name].map((name) => objectName(schema, name));
  return (joined = '') =>
    // The instant of a run says the same as its id, and lets the engine skip what is older: it knows bounds of it.
    `FROM ${from} c JOIN ${runs} r ON r.RUN_ID = c.RUN_ID AND r.STARTED_AT = c.SNAPSHOT_AT AND r.PUBLISHED_AT IS NOT NULL ` +
    `LEFT JOIN ${units} u ON ${same('u', 'c', KEYS)} ${joined}` +
    `WHERE c.RUN_ID = ${literal(runId)} AND r.RUN_ID = ${literal(runId)} AND (u.LATEST_RUN_ID IS NULL OR u.LATEST_RUN_ID < c.RUN_ID)`;
}

/** A unit has one outcome; should it have two, this must not keep a run from being published. */
const ONE_OF_EACH = ` QUALIFY ROW_NUMBER() OVER (PARTITION BY ${KEYS.map((key) => `c.${quoted(key)}`).join(', ')} ORDER BY c.STATUS) = 1`;

/** Outcomes of the connection's runs that failed before go with them. */
function clearOutcomes(schema: SchemaReference, runId: string): string {
  return (
    `DELETE FROM ${objectName(schema, OUTCOMES.name)} WHERE "CONNECTION" IN (` +
    `SELECT "CONNECTION" FROM ${objectName(schema, RUNS.name)} WHERE RUN_ID = ${literal(runId)} AND PUBLISHED_AT IS NOT NULL)`
  );
}

function same(one: string, other: string, keys: readonly string[]): string {
  return keys.map((key) => `${one}.${quoted(key)} = ${other}.${quoted(key)}`).join(' AND ');
}

import { literal } from '../../snowflake/identifiers.ts';
import { UNITS } from '../ledger-tables.ts';
import { ANY_REGION } from '../units.ts';

/** Facts of one kind, as SELECTs of what holds now. */
export interface FactSource {
  readonly kind: 'blind' | 'stale' | 'finding';
  /** One row per fact: the columns of {@link FACT_COLUMNS}. */
  readonly holds: string;
  /** SUBJECT of each fact that is not over, though it may not be known to hold now. */
  readonly stands: string;
  /** SUBJECT of what is known to be well again; undefined where nobody is told of that. */
  readonly well: string | undefined;
  /** The values of the question marks of each of them. */
  readonly binds: readonly string[];
}

/** Details of a fact from its source. */
export const FACT_COLUMNS = [
  'SUBJECT',
  'CONNECTION',
  'ACCOUNT_ID',
  'ACCOUNT_NAME',
  'REGION',
  'DETECTION_ID',
  'SEVERITY',
  'RESOURCE',
  'REASON',
  'SINCE',
] as const;

const NONE = 'CAST(NULL AS VARCHAR)';
const PLACE = "CONNECTION || ' ' || ACCOUNT_ID || ' ' || REGION";

/** Accounts and regions of which something cannot be seen. `blindUnits` is the SELECT of CONNECTOR_BLIND_SPOTS. */
export function blindPlaces(blindUnits: string, name: (object: string) => string): FactSource {
  const holds =
    `SELECT ${PLACE} AS SUBJECT, CONNECTION, ACCOUNT_ID, MAX(ACCOUNT_NAME) AS ACCOUNT_NAME, REGION, ` +
    `${NONE} AS DETECTION_ID, ${NONE} AS SEVERITY, ${NONE} AS RESOURCE, MIN(REASON) AS REASON, MIN(SINCE) AS SINCE ` +
    `FROM (${blindUnits}) b GROUP BY CONNECTION, ACCOUNT_ID, REGION`;
  const read = `FROM ${name(UNITS.name)} WHERE LATEST_STATUS IN ('ok', 'probed', 'absent')`;
  return {
    kind: 'blind',
    holds,
    stands: `SELECT SUBJECT FROM (${holds}) h`,
    well:
      `SELECT ${PLACE} AS SUBJECT ${read} UNION ` +
      // An account whose regions were not known is seen again once any of them is.
      `SELECT CONNECTION || ' ' || ACCOUNT_ID || ' ' || ${literal(ANY_REGION)} AS SUBJECT ${read}`,
    binds: [],
  };
}

/** A connection that was due and is not read. */
export interface StaleConnection {
  readonly name: string;
  readonly since: Date | undefined;
  readonly reason: string;
}

/** The connections that are stale, of all that are to run on a schedule. */
export function staleConnections(
  stale: readonly StaleConnection[],
  scheduled: readonly string[],
): FactSource {
  const rows = [
    ...stale.map(({ name, since, reason }) => ['stale', name, since?.toISOString() ?? null, reason]),
    ...scheduled.filter((name) => stale.every((other) => other.name !== name)).map((name) => ['well', name]),
  ];
  const from = (state: string) =>
    `FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))) f WHERE f.VALUE[0]::STRING = ${literal(state)}`;
  return {
    kind: 'stale',
    holds:
      'SELECT f.VALUE[1]::STRING AS SUBJECT, f.VALUE[1]::STRING AS CONNECTION, ' +
      `${NONE} AS ACCOUNT_ID, ${NONE} AS ACCOUNT_NAME, ${NONE} AS REGION, ${NONE} AS DETECTION_ID, ${NONE} AS SEVERITY, ` +
      `${NONE} AS RESOURCE, f.VALUE[3]::STRING AS REASON, CAST(f.VALUE[2]::STRING AS TIMESTAMP_LTZ) AS SINCE ${from('stale')}`,
    stands: `SELECT f.VALUE[1]::STRING AS SUBJECT ${from('stale')}`,
    well: `SELECT f.VALUE[1]::STRING AS SUBJECT ${from('well')}`,
    binds: [JSON.stringify(rows)],
  };
}

/** Findings of these severities that fail without an exception. `findings` names the view of all findings. */
export function openFindings(findings: string, severities: readonly string[]): FactSource {
  const from = `FROM ${findings} WHERE SEVERITY IN (${severities.map(literal).join(', ')}) AND RESOURCE_ID IS NOT NULL`;
  return {
    kind: 'finding',
    holds:
      `SELECT FINDING_ID AS SUBJECT, ${NONE} AS CONNECTION, ACCOUNT_ID, ACCOUNT_NAME, REGION, DETECTION_ID, SEVERITY, ` +
      `COALESCE(RESOURCE_ARN, RESOURCE_ID) AS RESOURCE, COALESCE(REASON, TITLE) AS REASON, OBSERVED_AT AS SINCE ` +
      `${from} AND EFFECTIVE_STATUS = 'fail'`,
    // What cannot be seen now has not been mended, and must not be told as new when it is seen again.
    stands: `SELECT FINDING_ID AS SUBJECT ${from} AND EFFECTIVE_STATUS IN ('fail', 'unknown')`,
    well: undefined,
    binds: [],
  };
}

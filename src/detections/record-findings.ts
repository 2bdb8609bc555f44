import { configError } from '../errors.ts';
import type { Database } from '../snowflake/database.ts';
import { literal, objectName, quoted } from '../snowflake/identifiers.ts';
import { refusedWith } from '../snowflake/statement-error.ts';
import { FINDING_HISTORY, FINDING_STATE } from './history.ts';

/** The run that records, and the days for which history is kept; undefined: for ever. */
export interface Recording {
  readonly connection: string;
  readonly runId: string;
  readonly retentionDays: number | undefined;
}

/** For so long a finding that is gone is known again when it comes back. */
const GONE_DAYS = 90;

/**
 * Computes every finding once, keeps what has changed since they were last recorded, and adds that to the history: one
 * transaction of a few statements, of which none reads the history. `database` is that of the detections.
 */
export async function recordFindings({ session, schema }: Database, recording: Recording): Promise<void> {
  const statements = recordingStatements((object) => objectName(schema, object), recording);
  const about = FINDING_STATE.name;
  try {
    await session.untilAnswered(() => session.transaction(statements, { about }));
  } catch (cause) {
    if (!refusedWith(cause, '002003', '003001')) throw cause;
    throw configError('FINDINGS and the tables that they are recorded in are not there for this role', {
      cause,
      where: about,
      hint: 'Run `snowcensus setup`, without --no-detections.',
    });
  }
}

/** The statements of a recording, in order. They may be repeated. */
export function recordingStatements(
  name: (object: string) => string,
  recording: Recording,
): readonly string[] {
  const state = name(FINDING_STATE.name);
  const history = name(FINDING_HISTORY.name);
  const columns = FINDING_HISTORY.columns.map((column) => quoted(column.name)).join(', ');
  const { connection, retentionDays } = recording;
  return [
    mergeState(name, recording),
    `INSERT INTO ${history} (${columns}) SELECT ${columns} FROM ${state} WHERE IS_NEWS`,
    `UPDATE ${state} SET IS_NEWS = FALSE WHERE IS_NEWS`,
    `DELETE FROM ${state} WHERE STATUS = 'gone' AND ${olderThan(GONE_DAYS)}`,
    ...(retentionDays === undefined
      ? []
      : [
          `DELETE FROM ${history} WHERE "CONNECTION" = ${literal(connection)} AND ${olderThan(retentionDays)}`,
        ]),
  ];
}

function olderThan(days: number): string {
  return `SINCE < DATEADD(DAY, -${days}, CURRENT_TIMESTAMP())`;
}

/** Brings the state up to FINDINGS: of what is as it was no row is written. */
function mergeState(name: (object: string) => string, { connection, runId }: Recording): string {
  const next = nextState(connection, runId);
  const columns = Object.keys(next).map(quoted);
  return (
    `MERGE INTO ${name(FINDING_STATE.name)} t USING (\n` +
    `SELECT ${Object.entries(next)
      .map(([column, value]) => `${value} AS ${quoted(column)}`)
      .join(', ')}\n` +
    'FROM (\n' +
    `  SELECT COALESCE(f.FINDING_ID, s.FINDING_ID) AS FINDING_ID, COALESCE(f.DETECTION_ID, s.DETECTION_ID) AS DETECTION_ID,\n` +
    '    COALESCE(f.SEVERITY, s.SEVERITY) AS SEVERITY, COALESCE(f.ACCOUNT_ID, s.ACCOUNT_ID) AS ACCOUNT_ID,\n' +
    '    COALESCE(f.REGION, s.REGION) AS REGION, COALESCE(f.RESOURCE_ID, s.RESOURCE_ID) AS RESOURCE_ID,\n' +
    '    COALESCE(f.RESOURCE_ARN, s.RESOURCE_ARN) AS RESOURCE_ARN, f.REASON,\n' +
    "    COALESCE(f.EFFECTIVE_STATUS, 'gone') AS STATUS, s.STATUS AS PREVIOUS_STATUS,\n" +
    '    s.FIRST_SEEN_AT, s.FAILING_SINCE, s.MENDED_AT\n' +
    `  FROM ${name('FINDINGS')} f FULL OUTER JOIN ${name(FINDING_STATE.name)} s ON s.FINDING_ID = f.FINDING_ID\n` +
    ") n WHERE STATUS <> COALESCE(PREVIOUS_STATUS, '')\n" +
    ') n ON t.FINDING_ID = n.FINDING_ID\n' +
    // Another run may have recorded it meanwhile.
    `WHEN MATCHED AND t.STATUS <> n.STATUS THEN UPDATE SET ${columns.map((column) => `${column} = n.${column}`).join(', ')}\n` +
    `WHEN NOT MATCHED THEN INSERT (${columns.join(', ')}) VALUES (${columns.map((column) => `n.${column}`).join(', ')})`
  );
}

/** The next value of each column of the state, from what is found now and what was known. */
function nextState(connection: string, runId: string): Readonly<Record<string, string>> {
  const now = 'CURRENT_TIMESTAMP()';
  const fails = "STATUS IN ('fail', 'excepted')";
  const isMended = "STATUS = 'pass' AND FAILING_SINCE IS NOT NULL";
  const same = ['FINDING_ID', 'DETECTION_ID', 'SEVERITY', 'ACCOUNT_ID', 'REGION', 'RESOURCE_ID'];
  return {
    ...Object.fromEntries(same.map((column) => [column, column])),
    RESOURCE_ARN: 'RESOURCE_ARN',
    STATUS: 'STATUS',
    PREVIOUS_STATUS: 'PREVIOUS_STATUS',
    REASON: 'REASON',
    SINCE: now,
    FIRST_SEEN_AT: `COALESCE(FIRST_SEEN_AT, ${now})`,
    // What cannot be read, or is gone, has not been mended.
    FAILING_SINCE: `CASE WHEN STATUS = 'pass' THEN NULL WHEN ${fails} THEN COALESCE(FAILING_SINCE, ${now}) ELSE FAILING_SINCE END`,
    REOPENED: `${fails} AND FAILING_SINCE IS NULL AND MENDED_AT IS NOT NULL`,
    MENDED_AFTER_SECONDS: `IFF(${isMended}, DATEDIFF(SECOND, FAILING_SINCE, ${now}), NULL)`,
    MENDED_AT: `IFF(${isMended}, ${now}, MENDED_AT)`,
    CONNECTION: literal(connection),
    RUN_ID: literal(runId),
    IS_NEWS: 'TRUE',
  };
}

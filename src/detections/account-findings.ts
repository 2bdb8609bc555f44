import { z } from 'zod';
import type { Database } from '../snowflake/database.ts';
import { countValue, decodeRows, instantValue, optionalText, textValue } from '../snowflake/decode.ts';
import { literal, objectName } from '../snowflake/identifiers.ts';
import { SEVERITIES, type Severity } from './detection.ts';
import { FINDING_HISTORY, FINDING_STATE } from './history.ts';
import type { StatusCounts } from './recorded-findings.ts';

/** Findings of one detection in an account that are alike, told by the newest of them. */
export interface FindingGroup {
  readonly detectionId: string;
  /** Title of the detection: what holds where it passes. */
  readonly title: string;
  readonly severity: Severity;
  readonly status: string;
  readonly findings: number;
  /** When the newest of them was recorded. */
  readonly since: Date;
  /** Region and, where there is one, resource of the newest. */
  readonly place: string;
  readonly reason: string | undefined;
}

/** Findings of a detection that one run found changed alike. */
export interface FindingChange extends FindingGroup {
  /** Undefined where it was not known before. */
  readonly previous: string | undefined;
}

/** The findings of an account, as they were last recorded. */
export interface AccountFindings {
  /** Findings by severity, the worst first. */
  readonly severities: readonly { readonly name: Severity; readonly counts: StatusCounts }[];
  /** Findings that fail or are not known, by severity, failures first, then the newest. */
  readonly open: readonly FindingGroup[];
  /** Changes of {@link CHANGE_DAYS} days, the newest first, at most {@link CHANGES_TOLD}. */
  readonly changes: readonly FindingChange[];
}

/** Days for which changes are told. */
export const CHANGE_DAYS = 30;

/** Changes that are told at most. */
const CHANGES_TOLD = 20;

/** The findings of an account, by two statements that compute none of them anew. `database` is that of the detections. */
export async function readAccountFindings(database: Database, account: string): Promise<AccountFindings> {
  const [states, changes] = await Promise.all([readState(database, account), readChanges(database, account)]);
  const severities = SEVERITIES.flatMap((name) => {
    const its = states.filter(({ severity }) => severity === name);
    return its.length === 0 ? [] : [{ name, counts: countsOf(its) }];
  });
  const open = states.filter(({ status }) => status === 'fail' || status === 'unknown').toSorted(worstFirst);
  return { severities, open, changes };
}

const groupRow = z.object({
  DETECTION_ID: textValue,
  TITLE: optionalText,
  SEVERITY: z.enum(SEVERITIES),
  STATUS: textValue,
  PREVIOUS_STATUS: optionalText,
  FINDINGS: countValue,
  SINCE: instantValue,
  REGION: textValue,
  RESOURCE: optionalText,
  REASON: optionalText,
});

/** As many groups at most as there are detections and statuses. */
async function readState({ session, schema }: Database, account: string): Promise<readonly FindingGroup[]> {
  const sql = groupsSql((object) => objectName(schema, object), {
    table: FINDING_STATE.name,
    alike: [],
    where: `ACCOUNT_ID = ${literal(account)} AND STATUS <> 'gone'`,
  });
  const rows = await session.execute(sql, { about: FINDING_STATE.name });
  return decodeRows(rows, groupRow, FINDING_STATE.name).map(groupOf);
}

async function readChanges(
  { session, schema }: Database,
  account: string,
): Promise<readonly FindingChange[]> {
  const sql = groupsSql((object) => objectName(schema, object), {
    table: FINDING_HISTORY.name,
    alike: ['RUN_ID', 'PREVIOUS_STATUS'],
    where:
      `ACCOUNT_ID = ${literal(account)} AND SINCE > DATEADD(DAY, -${CHANGE_DAYS}, CURRENT_TIMESTAMP()) ` +
      // A place that is read for the first time has changed only where something fails.
      "AND (PREVIOUS_STATUS IS NOT NULL OR STATUS = 'fail')",
  });
  const rows = await session.execute(`${sql}\nORDER BY SINCE DESC, DETECTION_ID LIMIT ${CHANGES_TOLD}`, {
    about: FINDING_HISTORY.name,
  });
  return decodeRows(rows, groupRow, FINDING_HISTORY.name).map((row) => ({
    ...groupOf(row),
    previous: row.PREVIOUS_STATUS,
  }));
}

interface Groups {
  readonly table: string;
  /** Columns in which the findings of a group are alike, besides detection, severity and status. */
  readonly alike: readonly string[];
  readonly where: string;
}

function groupsSql(name: (object: string) => string, { table, alike, where }: Groups): string {
  const keys = ['DETECTION_ID', 'SEVERITY', 'STATUS', ...alike];
  const previous = alike.includes('PREVIOUS_STATUS') ? 'g.PREVIOUS_STATUS' : 'NULL';
  return (
    `SELECT g.DETECTION_ID, d.TITLE, g.SEVERITY, g.STATUS, ${previous} AS PREVIOUS_STATUS, g.FINDINGS, g.SINCE, g.REGION, g.RESOURCE, g.REASON\n` +
    `FROM (SELECT ${keys.join(', ')}, COUNT(*) AS FINDINGS, MAX(SINCE) AS SINCE, MAX_BY(REGION, SINCE) AS REGION, ` +
    'MAX_BY(COALESCE(RESOURCE_ARN, RESOURCE_ID), SINCE) AS RESOURCE, MAX_BY(REASON, SINCE) AS REASON\n' +
    `  FROM ${name(table)} WHERE ${where} GROUP BY ${keys.join(', ')}) g\n` +
    `LEFT JOIN ${name('DETECTIONS')} d ON d.DETECTION_ID = g.DETECTION_ID`
  );
}

function groupOf(row: z.output<typeof groupRow>): FindingGroup {
  return {
    detectionId: row.DETECTION_ID,
    title: row.TITLE ?? row.DETECTION_ID,
    severity: row.SEVERITY,
    status: row.STATUS,
    findings: row.FINDINGS,
    since: row.SINCE,
    place: row.RESOURCE === undefined ? row.REGION : `${row.RESOURCE} in ${row.REGION}`,
    reason: row.REASON,
  };
}

function countsOf(groups: readonly FindingGroup[]): StatusCounts {
  const count = (status: string) =>
    groups.reduce((sum, group) => sum + (group.status === status ? group.findings : 0), 0);
  return { fail: count('fail'), unknown: count('unknown'), pass: count('pass'), excepted: count('excepted') };
}

function worstFirst(a: FindingGroup, b: FindingGroup): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    // 'fail' comes before 'unknown'.
    Number(a.status > b.status) - Number(a.status < b.status) ||
    b.since.getTime() - a.since.getTime() ||
    a.title.localeCompare(b.title, 'en')
  );
}

import { z } from 'zod';
import type { Database } from '../snowflake/database.ts';
import { countValue, decodeRows, optionalInstant, textValue } from '../snowflake/decode.ts';
import { objectName } from '../snowflake/identifiers.ts';
import { SEVERITIES, type Severity } from './detection.ts';
import { FRAMEWORKS, frameworkParts } from './frameworks.ts';
import { FINDING_STATE } from './history.ts';

/** How many there are of each status. */
export interface StatusCounts {
  readonly fail: number;
  readonly unknown: number;
  readonly pass: number;
  readonly excepted: number;
}

/** The findings as they were last recorded, counted. */
export interface RecordedFindings {
  /** When the last change was recorded; undefined where nothing was. */
  readonly changedAt: Date | undefined;
  /** Findings by severity, the worst first. */
  readonly severities: readonly { readonly name: Severity; readonly counts: StatusCounts }[];
  /** Controls by framework; a control fails where any finding does, and passes where all do. */
  readonly frameworks: readonly { readonly name: string; readonly counts: StatusCounts }[];
}

/** Counts what was recorded, by one statement; none of it is computed anew. `database` is that of the detections. */
export async function readRecordedFindings({ session, schema }: Database): Promise<RecordedFindings> {
  const rows = await session.execute(
    countsSql((object) => objectName(schema, object)),
    { about: FINDING_STATE.name },
  );
  const counts = decodeRows(rows, countsRow, FINDING_STATE.name);
  const of = (kind: string, name: string): StatusCounts => {
    const count = (status: string) =>
      counts.find((row) => row.KIND === kind && row.NAME === name && row.STATUS === status)?.FINDINGS ?? 0;
    return {
      fail: count('fail'),
      unknown: count('unknown'),
      pass: count('pass'),
      excepted: count('excepted'),
    };
  };
  const told = (kind: string, name: string) => counts.some((row) => row.KIND === kind && row.NAME === name);
  const changes = counts.flatMap(({ CHANGED_AT }) => (CHANGED_AT ? [CHANGED_AT.getTime()] : []));
  return {
    changedAt: changes.length > 0 ? new Date(Math.max(...changes)) : undefined,
    severities: SEVERITIES.filter((name) => told('severity', name)).map((name) => ({
      name,
      counts: of('severity', name),
    })),
    frameworks: FRAMEWORKS.filter((name) => told('framework', nameInViews(name))).map((name) => ({
      name,
      counts: of('framework', nameInViews(name)),
    })),
  };
}

/** `fsbp` → `fsbp 1.0.0` */
function nameInViews(framework: string): string {
  const { name, version = '' } = frameworkParts(framework);
  return `${name} ${version}`;
}

const countsRow = z.object({
  KIND: textValue,
  NAME: textValue,
  STATUS: textValue,
  FINDINGS: countValue,
  CHANGED_AT: optionalInstant,
});

function countsSql(name: (object: string) => string): string {
  const state = name(FINDING_STATE.name);
  const isThere = "STATUS <> 'gone'";
  return (
    'WITH controls AS (\n' +
    "  SELECT c.FRAMEWORK || ' ' || COALESCE(c.VERSION, '') AS NAME, c.CONTROL,\n" +
    "    CASE WHEN COUNT_IF(s.STATUS = 'fail') > 0 THEN 'fail' WHEN COUNT_IF(s.STATUS = 'unknown') > 0 THEN 'unknown' ELSE 'pass' END AS STATUS\n" +
    `  FROM ${state} s JOIN ${name('DETECTION_CONTROLS')} c ON c.DETECTION_ID = s.DETECTION_ID\n` +
    // A technique of attackers is no control that anybody passes.
    `  WHERE s.${isThere} AND c.FRAMEWORK <> 'attack' GROUP BY c.FRAMEWORK, c.VERSION, c.CONTROL\n` +
    ')\n' +
    `SELECT 'severity' AS KIND, SEVERITY AS NAME, STATUS, COUNT(*) AS FINDINGS, MAX(SINCE) AS CHANGED_AT FROM ${state} WHERE ${isThere} GROUP BY SEVERITY, STATUS\n` +
    'UNION ALL\n' +
    "SELECT 'framework' AS KIND, NAME, STATUS, COUNT(*) AS FINDINGS, NULL AS CHANGED_AT FROM controls GROUP BY NAME, STATUS"
  );
}
